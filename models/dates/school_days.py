"""Which days are school days, and which of them is a child's tenth. It keeps no terms itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from models.dates.working_days import is_working_day

FURTHEST = timedelta(days=400)  # nobody counts to a day further off than this


class Span(NamedTuple):
    """Days from one to another, both of them in it."""

    first: date
    last: date


class SchoolDays(NamedTuple):
    """What a school's year is made of: its terms, and the days in them on which it is closed.

    Without any terms every working day counts, which is told wherever a day comes of it.
    """

    terms: Sequence[Span]
    closed: Sequence[Span]
    holidays: Collection[date]  # bank holidays

    def is_one(self, day: date) -> bool:
        """Say whether pupils are to be in school on that day."""
        in_term = not self.terms or any(span.first <= day <= span.last for span in self.terms)
        shut = any(span.first <= day <= span.last for span in self.closed)
        return in_term and not shut and is_working_day(day, self.holidays)

    def first_from(self, start: date) -> date | None:
        """Return the first school day on or after `start`; None if no term reaches so far."""
        return self.number(1, start)

    def number(self, count: int, start: date) -> date | None:
        """Return the school day that is number `count`, the first on or after `start` being 1.

        None if the terms on record end before it.
        """
        day, left = start, count
        while day <= start + FURTHEST:
            left -= self.is_one(day)
            if left == 0:
                return day
            day += timedelta(days=1)
        return None

    def left_out(self, start: date, end: date) -> list[Span]:
        """Return the spans between two days that hold weekdays and no school day, in order."""
        found: list[Span] = []
        for number in range((end - start).days + 1):
            day = start + timedelta(days=number)
            if day.weekday() >= 5 or self.is_one(day):
                continue
            if found and day - found[-1].last <= timedelta(days=3 if day.weekday() == 0 else 1):
                found[-1] = Span(found[-1].first, day)
            else:
                found.append(Span(day, day))
        return found
