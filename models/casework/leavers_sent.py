"""A list of leavers that was sent: one referral a child, all of them or none, and once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from models.base import canonical_json
from models.casework.clock import last_days_of_a_referral
from models.casework.leavers import Leaver, said
from models.casework.leavers_link import LeaversLink
from models.casework.referral import Referral
from models.organisations.sent_form import SentForm

ROUTE = "sheet"


class Received(NamedTuple):
    """What is told of a child that was sent: enough to know which, and the receipt."""

    row: str  # "Row 7"
    name: str
    receipt: str


def receive(
    link: LeaversLink, leavers: Sequence[Leaver], sender: Mapping[str, str], now: datetime
) -> None:
    """Keep every child of the list as a referral. Call inside a transaction.

    Raise SentBefore when the same rows came from this school within two days.
    """
    key = _key(link, leavers)
    SentForm.take(key, key, now)
    referrer = {
        "school": link.school,
        "school_name": link.school.name,
        "referrer_organisation": link.school.name,
        "referrer_email": link.school.email,
        **sender,
    }
    due = last_days_of_a_referral(link.authority_id, now)
    for leaver in leavers:
        Referral.receive(link.authority_id, ROUTE, said(leaver, referrer), now, due)


def received(link: LeaversLink, leavers: Sequence[Leaver]) -> list[Received]:
    """Return what became of these rows, in their order; nothing if they were not sent."""
    sent: SentForm | None = SentForm.get_or_none(SentForm.key_hash == _key(link, leavers))
    if sent is None:
        return []
    rows = Referral.select().where(
        Referral.route == ROUTE,
        Referral.school == link.school_id,
        Referral.received_at == sent.sent_at,
    )
    return [Received(row_of(one), one.name, one.receipt) for one in rows.order_by(Referral.id)]


def row_of(referral: Referral) -> str:
    """Return which row of its list a referral was."""
    return str(referral.told[0][0]).partition(" of ")[0]


def _key(link: LeaversLink, leavers: Sequence[Leaver]) -> str:
    told = canonical_json([link.school_id, *(leaver.values for leaver in leavers)])
    return hashlib.sha256(f"list of leavers/{told}".encode()).hexdigest()
