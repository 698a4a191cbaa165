"""Telling a child apart from a referral, and taking back what was decided; with a reason."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import officer_asking, scope
from admin_views.doors.sessions import request_now
from admin_views.records.base import CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from admin_views.records.reading import note_listed, note_read
from admin_views.records.rows import is_id
from models.casework.case import Case
from models.casework.not_the_same import NotTheSame
from models.casework.referral import Referral
from models.casework.triage import take_back
from models.people.child import Child


class ReasonForm(ProtectedForm):
    why = TextAreaField("Why", [InputRequired("Say why."), AtMost(LONGEST_TEXT)])


class ApartScreen(CaseView):
    """Pages of a referral that ask for a reason and no more."""

    def _to_triage(self) -> Referral:
        referral = self._record_or_404()
        assert isinstance(referral, Referral)
        if not scope().may("change", "Triage", referral.authority_id):
            abort(403)
        return referral

    @expose("/apart/", methods=("GET", "POST"))
    def apart_view(self) -> Response | tuple[str, int]:
        """Remember that a child proposed is not the one told of."""
        referral = self._to_triage()
        child = _child_asked()
        note_read(child)
        form = ReasonForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            say = NotTheSame.say
            why, by, now = str(form.why.data), officer_asking(), request_now()
            if self.written(lambda: _done(say(referral, child, why, by, now))):
                flash(f"{child.reference} is not proposed again for it.", "success")
                return redirect(url_for(".triage_view", id=referral.id))
        return self.form_page(form, "triage_apart.html", row=referral, child=child, said=None)

    @expose("/together/", methods=("GET", "POST"))
    def together_view(self) -> Response | tuple[str, int]:
        """Take back that a child is not the one told of."""
        referral = self._to_triage()
        number = request.args.get("said", "")
        said = scope().get(NotTheSame, int(number)) if is_id(number) else abort(404)
        note_read(said)
        form = ReasonForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            why, by, now = str(form.why.data), officer_asking(), request_now()
            if self.written(lambda: said.undo(why, by, now)):
                flash(f"{said.child.reference} may be proposed again.", "success")
                return redirect(url_for(".triage_view", id=referral.id))
        return self.form_page(form, "triage_apart.html", row=referral, child=said.child, said=said)

    @expose("/again/", methods=("GET", "POST"))
    def again_view(self) -> Response | tuple[str, int]:
        """Take a decision back, as after a slip."""
        referral = self._to_triage()
        form = ReasonForm(request.form if request.method == "POST" else None)
        if request.method == "POST" and form.validate():
            why, by, now = str(form.why.data), officer_asking(), request_now()
            if self.written(lambda: take_back(referral, why, by, now)):
                flash(f"{referral.reference} waits for a decision again.", "success")
                return redirect(url_for(".index_view"))
        cases = list(scope().of(Case).where(Case.referral == referral.id).order_by(Case.id))
        note_listed(Case, cases, len(cases), "triage")
        return self.form_page(form, "triage_again.html", row=referral, cases=cases)


def _done(_row: NotTheSame) -> None:
    """What is written is all that is asked."""


def _child_asked() -> Child:
    number = request.args.get("child", "")
    return scope().get(Child, int(number)) if is_id(number) else abort(404)


class NotTheSameView(CaseView):
    shows = NotTheSame
    title = "Told apart"
    address = "told-apart"
    group = "Work"
    creates = False
    edits = False
    column_list = ("reference", "referral", "child", "said_by", "said_at", "undone_at")
    column_labels = {
        "said_at": "Said",
        "why_undone": "Why it was taken back",
        "undone_at": "Taken back",
    }
    column_default_sort = ("id", True)
    column_sortable_list = (("said_at", "said_at"),)
    narrow_by = ("said_at", "authority")
