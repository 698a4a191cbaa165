"""What every page asks about whoever is signed in: their roles, and what is kept from them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from models import by_hand
from models.casework.restriction import BrokenGlass, Hidden
from models.organisations.authority import Named

# The councils and the officer's roles there, and whether a welfare concern may be open.
_ROLES = """SELECT a.id, a.code, a.name, a.ours, r.name, r.may_publish,
    EXISTS (SELECT 1 FROM concern c WHERE c.authority_id = a.id AND c.acknowledged_at IS NULL),
    NULL, NULL, NULL
FROM authority a LEFT JOIN role r ON r.authority_id = a.id AND r.officer_id = ? AND r.active
WHERE a.ours OR r.id IS NOT NULL"""

# What hides a record from most, or from this officer; the named and those who broke the glass
# are let in.
_HIDING = """SELECT r.authority_id, NULL, NULL, NULL, NULL, NULL, NULL,
    r.child_id, r.address_id, r.case_id
FROM restriction r
WHERE r.ended_on IS NULL
AND r.authority_id IN (SELECT o.authority_id FROM role o WHERE o.officer_id = ? AND o.active)
AND (r.closed_to_id = ? OR (
    r.closed_to_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM restriction_reader n
        WHERE n.restriction_id = r.id AND n.officer_id = ?)
    AND NOT EXISTS (SELECT 1 FROM broken_glass b
        WHERE b.restriction_id = r.id AND b.officer_id = ? AND b.until > ?)))"""


class Held(NamedTuple):
    """A role in force."""

    authority_id: int
    name: str
    may_publish: bool


class Rights(NamedTuple):
    """Those of one officer, as they stand at one moment."""

    held: list[Held]
    ours: list[Named]  # the councils whose records these are, by code
    worried: bool  # a welfare concern may be open there: if so the page asks on, by its scope
    kept: list[tuple[Any, ...]]  # (authority, child, address, case) of each restriction

    @classmethod
    def of(cls, officer_id: int, now: datetime) -> Rights:
        """Return what the officer may do and not see; one question, because every page asks."""
        until: Any = BrokenGlass.until
        asked = f"{_ROLES} UNION ALL {_HIDING}"
        found = by_hand.rows(asked, *[officer_id] * 5, until.db_value(now))
        councils = sorted((row for row in found if row[3] is not None), key=lambda row: row[1])
        theirs = [row for row in councils if row[4] is not None]
        return cls(
            held=[Held(row[0], row[4], row[5]) for row in theirs],
            ours=list({row[0]: row[:3] for row in councils if row[3]}.values()),
            worried=any(row[6] for row in theirs),
            kept=[(row[0], *row[7:]) for row in found if row[3] is None],
        )

    def hidden(self, authorities: Collection[int]) -> Hidden:
        """Return what the restrictions in force in these authorities keep from the officer."""
        rows = [ids for there, *ids in self.kept if there in authorities]
        children, addresses, cases = ({row[n] for row in rows} - {None} for n in range(3))
        return Hidden(frozenset(children), frozenset(addresses), frozenset(cases))
