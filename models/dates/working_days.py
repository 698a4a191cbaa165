"""Which days are working days, and how to count them. It keeps no calendar of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Say whether `day` is a Monday to Friday that is not a holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def add_working_days(start: date, days: int, holidays: Collection[date]) -> date:
    """Return the date that is `days` working days after `start`.

    The start is day zero, so anything sent on a Friday, Saturday or Sunday has
    the Monday as its first day. No days at all is the start itself, even when
    that is not a working day. Raise ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("A number of working days cannot be less than nought.")
    day = start
    while days > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays):
            days -= 1
    return day


def working_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Count the working days after `start`, up to and including `end`.

    Nought when `end` is not after `start`.
    """
    days = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=n), holidays) for n in days)


def week_of(day: date) -> tuple[date, date]:
    """Return the Monday and the Sunday of the week `day` falls in, both in the week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
