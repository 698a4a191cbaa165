"""Logging a call: one short form, kept where calls of that sort of case are kept."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from admin_views.asking import officer_asking, scope, today
from admin_views.people.from_child import open_cases
from admin_views.records import once
from admin_views.records.base import CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import DayField, FormKeyField
from models.base import RuleBroken
from models.casework.case import Case
from models.casework.ehe_contact import EheContact
from models.casework.note import Note
from models.organisations.sent_form import SentBefore
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship

SOMEBODY_ELSE = "other"


class CallForm(ProtectedForm):
    form_key = FormKeyField()
    happened_on = DayField("When", [InputRequired("Enter the day of the call.")])
    person = RadioField("With whom", [InputRequired("Choose who it was with.")])
    other = StringField(
        "If somebody else: who",
        [Length(max=200, message="Say in at most 200 characters who it was.")],
        description="A school's office, a neighbour, a hospital.",
        filters=[lambda words: (words or "").strip()],
    )
    case = SelectField("About which case")
    said = TextAreaField(
        "What was said",
        [DataRequired("Write down what was said.")],
        filters=[lambda words: (words or "").strip().replace("\r\n", "\n")],
    )


class CallScreen(CaseView):
    """A call in a home education case is a contact with the family; any other is a note."""

    @expose("/call/", methods=("GET", "POST"))
    def call_view(self) -> Response | tuple[str, int]:
        child = self._to_act_on(Child, "add", Note)
        people, cases = _family(child), open_cases(child)
        form = _form(people, cases)
        sound = request.method == "POST" and form.validate()
        if sound and self._logged(form, lambda: _log(child, form, people, cases)):
            flash("The call is logged.", "success")
            return redirect(url_for(".details_view", id=child.id))
        return self.form_page(form, "call.html", row=child)

    def _logged(self, form: CallForm, log: Callable[[], Note | EheContact]) -> bool:
        """Write the call down once: the same form with the same words is the same call."""
        words = repr(sorted(request.form.items(multi=True))).encode("utf-8", "surrogatepass")
        key = once.key_of(form, f"calls {sha256(words).hexdigest()}")

        def write() -> None:
            once.take(key, form)
            once.has_made(key, log())

        try:
            return self.written(write)
        except SentBefore:
            return True


def _family(child: Child) -> dict[str, Person]:
    ties = (
        scope()
        .of(Relationship)
        .select(Relationship, Person)
        .join(Person)
        .where(Relationship.child == child.id, Relationship.to_on.is_null())
        .order_by(Relationship.id)
    )
    return {str(tie.person_id): tie.person for tie in ties}


def _form(people: dict[str, Person], cases: list[Case]) -> CallForm:
    form = CallForm(request.form if request.method == "POST" else None)
    form.person.choices = [(number, person.name) for number, person in people.items()]
    form.person.choices.append((SOMEBODY_ELSE, "Somebody else"))
    form.case.choices = [(str(case.id), f"{case.reference}, {case.kind.name}") for case in cases]
    form.case.choices.append(("", "No case"))
    if request.method == "GET":
        form.happened_on.data = form.happened_on.data or today()
        form.case.data = form.case.data or (str(cases[0].id) if len(cases) == 1 else "")
    return form


def _log(
    child: Child, form: CallForm, people: dict[str, Person], cases: list[Case]
) -> Note | EheContact:
    person = people.get(str(form.person.data))
    if person is None and not form.other.data:
        raise RuleBroken("Say who the call was with.")
    with_whom = person.name if person is not None else str(form.other.data)
    case = next((one for one in cases if str(one.id) == form.case.data), None)
    row: dict[str, Any] = {"authority": child.authority_id, "case": case}
    if case is not None and case.kind.code == "EHE":
        said = form.said.data if person is not None else f"With {with_whom}. {form.said.data}"
        contact: EheContact = EheContact.create(
            **row,
            kind="call",
            happened_on=form.happened_on.data,
            person=person,
            summary=said,
            officer=officer_asking(),
        )
        return contact
    note: Note = Note.create(
        **row,
        child=child,
        written_on=form.happened_on.data,
        written_by=officer_asking(),
        call_with=with_whom,
        text=form.said.data,
    )
    return note
