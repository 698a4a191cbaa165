"""What stands on every page while a welfare concern is not acknowledged. By reference only."""

from __future__ import annotations

from typing import NamedTuple

from flask_login import current_user
from peewee import OperationalError

from admin_views.asking import scope, today
from admin_views.doors.sessions import request_now
from correspondence.concern_emails import whom_to_ring
from models.casework.concern import Concern
from models.ledger.setting import Setting
from models.organisations.authority import Authority

SHOWN = 3


class Told(NamedTuple):
    id: int
    reference: str
    minutes: int
    late: bool
    whom_to_ring: str


class Banner(NamedTuple):
    concerns: list[Told]
    more: bool  # there are others

    @property
    def late(self) -> bool:
        return any(one.late for one in self.concerns)


NOTHING = Banner([], more=False)


def banner() -> Banner:
    """Return the concerns longest open of those in sight of whoever asks.

    The roles, asked for on every page, say whether there may be any; only then
    is more asked. No look is noted: a reference and its minutes tell of no child.
    """
    if not current_user.is_authenticated or not scope().worried:
        return NOTHING
    try:
        rows = _longest_open()
    except OperationalError:
        return NOTHING  # the page that says that the records are busy must still be shown
    if not rows:
        return NOTHING
    values = Setting.in_force(today())
    return Banner(
        [_told(row, values.of(row.authority_id, "concern_minutes")) for row in rows[:SHOWN]],
        len(rows) > SHOWN,
    )


def _longest_open() -> list[Concern]:
    query = Concern.unacknowledged(scope()).select(Concern, Authority).join(Authority)
    return list(query.limit(SHOWN + 1))


def _told(row: Concern, minutes: int) -> Told:
    now = request_now()
    late = row.is_late(now, minutes)
    return Told(row.id, row.reference, row.minutes_open(now), late, whom_to_ring(row.authority))
