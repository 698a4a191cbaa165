"""How long things took: the middle of many waits. Numbers of days in and out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def days_waited(begun_on: date, done_on: date) -> int:
    """Return the calendar days from `begun_on`, which is day zero; what was done before took 0."""
    return max((done_on - begun_on).days, 0)


def median_days(waits: Mapping[int, int]) -> float | None:
    """Return the median of waits given as {days: how many waited so long}; None of no wait.

    Of an even number of waits it is half-way between the two in the middle.
    """
    total = sum(waits.values())
    if not total:
        return None
    lower, upper = _nth(waits, (total - 1) // 2), _nth(waits, total // 2)
    return (lower + upper) / 2


def _nth(waits: Mapping[int, int], place: int) -> int:
    """Return the wait at a place, counted from nought, were all in a row from the shortest."""
    passed = 0
    for days in sorted(waits):
        passed += waits[days]
        if passed > place:
            return days
    raise IndexError(place)
