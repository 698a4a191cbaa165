"""Screens for welfare concerns: raised in one click, then the two steps until it is taken on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from admin_views.asking import officer_asking, today
from admin_views.doors.sessions import request_now
from admin_views.people.from_child import FromChild
from admin_views.records.base import Action
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import LONGEST_TEXT, AtMost, WholeNumberField
from correspondence.concern_emails import tell_duty, whom_to_ring
from models.base import BaseModel
from models.casework.case import Case
from models.casework.concern import HOW, Concern
from models.organisations.duty import FIRST
from models.people.child import Child

AGO = "How many minutes ago was that?"


class HowField(SelectField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = [("", "Choose"), *HOW]


class ReferralForm(ProtectedForm):
    """To whom a concern was passed on."""

    to = StringField("Referred to", [InputRequired("Say to whom."), AtMost(255)])
    how = HowField(label="How", validators=[InputRequired("Say how.")])
    reference = StringField("Their reference, if they gave one", [AtMost(255)])
    ago = WholeNumberField(AGO, [Optional()])


class AcknowledgementForm(ProtectedForm):
    """Who there took the concern on."""

    by_name = StringField(
        "Who acknowledged it", [InputRequired("Give their name or their desk."), AtMost(255)]
    )
    words = TextAreaField("What they said they would do", [AtMost(LONGEST_TEXT)])
    ago = WholeNumberField(AGO, [Optional()])


class ConcernView(FromChild):
    shows = Concern
    title = "Welfare concerns"
    address = "concerns"
    to_add = "Raise a welfare concern"
    needs_case = False
    edits = False  # what was seen stays as it was written down; the steps are added to it
    column_list = ("reference", "child", "state", "raised_at", "acknowledged_at")
    column_labels = {
        "what": "What was seen or said",
        "raised_at": "Raised",
        "referred_how": "How",
        "referred_reference": "Their reference",
        "referred_at": "Referred",
        "acknowledged_by_name": "Acknowledged by",
        "acknowledgement": "What they said",
        "acknowledged_at": "Acknowledged",
        "second_told_at": "Second duty manager told",
    }
    column_default_sort = ("raised_at", True)
    column_sortable_list = (("raised_at", "raised_at"), ("child", "child.surname"))
    search_child = Concern.child
    narrow_by = ("raised_at", "authority")
    form_columns = ("child", "case", "what")
    prefills = ("child", "case")
    opens_with = (Concern.child, Concern.case, Case.kind, Concern.raised_by)
    more = "concern_more.html"
    actions = (
        Action("Record the referral", "concerns.referral_view", needs=("change", Concern)),
        Action(
            "Record that it was acknowledged",
            "concerns.acknowledged_view",
            needs=("change", Concern),
        ),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, Concern)
        referral, acknowledged = self.actions
        if row.referred_at is None:
            return (referral,)
        return (acknowledged,) if row.is_open else ()

    def minutes_of(self, concern: Concern) -> int:
        return concern.minutes_open(request_now())

    def whom_to_ring(self, concern: Concern) -> str:
        return whom_to_ring(concern.authority)

    def _prefilled(self) -> dict[str, Any]:
        """A case names its child."""
        given = super()._prefilled()
        case = given.get("case")
        if isinstance(case, Case) and not isinstance(given.get("child"), Child):
            given["child"] = case.child
        return given

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Concern):
            row.raised_by, row.raised_at = officer_asking(), request_now()

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """The duty manager's mail is in the same transaction: both are there, or neither."""
        if created and isinstance(row, Concern):
            tell_duty(row, FIRST, request_now(), today())

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        # Not back to the child: the next step waits on the concern's own page.
        return url_for(".details_view", id=model.id)

    @expose("/referral/", methods=("GET", "POST"))
    def referral_view(self) -> Response | tuple[str, int]:
        concern = self._to_act_on(Concern, "change", Concern)
        form = ReferralForm(request.form if request.method == "POST" else None)
        asked = request.method == "POST" and form.validate()
        if asked and self.written(lambda: _refer(concern, form)):
            flash("The referral is recorded. Now record who acknowledges it.", "success")
            return redirect(url_for(".details_view", id=concern.id))
        return self._step_page(form, concern, "Record the referral")

    @expose("/acknowledged/", methods=("GET", "POST"))
    def acknowledged_view(self) -> Response | tuple[str, int]:
        concern = self._to_act_on(Concern, "change", Concern)
        form = AcknowledgementForm(request.form if request.method == "POST" else None)
        asked = request.method == "POST" and form.validate()
        if asked and self.written(lambda: _acknowledge(concern, form)):
            flash(f"{concern.reference} is acknowledged.", "success")
            return redirect(url_for(".details_view", id=concern.id))
        return self._step_page(form, concern, "Record that it was acknowledged")

    def _step_page(self, form: Any, concern: Concern, step: str) -> tuple[str, int]:
        told = f"{self.whom_to_ring(concern)} Leave the minutes empty if it was just now."
        back = url_for(".details_view", id=concern.id)
        return self.form_page(form, "step.html", row=concern, step=step, told=[told], back=back)


def _refer(concern: Concern, form: ReferralForm) -> None:
    now = request_now()
    at = now - timedelta(minutes=form.ago.data or 0)
    to, how, theirs = (str(one.data or "") for one in (form.to, form.how, form.reference))
    concern.refer(to, how, theirs, officer_asking(), at, now)


def _acknowledge(concern: Concern, form: AcknowledgementForm) -> None:
    now = request_now()
    at = now - timedelta(minutes=form.ago.data or 0)
    concern.acknowledge(str(form.by_name.data), str(form.words.data or ""), at, now)
