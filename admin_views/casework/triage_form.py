"""What is asked of whoever triages a referral, and what the answers mean."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from admin_views.asking import scope
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField, VersionField
from admin_views.records.rows import is_id
from models.base import RuleBroken
from models.casework.case import REASONS
from models.casework.doubts import Choice
from models.casework.referral import NOT_CME, RISKS, Referral
from models.people.child import Child

NEW, ANOTHER, NOT = "new", "another", "not"


class TriageForm(ProtectedForm):
    row_version = VersionField()
    risk = RadioField("How great is the risk?", [Optional()])
    risk_why = TextAreaField("Why", [AtMost(LONGEST_TEXT)])
    choice = HiddenField("Who is it?")  # radios of the page's own: each has a child to show
    child = StringField("If another child on record: the reference, like CH-12", [AtMost(20)])
    rule = RadioField("Why is it not a child missing education?", [Optional()])
    same_as = StringField("If told of before: the other referral, like REF-12", [AtMost(20)])
    reason = SelectField("Reason for the case")
    since_on = DayField("Missing since", [Optional()])
    why = TextAreaField("Why you decide so", [AtMost(LONGEST_TEXT)])

    def __init__(self, formdata: Any = None) -> None:
        super().__init__(formdata)
        self.risk.choices, self.rule.choices = list(RISKS), list(NOT_CME)
        self.reason.choices = [("", "Choose"), *REASONS]


def form_for(referral: Referral) -> TriageForm:
    """Return the form as it was sent, or with what is known so far."""
    form = TriageForm(request.form if request.method == "POST" else None)
    if request.method != "POST" and form.row_version.data is None:
        form.row_version.data = referral.row_version
        form.risk.data, form.risk_why.data = referral.risk or None, referral.risk_why
        form.reason.data = referral.reason if referral.reason in dict(REASONS) else ""
        form.since_on.data = referral.last_attended_on
    return form


def choice_of(form: TriageForm) -> Choice:
    """Return what was chosen. Raise RuleBroken, in words, if nothing or nobody was."""
    chosen = str(form.choice.data or "")
    if chosen == NEW:
        return Choice(is_new=True)
    if chosen == NOT:
        if not form.rule.data:
            raise RuleBroken("Say why it is not a child missing education.")
        return Choice(rule=str(form.rule.data))
    number = referred(str(form.child.data or ""), "CH") if chosen == ANOTHER else chosen
    if not is_id(number):
        wanted = "Give the reference of the child, like CH-12." if chosen == ANOTHER else ""
        raise RuleBroken(wanted or "Choose who it is: one of the children, a new child, or none.")
    return Choice(child=scope().get(Child, int(number)))


def same_as(form: TriageForm) -> Referral | None:
    """Return the other referral that a duplicate names; None if it names none."""
    number = referred(str(form.same_as.data or ""), "REF")
    return scope().get(Referral, int(number)) if is_id(number) else None


def referred(words: str, letters: str) -> str:
    """Return the number of a reference such as "CH-12", or "" if it is another."""
    before, _, number = words.strip().upper().partition("-")
    return number if before == letters else ""


def sent_again(form: TriageForm) -> dict[str, Any]:
    """Return every box of the form with what was typed, to be carried through a question."""
    given = {name: request.form[name] for name in request.form if name not in ("csrf_token", "do")}
    return {**given, "row_version": form.row_version.data}
