"""Screens for outcomes: what ended a case, what shows it, and who is told of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from admin_views.asking import scope, today
from admin_views.casework.closing import ClosingView
from admin_views.doors.sessions import request_now
from admin_views.outgoing.produced import produced_once
from admin_views.records.base import Action, CaseView, Related
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from correspondence.closings import TO_FAMILY, queue_closing_emails
from correspondence.producing import CLOSURE, produce
from models.base import BaseModel
from models.casework.case import Case
from models.casework.outcome import Outcome, OutcomeEvidence
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.transaction import transaction


class UntoldForm(ProtectedForm):
    untold = TextAreaField(
        "Who is not told, and why", [DataRequired("Say who, and why."), AtMost(LONGEST_TEXT)]
    )


class OutcomeView(ClosingView):
    shows = Outcome
    title = "Outcomes"
    address = "outcomes"
    group = "Work"
    creates = False
    edits = False
    column_list = ("reference", "case.child", "kind", "closed_on", "closed_by", "superseded_on")
    column_labels = {
        "case.child": "About",
        "kind": "What became of the child",
        "starts_on": "First day there",
        "confirmed_on": "Confirmed",
        "closed_on": "Closed",
        "untold": "Not told of it",
        "superseded_on": "Opened again",
        "superseded_by": "Opened again by",
        "why_superseded": "Why it was opened again",
    }
    column_details_list = [
        "case",
        "case.child",
        "kind",
        "school",
        "other_authority",
        "destination",
        "starts_on",
        "confirmed_by",
        "confirmed_on",
        "closed_on",
        "closed_by",
        "untold",
        "superseded_on",
        "superseded_by",
        "why_superseded",
    ]
    only_if_said = (
        "school",
        "other_authority",
        "destination",
        "starts_on",
        "untold",
        "superseded_on",
        "superseded_by",
        "why_superseded",
    )
    column_default_sort = ("closed_on", True)
    column_sortable_list = (("closed_on", "closed_on"),)
    search_child = Outcome.case
    narrow_by = ("kind", "closed_on", "closed_by", "authority")
    loads = ("case.kind", "case.child")
    opens_with = (
        Outcome.case,
        Case.kind,
        Case.child,
        Outcome.school,
        Outcome.other_authority,
        Outcome.closed_by,
    )
    first = "outcome_first.html"
    actions = (
        Action(
            "Email the schools and agencies asked",
            "outcomes.email_view",
            posts=True,
            needs=("add", Message),
            confirm="Each gets one mail by reference that says the case is closed, and not what "
            "was found. Whoever referred the child is not told. A mail cannot be called back.",
        ),
        Action("Letter to the school", "outcomes.school_view", posts=True, needs=("add", Letter)),
        Action("Letter to the family", "outcomes.family_view", posts=True, needs=("add", Letter)),
        Action("Say who is not told", "outcomes.untold_view", needs=("change", Outcome)),
    )
    related = (Related("Mails", Message, "closing"),)

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Outcome)
        return self.actions if row.superseded_on is None else ()

    def evidence_of(self, outcome: Outcome) -> list[OutcomeEvidence]:
        pieces = scope().of(OutcomeEvidence).where(OutcomeEvidence.closing == outcome.id)
        return list(pieces.order_by(OutcomeEvidence.id))

    @expose("/email/", methods=("POST",))
    def email_view(self) -> Response:
        outcome = self._to_act_on(Outcome, "add", Message)
        with transaction(scope(), request_now()):
            queued, untold = queue_closing_emails(outcome, request_now(), today())
        mails = "1 mail is" if queued == 1 else f"{queued} mails are"
        flash(f"{mails} in the outbox.", "success")
        if untold:
            flash(f"Not told by mail: {'; '.join(untold)}.", "warning")
        return redirect(url_for(".details_view", id=outcome.id))

    @expose("/letter-to-school/", methods=("POST",))
    def school_view(self) -> Response:
        return self._letter(CLOSURE)

    @expose("/letter-to-family/", methods=("POST",))
    def family_view(self) -> Response:
        return self._letter(TO_FAMILY)

    def _letter(self, template: str) -> Response:
        outcome = self._to_act_on(Outcome, "add", Letter)
        return produced_once(
            lambda key: produce(scope(), template, outcome.case, request_now(), today(), key)
        )

    @expose("/untold/", methods=("GET", "POST"))
    def untold_view(self) -> Response | tuple[str, int]:
        outcome = self._to_act_on(Outcome, "change", Outcome)
        form = UntoldForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.untold.data = form.untold.data or outcome.untold
        elif form.validate() and self.kept(lambda: _untold(outcome, str(form.untold.data))):
            flash("Recorded.", "success")
            return redirect(url_for(".details_view", id=outcome.id))
        return self.step_page(form, outcome.case, "Who is not told of the closing")


def _untold(outcome: Outcome, words: str) -> None:
    outcome.untold = words.strip()
    outcome.save()


class EvidenceView(CaseView):
    shows = OutcomeEvidence
    title = "What shows an outcome"
    address = "outcome-evidence"
    group = "Work"
    creates = False
    edits = False
    column_list = ("closing", "in_words", "words", "file")
    column_labels = {"closing": "Outcome", "in_words": "What", "file": "File"}
    loads = ("closing",)
