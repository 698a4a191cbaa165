"""When a statutory notice counts as served, and how long it allows. It decides nothing.

The days here are calendar days, and a period begins with the day of service:
that day is day 1 (Education Act 1996 s.437(2)). Each parent is served apart, so
each has dates of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from models.dates.working_days import add_working_days

MINIMUM_PERIOD = 15

# Working days from posting to service. A council may hold others in its settings.
USUAL_PERIODS: Mapping[str, int] = {"by_hand": 0, "first_class": 2, "second_class": 4}


def deemed_served(
    posted_on: date, method: str, periods: Mapping[str, int], holidays: Collection[date]
) -> date:
    """Return the day a paper counts as served.

    `periods` gives for each method the working days after posting; the day of
    posting is day zero, and nought is that very day, working day or not.
    Raise ValueError for a method that is not among them.
    """
    if method not in periods:
        raise ValueError(f"Choose how the notice is served: {', '.join(sorted(periods))}.")
    return add_working_days(posted_on, periods[method], holidays)


def last_day(served_on: date, period_days: int) -> date:
    """Return the last day of a period that begins with the day of service.

    Raise ValueError for a period shorter than the law allows.
    """
    if period_days < MINIMUM_PERIOD:
        raise ValueError(
            f"A notice must allow at least {MINIMUM_PERIOD} days, counting the day it is served "
            "(Education Act 1996 section 437(2))."
        )
    return served_on + timedelta(days=period_days - 1)


def lawful_last_day(served_on: date) -> date:
    """Return the last day of the shortest lawful period: 14 days after service."""
    return last_day(served_on, MINIMUM_PERIOD)


def allows_too_little(reply_by: date, served_on: date) -> bool:
    """Say whether the printed date comes too soon, so that the paper must be produced again."""
    return lawful_last_day(served_on) > reply_by


def opens_after(reply_by: date, served_on: date) -> date:
    """Return the last day on which the next step is still closed.

    It is the later of the printed date and the lawful last day.
    """
    return max(reply_by, lawful_last_day(served_on))


def opens_on(reply_by: date, served_on: date) -> date:
    """Return the first day on which the next step may be taken."""
    return opens_after(reply_by, served_on) + timedelta(days=1)
