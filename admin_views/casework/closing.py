"""Closing a case with an outcome and what shows it, and opening it again: the two pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import DataRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.asked_case import AboutCase, case_asked, sent
from admin_views.casework.closing_form import CloseForm, close_form
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, VersionField
from models.casework.case import CME, Case
from models.casework.file_kind import WELCOME
from models.casework.outcome import Outcome, reopen
from models.casework.outcome_kinds import ONLY_BELIEVED, Kind, no_outcome
from models.casework.outcome_need import OutcomeNeed, not_used
from models.dates.explanation import over_age_explained
from models.dates.words import long_date


class ReopenForm(ProtectedForm):
    why = TextAreaField("Why it is opened again", [DataRequired("Say why."), AtMost(LONGEST_TEXT)])
    row_version = VersionField()


class ClosingView(AboutCase):
    """Asks first what became of the child, then what that outcome needs."""

    @expose("/close/", methods=("GET", "POST"))
    def close_view(self) -> Response | tuple[str, int]:
        """First ask what became of the child, then what that outcome needs."""
        case = case_asked("add", Outcome)
        if case.kind.code != CME:
            abort(404)
        kinds = OutcomeNeed.kinds_on(case.authority_id, today())
        chosen = request.args.get("kind", "")
        if chosen not in kinds:
            return self._choice(case, kinds, chosen)
        form = close_form(kinds[chosen])(sent())
        form.offer(case)
        if request.method == "GET":
            form.fill_in(case, chosen)
        elif form.validate() and self.kept(lambda: _close(form, case.id, chosen)):
            return self._closed(case, chosen)
        words = kinds[chosen].words
        return self.step_page(
            form,
            case,
            f"Close the case: {words[0].lower()}{words[1:]}",
            "close_step.html",
            told=_told(case, chosen, kinds[chosen]),
            button="Close the case",
            takes_file=True,
            back=url_for(".close_view", case=case.id),
        )

    def _closed(self, case: Case, chosen: str) -> Response:
        flash(f"{case.reference} is closed. Now tell the school and the family.", "success")
        if chosen == "home_educated":
            flash("Open a case of home education next: the child is on that register.", "info")
        outcome = Outcome.in_force(case)
        assert outcome is not None
        return redirect(url_for(".details_view", id=outcome.id))

    def _choice(self, case: Case, kinds: Mapping[str, Kind], chosen: str) -> tuple[str, int]:
        believed = no_outcome(chosen)
        wrong = believed or not_used(chosen)
        if "kind" not in request.args and "asked" in request.args:
            wrong = "Choose what became of the child."
        page = self.render(
            "close_choice.html",
            case=case,
            kinds=kinds,
            believed=ONLY_BELIEVED,
            wrong=wrong,
            may_propose=bool(believed),
        )
        return str(page), 422 if wrong else 200

    @expose("/reopen/", methods=("GET", "POST"))
    def reopen_view(self) -> Response | tuple[str, int]:
        case = case_asked("change", Case)
        form = ReopenForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.row_version.data = case.row_version
        elif form.validate() and self.kept(lambda: _reopen(form, case.id)):
            flash(f"{case.reference} is open again, and its standards are counted anew.", "success")
            return redirect(url_for("cases.details_view", id=case.id))
        told = ["The outcome stays on record as superseded, with your reason."]
        return self.step_page(form, case, "Open the case again", told=told)


def _told(case: Case, chosen: str, kind: Kind) -> list[str]:
    told = []
    if kind.evidence and kind.least:
        pieces = "the piece" if len(kind.evidence) == 1 else f"at least {kind.few} of the pieces"
        told.append(f"It needs {pieces} below, in words or as a file: {WELCOME}.")
    if kind.since is not None:
        told.append(f"Your council asks for this since {long_date(kind.since)}.")
    if chosen == "over_age" and case.child.born_on is not None:
        end = over_age_explained(case.child.born_on)
        told += [f"Compulsory school age ends on {end.value}.", *end.steps]
    return [*told, f"Source: {kind.source}."]


def _close(form: CloseForm, case_id: int, chosen: str) -> None:
    case = scope().get(Case, case_id)
    case.row_version = form.row_version.data or 0  # as the officer saw it: a later change is told
    outcome = Outcome(authority=case.authority_id, case=case, kind=chosen)
    form.tell(outcome)
    outcome.close_with(form.shown(case), officer_asking(), today())


def _reopen(form: ReopenForm, case_id: int) -> None:
    case = scope().get(Case, case_id)
    case.row_version = int(form.row_version.data or 0)
    reopen(case, str(form.why.data or ""), officer_asking(), today())
