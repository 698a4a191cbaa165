"""Screen for the links by which other offices answer: to whom, until when, and how to end one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope
from admin_views.doors.sessions import request_now
from admin_views.records.base import Action, CaseView
from models.base import BaseModel
from models.outgoing.reply_link import ReplyLink
from models.transaction import transaction


class ReplyLinkView(CaseView):
    """Made with the mail that carries it. What it looks like is shown to nobody here."""

    shows = ReplyLink
    title = "Reply links"
    address = "reply-links"
    group = "Mail"
    creates = False
    edits = False
    column_list = ("reference", "enquiry.reference", "purpose", "email", "expires_on")
    column_labels = {
        "enquiry.reference": "Enquiry",
        "email": "Sent to",
        "made_at": "Made",
        "expires_on": "Opens until",
        "revoked_at": "Revoked",
    }
    column_details_list = [
        "reference",
        "enquiry",
        "purpose",
        "email",
        "made_at",
        "expires_on",
        "revoked_at",
        "revoked_by",
    ]
    column_default_sort = ("id", True)
    column_sortable_list = (("expires_on", "expires_on"), ("email", "email"))
    loads = ("enquiry",)
    search_child = ReplyLink.enquiry
    narrow_by = ("purpose", "expires_on", "authority")
    actions = (
        Action(
            "Revoke this link",
            "reply-links.revoke_view",
            posts=True,
            needs=("change", ReplyLink),
            confirm="It opens nothing from now on, and no later mail to this address carries "
            "another. Who has an answer can still ring or write.",
        ),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        assert isinstance(row, ReplyLink)
        return self.actions if row.revoked_at is None else ()

    @expose("/revoke/", methods=("POST",))
    def revoke_view(self) -> Response:
        link = self._to_act_on(ReplyLink, "change", ReplyLink)
        with transaction(scope(), request_now()):
            link.revoke(officer_asking(), request_now())
        flash(f"{link.reference} is revoked.", "success")
        return redirect(url_for(".details_view", id=link.id))
