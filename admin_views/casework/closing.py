"""Closing a case with an outcome and what shows it, and opening it again: the two forms."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.asked_case import AboutCase, OfTheChild, case_asked, sent
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField, VersionField
from admin_views.records.naming import LookUpField
from models.casework.attachment import Attachment
from models.casework.case import CME, Case
from models.casework.handover import Handover
from models.casework.outcome import Outcome, reopen
from models.casework.outcome_kinds import (
    AUTHORITY,
    KINDS,
    ONLY_BELIEVED,
    PLACE,
    SCHOOL,
    START,
    Kind,
    no_outcome,
)
from models.dates.explanation import over_age_explained
from models.organisations.authority import Authority
from models.organisations.school import School

LABELS = {
    SCHOOL: "Which school",
    AUTHORITY: "Which authority",
    PLACE: "Where: the school, the provision, or the place and country",
    START: "First day there",
}


class CloseForm(ProtectedForm):
    """What every outcome asks; `close_form` puts the rest before it."""

    confirmed_by = StringField(
        "Who confirmed it, and what they are",
        [InputRequired("Say who confirmed it."), AtMost(255)],
    )
    confirmed_on = DayField("When they confirmed it", [InputRequired("Enter the day.")])
    row_version = VersionField()


class ReopenForm(ProtectedForm):
    why = TextAreaField("Why it is opened again", [DataRequired("Say why."), AtMost(LONGEST_TEXT)])
    row_version = VersionField()


def close_form(kind: Kind) -> type[CloseForm]:
    """Return the form for one kind of outcome: its destination, then what shows it."""
    fields: dict[str, Any] = {name: _destination(name) for name in kind.asks}
    for piece in kind.evidence:
        fields[f"words_{piece.key}"] = TextAreaField(piece.words, [AtMost(LONGEST_TEXT)])
        fields[f"file_{piece.key}"] = OfTheChild(
            f"{piece.words}: a file", description="A new one is attached to the case first."
        )
    made: type[CloseForm] = type("CloseFormOfKind", (CloseForm,), fields)
    for place, name in enumerate((*fields, "confirmed_by", "confirmed_on", "row_version")):
        # In this order, not in that in which the classes were made.
        getattr(made, name).creation_counter = place
    return made


def _destination(name: str) -> Any:
    needed = [InputRequired("This is needed.")]
    if name == SCHOOL:
        return LookUpField(
            School, "/look-up/enquiries/school", label=LABELS[name], validators=needed
        )
    if name == AUTHORITY:
        asked_at = "/look-up/enquiries/other_authority"
        return LookUpField(Authority, asked_at, label=LABELS[name], validators=needed)
    if name == START:
        return DayField(LABELS[name], needed)
    return StringField(LABELS[name], [*needed, AtMost(255)])


class ClosingView(AboutCase):
    """Asks first what became of the child, then what that outcome needs."""

    @expose("/close/", methods=("GET", "POST"))
    def close_view(self) -> Response | tuple[str, int]:
        """First ask what became of the child, then what that outcome needs."""
        case = case_asked("add", Outcome)
        if case.kind.code != CME:
            abort(404)
        chosen = request.args.get("kind", "")
        if chosen not in KINDS:
            return self._choice(case, no_outcome(chosen))
        form = close_form(KINDS[chosen])(sent())
        for field in form:
            if isinstance(field, OfTheChild):
                field.offer(case)
        if request.method == "GET":
            form.row_version.data = case.row_version
            _fill_in(form, case, chosen)
        elif form.validate() and self.kept(lambda: _close(form, case.id, chosen)):
            flash(f"{case.reference} is closed. Now tell the school and the family.", "success")
            if chosen == "home_educated":
                flash("Open a case of home education next: the child is on that register.", "info")
            outcome = Outcome.in_force(case)
            assert outcome is not None
            return redirect(url_for(".details_view", id=outcome.id))
        return self.step_page(
            form,
            case,
            f"Close the case: {KINDS[chosen].words[0].lower()}{KINDS[chosen].words[1:]}",
            told=_told(case, chosen),
            button="Close the case",
            back=url_for(".close_view", case=case.id),
        )

    def _choice(self, case: Case, instead: str) -> tuple[str, int]:
        kinds = [(key, kind.words) for key, kind in KINDS.items()]
        believed = [(key, f"Only {words}") for key, words in ONLY_BELIEVED.items()]
        page = self.render(
            "close_choice.html", case=case, kinds=kinds, believed=believed, instead=instead
        )
        return str(page), 422 if instead else 200

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


def _fill_in(form: Any, case: Case, chosen: str) -> None:
    """What is on record already: of a hand-over who took the child on, and when."""
    taken = Handover.acknowledged_for(case) if chosen == "transferred" else None
    if taken is not None:
        form[AUTHORITY].process_data(taken.to_authority)
        form.confirmed_by.data = form.confirmed_by.data or taken.acknowledged_by
        form.words_acknowledged.data = (
            form.words_acknowledged.data
            or f"{taken.reference}: {taken.state.lower()}. {taken.acknowledged_words}".strip()
        )
        form.confirmed_on.data = form.confirmed_on.data or taken.acknowledged_on
    form.confirmed_on.data = form.confirmed_on.data or today()


def _told(case: Case, chosen: str) -> list[str]:
    kind = KINDS[chosen]
    few = "one" if kind.least == 1 else "two"
    needs = f"It needs at least {few} of the pieces below, in words or as a file."
    told = [needs] if kind.evidence else []
    if chosen == "over_age" and case.child.born_on is not None:
        end = over_age_explained(case.child.born_on)
        told += [f"Compulsory school age ends on {end.value}.", *end.steps]
    return [*told, f"Source: {kind.source}."]


def _close(form: Any, case_id: int, chosen: str) -> None:
    case = scope().get(Case, case_id)
    case.row_version = form.row_version.data  # as the officer saw it: a later change is told
    outcome = Outcome(authority=case.authority_id, case=case, kind=chosen)
    for name in KINDS[chosen].asks:
        value = form[name].data
        setattr(outcome, name, value.strip() if isinstance(value, str) else value)
    outcome.confirmed_by = str(form.confirmed_by.data or "")
    outcome.confirmed_on = form.confirmed_on.data or today()
    outcome.close_with(_shown(form, chosen), officer_asking(), today())


def _shown(form: Any, chosen: str) -> dict[str, tuple[str, Attachment | None]]:
    return {
        piece.key: (str(form[f"words_{piece.key}"].data or ""), form[f"file_{piece.key}"].chosen())
        for piece in KINDS[chosen].evidence
    }


def _reopen(form: ReopenForm, case_id: int) -> None:
    case = scope().get(Case, case_id)
    case.row_version = int(form.row_version.data or 0)
    reopen(case, str(form.why.data or ""), officer_asking(), today())
