"""Mail about lists of leavers: the link to the school, and that a list has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from correspondence.concern_emails import whom_to_ring
from correspondence.drafted import drafted
from correspondence.emails import Words
from correspondence.outside_links import for_a_list
from models.casework.leavers_link import LeaversLink
from models.casework.leavers_sent import ROUTE, row_of
from models.casework.referral import Referral
from models.dates.london import london_day
from models.dates.words import long_date
from models.organisations.authority import Authority
from models.scope import Scope
from models.transaction import transaction


def send_link(link: LeaversLink, now: datetime, today: date) -> None:
    """Write and queue the mail with the link, in the transaction that makes the link."""
    _queue(link.authority, link.school.email, link_email(link), now, today)


def acknowledge_lists(scope: Scope, now: datetime, today: date) -> int:
    """Queue one mail a list that has arrived; return how many. Safe to run twice, or at once."""
    owed = scope.of(Referral).where(Referral.acknowledged_at.is_null(), Referral.route == ROUTE)
    rows = list(owed.order_by(Referral.school, Referral.received_at, Referral.id))
    lists = groupby(rows, key=lambda one: (one.school_id, one.received_at, one.authority_id))
    return sum(_acknowledged(scope, [one.id for one in some], now, today) for _, some in lists)


def _acknowledged(scope: Scope, ids: Sequence[int], now: datetime, today: date) -> bool:
    with transaction(scope, now):
        still = Referral.acknowledged_at.is_null()
        rows = list(scope.of(Referral).where(Referral.id.in_(ids), still).order_by(Referral.id))
        if len(rows) < len(ids):
            return False  # done since the list was read
        for one in rows:
            one.acknowledge(now)
        if rows[0].referrer_email:
            words = arrived_email(rows)
            _queue(rows[0].authority, rows[0].referrer_email, words, now, today)
    return True


def _queue(council: Authority, to: str, words: Words, now: datetime, today: date) -> None:
    drafted(council, to, words, today).queue(now)


def link_email(link: LeaversLink) -> Words:
    council, until = link.authority, long_date(london_day(link.expires_at))
    body = [
        f"Dear colleague at {link.school.name},",
        "With this link you can tell us of many pupils at once who have left and whose next "
        "school is not known, as one spreadsheet. It is for your school alone and good until "
        f"{until}. Please pass it to nobody outside the school.",
        for_a_list(link),
        "A pupil who is in danger is not for a list.",
        whom_to_ring(council),
        _signature(council),
    ]
    return Words("A link for your list of leavers", "\n\n".join(body) + "\n")


def arrived_email(rows: Sequence[Referral]) -> Words:
    """Return the words. They name no child: each is a row of the school's own list."""
    council, arrived = rows[0].authority, long_date(london_day(rows[0].received_at))
    number = "1 child" if len(rows) == 1 else f"{len(rows)} children"
    body = [
        "Hello,",
        f"The list of leavers you sent on {arrived} has arrived, with {number}. These are the "
        "receipt numbers:",
        "\n".join(f"{row_of(one)}: {one.receipt}" for one in rows),
        "A person of the team reads each and makes enquiries. We may ask you back. Please give "
        "the receipt number, and name no child in an email.",
        whom_to_ring(council),
        _signature(council),
    ]
    return Words(f"Your list of leavers has arrived: {number}", "\n\n".join(body) + "\n")


def _signature(council: Authority) -> str:
    return "\n".join(line for line in (council.team_name, council.name) if line)
