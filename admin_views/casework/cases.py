"""Screens for cases and enquiries."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.allocations import GIVE, give, give_by_rule
from admin_views.casework.becoming_cme import BecomesCme
from admin_views.casework.searched import OF_THE_SEARCH, SearchedCase
from admin_views.doors.sessions import request_now
from admin_views.people.explained import enquiry_dates
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action, Bulk, Related
from admin_views.records.forms import AnswerForm, GiveForm
from correspondence.chases import chase_now
from correspondence.producing import fitting_letter, left_out, produce_fitting
from models.base import BaseModel, RuleBroken
from models.casework.allocation import BY_HAND, Allocation
from models.casework.case import CME, Case
from models.casework.concern import Concern
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.dates.explanation import Explained
from models.organisations.officer import Officer
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.statute.notice import Notice
from models.transaction import transaction


def produced_letter(row: Enquiry | Case) -> Response:
    """Produce what fits the row and go to its page, with a warning if a letter cannot hold all."""
    letter = produce_fitting(scope(), row, request_now(), today())
    flash(f"{letter.reference} is produced. Check it before it goes.", "success")
    if warning := left_out(letter):
        flash(warning, "error")
    return redirect(url_for("letters.details_view", id=letter.id))


def _give(case: Case, form: GiveForm) -> None:
    officer = scope().get(Officer, int(form.officer.data))
    give(case, officer, BY_HAND, str(form.why.data or ""))


def _give_by_rule(case: Case, _form: object) -> None:
    give_by_rule(case)


# Whom an enquiry may be put to.
ASKED = (Enquiry.school, Enquiry.other_authority, Enquiry.agency, Enquiry.person)


class CaseScreen(BecomesCme, SearchedCase):
    shows = Case
    title = "Cases"
    address = "cases"
    column_list = ("reference", "child", "reason", "officer", "opened_on", "closed_on")
    column_labels = {
        "opened_on": "Opened",
        "closed_on": "Closed",
        "since_on": "Since",
        "school": "School the child is or was last at",
        "lives_here_on": "Confirmed to live here",
    }
    column_default_sort = ("opened_on", True)
    column_sortable_list = (
        ("reference", "id"),
        ("child", "child.surname"),
        ("officer", "officer.name"),
        ("opened_on", "opened_on"),
        ("closed_on", "closed_on"),
    )
    search_child = Case.child
    narrow_by = ("kind", "reason", "officer", "authority", "opened_on", "closed_on")
    form_columns = (
        "child",
        "kind",
        "reason",
        "officer",
        "opened_on",
        "since_on",
        "school",
        "lives_here_on",
        "closed_on",
        "outcome",
        "referrer",
    )
    prefills = ("child",)
    related = (
        Related("Welfare concerns", Concern, "case"),
        Related("Enquiries", Enquiry, "case", ASKED),
        *OF_THE_SEARCH,
        Related("Contacts with the family", EheContact, "case"),
        Related("Notices", Notice, "case", (Notice.parent,)),
        Related("Letters", Letter, "case"),
        Related("Notes", Note, "case"),
        Related("Tasks", Task, "case"),
        Related("Given to", Allocation, "case", (Allocation.officer,)),
    )
    loads = ("kind",)
    opens_with = (Case.kind, Case.child, Case.officer)
    bulk = (
        Bulk("Give to an officer", "given to the officer", _give, GiveForm),
        Bulk("Give by the council’s rule", "given by the rule", _give_by_rule),
    )
    actions = (
        Action(
            "Raise a welfare concern", "concerns.create_view", needs=("add", Concern), by="case"
        ),
        Action("Produce the letter", "cases.letter_view", posts=True, needs=("add", Letter)),
        GIVE,
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Case)
        concern, letter, give = self.actions
        to_give = [give] if row.is_open else []
        letters = [letter] if fitting_letter(row, today()) else []
        return [
            concern,
            *letters,
            *to_give,
            *self.to_become(row),
            *self.for_the_search(row),
        ]

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Case):
            row.opened_by = officer_asking()
            if row.kind.code == CME and row.closed_on is not None:
                raise RuleBroken("Leave out when it was closed. Open the case, then close it.")

    @expose("/letter/", methods=("POST",))
    def letter_view(self) -> Response:
        return produced_letter(self._to_act_on(Case, "add", Letter))


class EnquiryView(FromChild):
    shows = Enquiry
    title = "Enquiries"
    address = "enquiries"
    column_list = ("reference", "case.child", "asked.name", "sent_on", "due_on", "answered_on")
    column_labels = {
        "case.child": "About",
        "asked.name": "Asked",
        "sent_on": "Sent",
        "due_on": "Answer due",
        "answered_on": "Answered",
    }
    column_default_sort = ("due_on", False)
    column_sortable_list = (
        ("reference", "id"),
        ("case.child", "case.child.surname"),
        ("sent_on", "sent_on"),
        ("due_on", "due_on"),
        ("answered_on", "answered_on"),
    )
    loads = ("case.child", "school", "other_authority", "agency", "person")
    opens_with = (Enquiry.case, Case.kind, Case.child, *ASKED)
    search_child = Enquiry.case
    narrow_by = ("authority", "other_authority", "sent_on", "due_on", "answered_on")
    form_columns = (
        "case",
        "school",
        "other_authority",
        "agency",
        "person",
        "email",
        "question",
        "sent_on",
        "due_on",
    )
    form_optional = ("due_on",)
    prefills = ("case",)
    actions = (
        Action("Record the answer", "enquiries.answer_view", needs=("change", Enquiry)),
        Action(
            "Chase now",
            "enquiries.chase_view",
            posts=True,
            needs=("add", Chase),
            confirm="The reminder that is due goes out by mail, in one message with any other that "
            "is due to the same address. A mail cannot be called back.",
        ),
        Action("Produce the letter", "enquiries.letter_view", posts=True, needs=("add", Letter)),
    )
    more = "enquiry_more.html"
    related = (
        Related("Chases", Chase, "enquiry"),
        Related("Contacts with the family", EheContact, "enquiry"),
        Related("Letters", Letter, "enquiry"),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Enquiry)
        answer, chase, letter = self.actions
        open_ones = [answer] if row.answered_on is None else []
        late = [chase] if row.is_overdue(today()) else []
        return [*open_ones, *late, *([letter] if fitting_letter(row, today()) else [])]

    def dates_of(self, enquiry: Enquiry) -> list[tuple[str, Explained]]:
        """Return the days that were worked out for this enquiry, each with how."""
        return enquiry_dates(enquiry)

    @expose("/answer/", methods=("GET", "POST"))
    def answer_view(self) -> Response | tuple[str, int]:
        enquiry = self._to_act_on(Enquiry, "change", Enquiry)
        form = AnswerForm(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.answered_on.data = today()
        elif form.validate() and self.written(lambda: self._answer(enquiry, form)):
            flash("The answer is recorded and nobody is chased for it any more.", "success")
            return redirect(url_for(".details_view", id=enquiry.id))
        return self.form_page(form, "answer.html", row=enquiry)

    def _answer(self, enquiry: Enquiry, form: AnswerForm) -> None:
        enquiry.record_answer(
            str(form.answer.data), form.answered_on.data or today(), officer_asking()
        )

    @expose("/chase/", methods=("POST",))
    def chase_view(self) -> Response:
        """Queue what is due for this enquiry's recipient now, as the unattended job would."""
        enquiry = self._to_act_on(Enquiry, "add", Chase)
        flash(chase_now(scope(), enquiry, request_now(), today()), "success")
        return redirect(url_for(".details_view", id=enquiry.id))

    @expose("/address-good/", methods=("POST",))
    def address_good_view(self) -> Response:
        """Somebody asked, and mail arrives there again: the chasing goes on."""
        enquiry = self._to_act_on(Enquiry, "change", Message)
        with transaction(scope(), request_now()):
            enquiry.address_is_good(today(), officer_asking())
        flash("The address counts as good again, and the chasing goes on.", "success")
        return redirect(url_for(".details_view", id=enquiry.id))

    @expose("/letter/", methods=("POST",))
    def letter_view(self) -> Response:
        return produced_letter(self._to_act_on(Enquiry, "add", Letter))
