"""The first thing that was done about a case: somebody was asked, seen, rung or written to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache, reduce
from operator import add, or_
from typing import Any

from peewee import Select, fn

from models.base import database
from models.casework.case import Case
from models.casework.check_row import CheckRow
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.visit import Visit
from models.hiding import in_sight
from models.outgoing.letter import Letter
from models.scope import Scope
from models.statute.notice import Notice

# The nouns that are an action, with the day of it. A note or a task is none. A letter's day
# is that of its instant in UTC: no database here knows London's, and both are the same but
# for an hour of a summer night.
ACTIONS: tuple[tuple[Any, Any], ...] = (
    (Enquiry, Enquiry.sent_on),
    (EheContact, EheContact.happened_on),
    (Notice, Notice.decided_on),
    (Letter, fn.DATE(Letter.produced_at)),
    (Visit, Visit.made_on),
    (CheckRow, CheckRow.done_on),
    (Handover, Handover.sent_on),
)


def first_action_on(scope: Scope) -> Any:
    """Return the day of the first action, as a column of a query of `Case`; null before it.

    An action counts whether or not its noun is for this reader to open, and not if
    the action itself is hidden with a restricted record.
    """
    each = (_days_of(noun, day, scope) for noun, day in ACTIONS)
    actions = reduce(add, each).alias("action")  # "+" is UNION ALL
    return Select([actions], [fn.MIN(actions.c.acted_on)])


def has_action(scope: Scope) -> Any:
    """Return the condition that a case has had its first action, for a query of `Case`."""
    return reduce(or_, (fn.EXISTS(_days_of(noun, day, scope)) for noun, day in ACTIONS))


def _days_of(noun: Any, day: Any, scope: Scope) -> Any:
    # A visit that is only planned has no day.
    its = noun.case == Case.id, day.is_null(False)
    query = noun.select(day.alias("acted_on")).where(*its)
    seen = None if scope.unattended else in_sight(noun, scope.hidden)
    return query if seen is None else query.where(seen)


def first_actions(scope: Scope, case_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the first action of each of these cases that has one; in one query."""
    found = scope.of(Case).where(Case.id.in_(list(case_ids)))
    rows: Any = found.select(Case.id, first_action_on(scope).alias("first_on")).tuples()
    return {case: as_day(first_on) for case, first_on in rows.execute(database) if first_on}


@lru_cache(maxsize=4096)  # a chart asks for a few hundred days, tens of thousands of times
def as_day(value: Any) -> date:
    """Return a day that came out of an expression: SQLite has its text, PostgreSQL the day."""
    return date.fromisoformat(str(value))
