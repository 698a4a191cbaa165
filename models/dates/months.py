"""Months as a page asks for them: "2026-03"."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

OLDEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def words(self) -> str:
        return f"{self.first:%B %Y}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def back(self, months: int) -> Month:
        """Return the month that was so many before."""
        year, number = divmod(self.year * 12 + self.number - 1 - months, 12)
        return Month(year, number + 1)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def month_named(text: str, today: date) -> Month:
    """Return the month that "2026-03" names, or that of today for anything else or to come."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today
    return month_of(first if OLDEST <= first <= today else today)


def last_months(today: date, count: int) -> list[Month]:
    """Return that many months, this one first."""
    return [month_of(today).back(n) for n in range(count)]
