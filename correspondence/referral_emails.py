"""Tells whoever referred a child that it has arrived: by the receipt alone, and once."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.concern_emails import whom_to_ring
from correspondence.drafted import drafted
from correspondence.emails import Words
from models.base import StaleRow
from models.casework.referral import Referral
from models.dates.london import london_day
from models.dates.words import long_date
from models.organisations.authority import Authority
from models.scope import Scope
from models.transaction import transaction

# A list of leavers has one acknowledgement for all its rows, written where the list is taken in.
OF_THEIR_OWN = ("sheet",)


def to_acknowledge(scope: Scope) -> list[int]:
    """Return the ids of the referrals whose sender is still to be told."""
    owed = scope.of(Referral).where(
        Referral.acknowledged_at.is_null(), Referral.route.not_in(OF_THEIR_OWN)
    )
    return [row.id for row in owed.order_by(Referral.id)]


def acknowledge(scope: Scope, referral_id: int, now: datetime, today: date) -> bool:
    """Write and queue the mail that says it arrived; say whether there is one.

    Whoever gave no address was told by the page with the receipt, at that moment.
    """
    try:
        with transaction(scope, now):
            referral = scope.get(Referral, referral_id)
            if referral.acknowledged_at is not None:
                return False  # done since the list was read
            mailed = bool(referral.referrer_email)
            referral.acknowledge(now if mailed else referral.received_at)
            if mailed:
                _queue(referral, now, today)
    except StaleRow:
        return False  # somebody wrote on it this very moment: the next tick looks again
    return mailed


def _queue(referral: Referral, now: datetime, today: date) -> None:
    words, to = acknowledgement(referral), referral.referrer_email
    drafted(referral.authority, to, words, today, referral=referral).queue(now)


def acknowledgement(referral: Referral) -> Words:
    """Return the words. They name no child, and promise nothing of what will come of it."""
    council, arrived = referral.authority, long_date(london_day(referral.received_at))
    body = [
        "Hello,",
        f"The referral you sent on {arrived} has arrived. Its receipt number is "
        f"{referral.receipt}.",
        "A person of the team reads it and makes enquiries. We may ask you back. We cannot tell "
        "you what comes of it.",
        f"{_how_to_reach(council)} Please give the receipt number, and name no child in an email.",
        whom_to_ring(council),
        "\n".join(line for line in (council.named_person, council.team_name, council.name) if line),
    ]
    return Words(f"Your referral {referral.receipt} has arrived", "\n\n".join(body) + "\n")


def _how_to_reach(council: Authority) -> str:
    call = f" or ring {council.phone}" if council.phone else ""
    return f"To add or correct anything, answer this email{call}."
