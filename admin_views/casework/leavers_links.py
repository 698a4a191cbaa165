"""Screens for the links by which schools send lists of leavers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, today
from admin_views.doors.sessions import request_now
from admin_views.records.base import Action, CaseView
from correspondence.leavers_emails import send_link
from models.base import BaseModel
from models.casework.leavers_link import LeaversLink
from models.ledger.setting import Setting


class LeaversLinkView(CaseView):
    """Made for a school and mailed to its address; the link itself is shown to nobody here."""

    shows = LeaversLink
    title = "Links for lists"
    address = "leavers-links"
    group = "Organisations"
    edits = False
    column_list = ("reference", "school", "made_by", "made_at", "expires_at", "ended_at")
    column_labels = {
        "made_at": "Sent",
        "made_by": "Sent by",
        "expires_at": "Good until",
        "ended_at": "Ended",
    }
    column_details_list = ["school", "made_by", "made_at", "expires_at", "ended_at"]
    column_default_sort = ("made_at", True)
    column_sortable_list = (("school", "school.name"), ("made_at", "made_at"))
    narrow_by = ("school", "authority")
    form_columns = ("authority", "school")
    prefills = ("school",)
    opens_with = (LeaversLink.school, LeaversLink.made_by)
    actions = (
        Action(
            "End it",
            "leavers-links.end_view",
            posts=True,
            needs=("change", LeaversLink),
            confirm="The school cannot use this link any more. What it has sent stays.",
        ),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, LeaversLink)
        return self.actions if row.is_open(request_now()) else ()

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, LeaversLink):
            authority = row.__data__.get("authority") or self._authority_of(row)
            days = Setting.of(authority, "leavers_link_days", today())
            row.begin(officer_asking(), days, request_now())

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """The mail is in the same transaction: both are there, or neither."""
        if created and isinstance(row, LeaversLink):
            send_link(row, request_now(), today())

    @expose("/end/", methods=("POST",))
    def end_view(self) -> Response:
        link = self._to_act_on(LeaversLink, "change", LeaversLink)
        if self.written(lambda: link.end(request_now())):
            flash("The link is ended.", "success")
        return redirect(url_for(".details_view", id=link.id))
