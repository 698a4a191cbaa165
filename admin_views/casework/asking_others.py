"""One question put to several authorities at once: "is this child with you?", by mail."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import BaseView, expose
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import scope, today
from admin_views.doors.sessions import request_now
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from admin_views.records.reading import note_read
from admin_views.records.rows import is_id
from admin_views.signed_in import SignedInView
from correspondence.questions import IS_THIS_CHILD_WITH_YOU, ask_authorities
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.organisations.authority import NATIONS, Authority
from models.transaction import transaction

MOST_AT_ONCE = 30


class QuestionForm(ProtectedForm):
    """What is asked. It stays with us: the mail and its page show the child and no more."""

    question = TextAreaField(
        "What you ask",
        [InputRequired("Write down what you ask."), AtMost(LONGEST_TEXT)],
        default=IS_THIS_CHILD_WITH_YOU,
        description="It is kept with each enquiry. The mail names no child and leads to a page "
        "that shows the name, the date of birth and the last school or area.",
    )


class AskOthersView(SignedInView, BaseView):
    """Reached from a case. Each authority gets an enquiry of its own, due and chased as any."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(name="", endpoint=endpoint)

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("add", Enquiry)

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Response | tuple[str, int]:
        case = self._case()
        form = QuestionForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            try:
                asked = self._ask(case, str(form.question.data))
            except RuleBroken as broken:
                flash(str(broken), "error")
            else:
                flash(f"{len(asked)} asked by mail. The mails are in the outbox.", "success")
                return redirect(url_for("cases.details_view", id=case.id))
        note_read(case)
        page = self.render("ask_others.html", form=form, case=case, **self._offered())
        return str(page), 200 if request.method == "GET" else 422

    def _case(self) -> Case:
        number = request.args.get("case", "")
        if not is_id(number):
            abort(404)
        case = scope().get(Case, int(number))
        if not scope().may("add", Enquiry, case.authority_id):
            abort(403)
        return case

    def _ask(self, case: Case, question: str) -> list[Enquiry]:
        chosen = _ticked()
        if not chosen:
            raise RuleBroken("Tick at least one authority.")
        if len(chosen) > MOST_AT_ONCE:
            raise RuleBroken(f"Tick at most {MOST_AT_ONCE} at a time.")
        if not case.is_open:
            raise RuleBroken("The case is closed. Re-open it before you ask.")
        others = list(
            Authority.select().where(Authority.id.in_(chosen), Authority.id != case.authority_id)
        )
        with transaction(scope(), request_now()):
            return ask_authorities(case, others, question, request_now(), today())

    def _offered(self) -> dict[str, Any]:
        """Return the authorities by nation, those with an address first to be ticked."""
        every = list(Authority.select().order_by(Authority.name))
        groups = [
            (words, [one for one in every if one.nation == nation and one.contact_email])
            for nation, words in NATIONS
        ]
        return {
            "groups": [group for group in groups if group[1]],
            "without": [one for one in every if not one.contact_email],
            "ticked": _ticked(),
        }


def _ticked() -> list[int]:
    return [int(number) for number in request.form.getlist("authority") if is_id(number)]
