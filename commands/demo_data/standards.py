"""The service standards of the demo's younger cases, as if their clocks had run all the while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from commands.demo_data.caseload import Team
from models.casework.case import CME, Case
from models.casework.clock import Clock
from models.casework.standards import CALENDAR, OF_A_NEW_CASE, STANDARDS
from models.dates.working_days import add_working_days
from models.ledger.setting import KNOWN

LONGEST = timedelta(weeks=12)
MET_IN_TIME = 0.86  # of those whose last day is over; half of the others are met late


def clocks_of(team: Team, case: Case) -> Iterator[Clock]:
    """Yield the clocks of an open case of the last twelve weeks; older ones have none."""
    is_young = case.opened_on > team.today - LONGEST
    if case.kind_id != team.there.kinds[CME].id or not is_young or case.closed_on is not None:
        return
    for standard in OF_A_NEW_CASE:
        if standard != "allocate" or case.officer_id is None or team.rng.random() < 0.5:
            yield _clock(team, case, standard)


def _clock(team: Team, case: Case, standard: str) -> Clock:
    due_on = _last_day(team, standard, case.opened_on)
    clock = Clock(
        authority=team.authority.id,
        case=case,
        standard=standard,
        started_on=case.opened_on,
        due_on=due_on,
    )
    is_allocated = standard == "allocate" and case.officer_id is not None
    if is_allocated or (due_on < team.today and team.rng.random() < MET_IN_TIME):
        clock.met_on = min(due_on, team.today)
    elif due_on < team.today - timedelta(days=3) and team.rng.random() < 0.5:
        clock.met_on = due_on + timedelta(days=2)
    return clock


def _last_day(team: Team, standard: str, on: date) -> date:
    days = KNOWN[STANDARDS[standard].setting(standard)].default
    if STANDARDS[standard].days == CALENDAR:
        return on + timedelta(days=days)
    return add_working_days(on, days, team.days.holidays(on))
