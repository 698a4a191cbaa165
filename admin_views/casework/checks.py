"""Screens for the checklist of a case: recording a row, and asking somebody about it."""

from __future__ import annotations

from typing import Any, cast

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.asked_case import AboutCase, EvidenceForm, OneOf, case_asked, sent
from admin_views.records import once
from admin_views.records.base import CaseView
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField, FormKeyField
from admin_views.records.naming import LookUpField
from models.base import BaseModel
from models.casework.case import Case
from models.casework.check_need import CheckNeed
from models.casework.check_row import RESULTS, CheckRow
from models.casework.checklist import BY_NUMBER, Row
from models.casework.enquiry import Enquiry
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.school import School
from models.organisations.sent_form import SentBefore
from models.people.person import Person


class RecordForm(EvidenceForm):
    """What came of a row of the checklist."""

    result = OneOf("What came of it", RESULTS, "Choose what came of it.")
    done_on = DayField("Done on", [InputRequired("Enter the day it was done.")])
    words = TextAreaField(
        "In words: who was tried, when, and what was said",
        [
            DataRequired("Write down what was found, or why it was not possible."),
            AtMost(LONGEST_TEXT),
        ],
    )

    def __iter__(self) -> Any:
        """The file comes last."""
        fields = list(super().__iter__())
        return iter(sorted(fields, key=lambda one: one.short_name in ("evidence", "file")))


# By whom is asked: the table, and the words of the field.
WHOM: dict[str, tuple[type[BaseModel], str, str]] = {
    "school": (School, "school", "Which school"),
    "authority": (Authority, "other_authority", "Which authority"),
    "agency": (Agency, "agency", "Which agency"),
    "person": (Person, "person", "Which person"),
}


class AskForm(ProtectedForm):
    """A question about a row; whom it goes to is added by the row."""

    form_key = FormKeyField()
    question = TextAreaField(
        "The question", [DataRequired("Write the question."), AtMost(LONGEST_TEXT)]
    )
    email = StringField("To this address, if not the one on record", [AtMost(255)])


def ask_form(row: Row) -> type[AskForm]:
    model, name, label = WHOM[row.asks]
    needed = [InputRequired("Say who is asked.")]
    field = LookUpField(model, f"/look-up/enquiries/{name}", label=label, validators=needed)
    return type("AskFormOfRow", (AskForm,), {"whom": field})


class CheckView(AboutCase):
    shows = CheckRow
    title = "Checks made"
    address = "checks"
    group = "Work"
    creates = False
    edits = False  # by the form of its row, which asks for the words
    column_list = ("number", "case", "result", "done_on", "done_by", "enquiry")
    column_labels = {"number": "Row", "done_on": "Done", "done_by": "By"}
    column_details_list = [
        "case",
        "number",
        "result",
        "done_on",
        "done_by",
        "words",
        "evidence",
        "enquiry",
    ]
    column_default_sort = ("done_on", True)
    narrow_by = ("number", "result", "done_by", "done_on", "authority")
    search_child = CheckRow.case
    loads = ("case.kind",)
    opens_with = (CheckRow.case, Case.kind, Case.child)

    @expose("/record/", methods=("GET", "POST"))
    def record_view(self) -> Response | tuple[str, int]:
        case, check = self._row_asked("change", CheckRow)
        form = RecordForm(sent())
        form.evidence.offer(case)
        if request.method == "GET":
            _fill_in(form, check)
        elif form.validate() and self.kept(lambda: _record(form, case, check)):
            flash(f"Row {check.number} of the checklist is recorded.", "success")
            return redirect(f"{url_for('cases.details_view', id=case.id)}#row-{check.number}")
        return self.step_page(
            form,
            case,
            f"Row {check.number}: {check.row.words}",
            button="Record it",
            takes_file=True,
        )

    @expose("/ask/", methods=("GET", "POST"))
    def ask_view(self) -> Response | tuple[str, int]:
        case, check = self._row_asked("add", Enquiry)
        if not check.row.asks:
            abort(404)
        form: Any = ask_form(check.row)(sent())
        if request.method == "GET":
            form.question.data = form.question.data or check.row.question
            if check.row.asks == "school" and case.school is not None:
                form.whom.process_data(case.school)
        elif form.validate() and self._asked_once(form, case, check):
            flash("The question is on record and its answer awaited. Send the letter.", "success")
            return redirect(f"{url_for('cases.details_view', id=case.id)}#row-{check.number}")
        return self.step_page(form, case, f"Ask about row {check.number}: {check.row.words}")

    def _asked_once(self, form: Any, case: Case, check: CheckRow) -> bool:
        key = once.key_of(form, f"{self.address}/ask")

        def write() -> None:
            once.take(key, form)
            once.has_made(key, _ask(form, case, check))

        try:
            return self.kept(write)
        except SentBefore:
            return True

    def _row_asked(self, verb: str, noun: type[BaseModel]) -> tuple[Case, CheckRow]:
        case = case_asked(verb, noun)
        number = request.args.get("row", "", type=str)
        if not number.isascii() or not number.isdecimal() or int(number[:3]) not in BY_NUMBER:
            abort(404)
        if case.kind.code != "CME":
            abort(404)
        return case, CheckRow.of(case, int(number[:3]))


def _fill_in(form: RecordForm, check: CheckRow) -> None:
    """What was recorded before, else what the answer to its enquiry proposes."""
    if check.done_on is not None:
        form.result.data, form.words.data = check.result, check.words
        form.evidence.data = str(check.evidence_id or "")
    elif check.proposal:
        form.words.data = form.words.data or check.proposal
    answered = check.enquiry.answered_on if check.enquiry is not None else None
    form.done_on.data = form.done_on.data or check.done_on or answered or today()


def _record(form: RecordForm, case: Case, check: CheckRow) -> None:
    file = form.shown(case, f"Row {check.number} of the checklist")
    words, on = str(form.words.data), form.done_on.data or today()
    check.record(str(form.result.data), words, on, officer_asking(), file)


def _ask(form: Any, case: Case, check: CheckRow) -> Enquiry:
    model, name, _ = WHOM[check.row.asks]
    whom = scope().get(model, cast(int, form.whom.data))
    enquiry: Enquiry = Enquiry.create(
        authority=case.authority_id,
        case=case,
        question=str(form.question.data),
        email=str(form.email.data or "").strip(),
        sent_on=today(),
        **{name: whom},
    )
    check.enquiry = enquiry
    check.save()
    return enquiry


class CheckNeedView(CaseView):
    shows = CheckNeed
    title = "Checklist"
    address = "check-needs"
    group = "Running it"
    column_list = ("reason", "number", "need", "effective_from", "authority")
    column_labels = {"number": "Row", "need": "Is", "effective_from": "Cases opened from"}
    column_default_sort = ("effective_from", True)
    narrow_by = ("authority", "reason", "number")
    form_columns = ("authority", "reason", "number", "need", "effective_from")
