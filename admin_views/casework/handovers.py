"""Screens for hand-overs: a child passed on, and what the other authority said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from admin_views.asking import officer_asking, scope, today
from admin_views.doors.sessions import request_now
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, DayField
from admin_views.records.rows import is_id
from correspondence.handovers import deliver, prepare, send
from models.base import BaseModel, OutOfScope
from models.casework.handover import SHARED, WAYS, Handover
from models.casework.referral import Referral


class TakenForm(ProtectedForm):
    """Who there took the child on, as they told us by phone or letter."""

    by = StringField("Who acknowledged it", [InputRequired("Give their name."), AtMost(255)])
    words = TextAreaField("What they said", [AtMost(LONGEST_TEXT)])
    on = DayField("On which day", [InputRequired("Enter the day.")])


class SentBackForm(ProtectedForm):
    """Who there sent the child back, and why."""

    by = StringField("Who sent it back", [InputRequired("Give their name."), AtMost(255)])
    words = TextAreaField(
        "Why they sent it back", [InputRequired("Write down why."), AtMost(LONGEST_TEXT)]
    )
    on = DayField("On which day", [InputRequired("Enter the day.")])


class HandoverView(FromChild):
    shows = Handover
    title = "Hand-overs"
    group = "Work"
    address = "handovers"
    to_add = "Hand a child over"
    edits = False  # what was told stays as it was sent
    column_list = ("reference", "case", "to_authority", "sent_on", "due_on", "state")
    column_labels = {
        "to_authority": "Handed over to",
        "why": "Why the child is handed over",
        "whereabouts": "Where the child is believed to be",
        "way": "How",
        "sent_on": "Sent",
        "due_on": "Answer due",
        "sent_by": "Sent by",
        "their_receipt": "Receipt of their referral",
        "acknowledged_on": "Acknowledged",
        "acknowledged_words": "What they said",
        "refused_on": "Sent back",
        "refused_by": "Sent back by",
        "refused_why": "Why they sent it back",
    }
    column_details_list = [
        *("reference", "case", "referral", "to_authority", "state", "why", "whereabouts", "way"),
        *(
            "sent_by",
            "sent_on",
            "due_on",
            "their_receipt",
            "enquiry",
            "acknowledged_on",
            "acknowledged_by",
        ),
        *("acknowledged_words", "refused_on", "refused_by", "refused_why"),
    ]
    form_args = {
        "why": {"description": "A council that shares the program is told it. No mail shows it."},
        "whereabouts": {"description": "An address, or an area. Told in the same way."},
    }
    column_default_sort = ("sent_on", True)
    column_sortable_list = (("sent_on", "sent_on"), ("due_on", "due_on"))
    search_child = Handover.case
    narrow_by = ("to_authority", "way", "sent_on", "authority")
    loads = ("case.kind", "to_authority")
    form_columns = ("case", "to_authority", "why", "whereabouts")
    form_optional = ("whereabouts",)
    prefills = ("case",)
    actions = (
        Action(
            "Record that it was acknowledged", "handovers.taken_view", False, ("change", Handover)
        ),
        Action(
            "Record that it was sent back", "handovers.sent_back_view", False, ("change", Handover)
        ),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Handover)
        return self.actions if row.is_open else ()

    def create_form(self, obj: Any = None) -> Any:
        form = super().create_form(obj)
        if request.args.get("referral"):
            del form.case  # the link names what is handed over
        else:
            form.case.flags.required = True
        return form

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Handover):
            row.referral = self._referral()
            row.authority = row.about.authority
            prepare(row, officer_asking(), today())

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """The mail is in the same transaction: both are there, or neither."""
        if created and isinstance(row, Handover):
            send(row, request_now(), today())

    def create_model(self, form: Any) -> Any:
        """Into the records of an authority kept here it goes after, as these are not ours."""
        row = super().create_model(form)
        if row and row.way == SHARED:
            deliver(request_now())
        if row:
            flash(f"How it goes: {dict(WAYS)[row.way].lower()}. {_next_step(row)}", "info")
        return row

    def _referral(self) -> Referral | None:
        number = request.args.get("referral", "")
        if not number:
            return None
        if not is_id(number):
            raise OutOfScope("There is no such referral, or it is not open to you.")
        return scope().get(Referral, int(number))

    @expose("/taken/", methods=("GET", "POST"))
    def taken_view(self) -> Response | tuple[str, int]:
        def write(handover: Handover, form: Any) -> None:
            handover.acknowledge(str(form.by.data), str(form.words.data or ""), form.on.data)

        return self._step(TakenForm, "Record that it was acknowledged", write)

    @expose("/sent-back/", methods=("GET", "POST"))
    def sent_back_view(self) -> Response | tuple[str, int]:
        def write(handover: Handover, form: Any) -> None:
            handover.refuse(str(form.by.data), str(form.words.data), form.on.data)

        return self._step(SentBackForm, "Record that it was sent back", write)

    def _step(
        self, asks: type[ProtectedForm], step: str, write: Callable[[Handover, Any], None]
    ) -> Response | tuple[str, int]:
        handover = self._to_act_on(Handover, "change", Handover)
        form: Any = asks(request.form if request.method == "POST" else None)
        if request.method == "GET":
            form.on.data = today()
        elif form.validate() and self.written(lambda: write(handover, form)):
            flash("It is recorded.", "success")
            return redirect(url_for(".details_view", id=handover.id))
        back = url_for(".details_view", id=handover.id)
        return self.form_page(form, "step.html", row=handover, step=step, back=back)


def _next_step(handover: Handover) -> str:
    if handover.way == "phone":
        return "Ring them now, tell them what they need, and record what they say."
    return "The case stays open here until they acknowledge it."
