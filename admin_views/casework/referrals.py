"""Screens for referrals: what came in, what became of it, and one taken down on the phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, url_for
from wtforms import TextAreaField
from wtforms.validators import Optional

from admin_views.asking import scope
from admin_views.casework.triage import TriageScreen
from admin_views.doors.sessions import request_now
from admin_views.records.base import Action, Related
from admin_views.records.inputs import LONGEST_TEXT, AtMost
from admin_views.records.words import in_words
from models.base import BaseModel, RuleBroken
from models.casework.clock import Clock
from models.casework.not_the_same import NotTheSame
from models.casework.referral import Referral, new_receipt
from models.casework.referral_file import ReferralFile
from models.outgoing.message import Message
from models.people.identifiers import tidy_postcode

TAKEN_DOWN = (
    "authority",
    "forenames",
    "surname",
    "known_as",
    "born_on",
    "sex",
    "upn",
    "address_lines",
    "postcode",
    "school_name",
    "last_attended_on",
    "worried",
    "referrer_name",
    "referrer_role",
    "referrer_organisation",
    "referrer_email",
    "referrer_phone",
    "anonymous",
)
TRIAGE = Action("Triage", "referrals.triage_view", needs=("change", "Triage"))
AGAIN = Action("Decide again", "referrals.again_view", needs=("change", "Triage"))


class ReferralView(TriageScreen):
    shows = Referral
    title = "Referrals"
    address = "referrals"
    edits = False  # it stays as it was sent
    column_list = (
        "reference",
        "surname",
        "forenames",
        "route",
        "received_at",
        "risk",
        "decision",
    )
    column_labels = {
        "received_at": "Received",
        "route": "From",
        "known_as": "Also known as",
        "born_on": "Born",
        "upn": "UPN",
        "address_lines": "Address",
        "school_name": "Last school",
        "last_attended_on": "Last attended",
        "worried": "Is there a worry about the child's safety?",
        "anonymous": "Asks not to be named",
        "referrer_name": "Who tells us",
        "referrer_role": "What they are",
        "referrer_organisation": "Where they work",
        "referrer_email": "Their email",
        "referrer_phone": "Their phone number",
        "risk_why": "Why the risk is so",
        "not_cme": "Why it is no child missing education",
        "decision_why": "Why it was decided so",
        "said": "What was said",
    }
    column_details_list = [
        *("reference", "receipt", "received_at", "route", "forenames", "surname", "known_as"),
        *("born_on", "sex", "upn", "address_lines", "postcode", "school", "school_name"),
        *("last_attended_on", "worried", "referrer_name", "referrer_role", "anonymous"),
        *("referrer_organisation", "referrer_email", "referrer_phone", "acknowledged_at"),
        *("risk", "risk_why", "risk_by", "risk_at", "decision", "not_cme", "decision_why"),
        *("decided_by", "decided_at", "child"),
    ]
    column_default_sort = ("received_at", True)
    column_sortable_list = (("received_at", "received_at"), ("surname", "surname"))
    narrow_by = ("route", "decision", "risk", "received_at", "authority")
    form_columns = TAKEN_DOWN
    form_optional = TAKEN_DOWN[1:]  # all but the authority
    form_extra_fields = {"said": TextAreaField("What was said", [Optional(), AtMost(LONGEST_TEXT)])}
    opens_with = (Referral.school, Referral.child, Referral.decided_by)
    more = "referral_more.html"
    actions = (TRIAGE, AGAIN)
    related = (
        Related("Files", ReferralFile, "referral"),
        Related("Emails", Message, "referral"),
        Related("Told apart", NotTheSame, "referral"),
    )

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        return (TRIAGE,) if isinstance(row, Referral) and row.is_open else (AGAIN,)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        """What was said on the phone is kept as if it had been sent."""
        assert isinstance(row, Referral)
        if not any((row.surname, row.forenames, row.address_lines, row.upn)):
            raise RuleBroken("Give the child's name, or at least the address.")
        row.postcode = tidy_postcode(row.postcode or "")
        row.route, row.received_at, row.receipt = "officer", request_now(), new_receipt()
        row.told = self._told(row)

    def _told(self, row: Referral) -> list[Any]:
        pairs = [
            [self.get_column_name(name), in_words(row, name)]
            for name in TAKEN_DOWN
            if name != "authority" and getattr(row, name)
        ]
        said = str(getattr(row, "said", "") or "").strip()
        return [["Taken down by the team", [*pairs, *([["What was said", said]] if said else [])]]]

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """Whoever tells us on the phone knows that it has arrived."""
        assert isinstance(row, Referral)
        Clock.start(row, "acknowledge")
        Clock.start(row, "triage")
        if scope().may("change", Referral, row.authority_id):
            row.acknowledge(request_now())

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        # The same words whoever the child is: see `models/hiding.py`.
        flash(f"Its receipt is {model.receipt}. It is on this list within a minute.", "success")
        return url_for(".index_view")
