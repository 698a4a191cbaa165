"""Screens for enquiries: asked, chased, answered."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.casework.cases import ASKED, produced_letter
from admin_views.doors.sessions import request_now
from admin_views.people.explained import enquiry_dates
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action, Related
from admin_views.records.forms import AnswerForm
from correspondence.chases import chase_now
from correspondence.producing import fitting_letter
from correspondence.questions import ask_by_mail, no_mail
from models.base import BaseModel, RuleBroken
from models.casework.case import Case
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.dates.explanation import Explained
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.reply_link import ReplyLink
from models.transaction import transaction


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
        Action(
            "Ask by email",
            "enquiries.mail_view",
            posts=True,
            needs=("add", Chase),
            confirm="The question goes out by mail, by its reference, with a link by which it can "
            "be answered. It names no child. A mail cannot be called back.",
        ),
    )
    more = "enquiry_more.html"
    related = (
        Related("Chases", Chase, "enquiry"),
        Related("Reply links", ReplyLink, "enquiry"),
        Related("Contacts with the family", EheContact, "enquiry"),
        Related("Letters", Letter, "enquiry"),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Enquiry)
        answer, chase, letter, mail = self.actions
        open_ones = [answer] if row.answered_on is None else []
        late = [chase] if row.is_overdue(today()) else []
        first = [mail] if open_ones and not no_mail(row, today()) else []
        return [*open_ones, *late, *first, *([letter] if fitting_letter(row, today()) else [])]

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
        if (handover := Handover.of_enquiry(enquiry)) is not None and handover.is_open:
            raise RuleBroken(f"This waits for {handover.reference}. Record their word there.")
        enquiry.record_answer(
            str(form.answer.data), form.answered_on.data or today(), officer_asking()
        )

    @expose("/chase/", methods=("POST",))
    def chase_view(self) -> Response:
        """Queue what is due for this enquiry's recipient now, as the unattended job would."""
        enquiry = self._to_act_on(Enquiry, "add", Chase)
        flash(chase_now(scope(), enquiry, request_now(), today()), "success")
        return redirect(url_for(".details_view", id=enquiry.id))

    @expose("/mail/", methods=("POST",))
    def mail_view(self) -> Response:
        """Put the question by mail, with a link by which it is answered."""
        enquiry = self._to_act_on(Enquiry, "add", Chase)
        with transaction(scope(), request_now()):
            message = ask_by_mail(enquiry, request_now(), today())
        flash(f"{message.reference} to {enquiry.asked.name} is in the outbox.", "success")
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
