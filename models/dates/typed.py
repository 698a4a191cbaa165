"""A day as an officer types it: in one go or in three boxes. Words in, a date or a reason out."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date

EARLIEST, LATEST = 1900, 2200  # rules add periods to days, and beyond these there is none to add

DAY, MONTH, YEAR = "day", "month", "year"
PARTS = (DAY, MONTH, YEAR)

Parts = tuple[str, str, str]  # day, month and year as they were typed

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_HERE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/., ]+(\d{1,2}|[a-z]+)[-/., ]+(\d+)", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d+)", re.IGNORECASE)
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]? +", re.IGNORECASE)


class NotADay(ValueError):
    """What was typed is no day. The message says what to enter; `part` is the box it is about."""

    def __init__(self, words: str, part: str = DAY) -> None:
        super().__init__(words)
        self.part = part


def parts_of(text: str) -> Parts | None:
    """Return day, month and year of a date written in one go, the day first; None if it is none.

    12/3/2015, 12.3.2015, 12 Mar 2015, 12th March 2015, March 12, 2015 and 2015-03-12 are.
    """
    plain = _WEEKDAY.sub("", " ".join(text.split()))
    if found := _ISO.fullmatch(plain):
        return found[3], found[2], found[1]
    if found := _HERE.fullmatch(plain):
        return found[1], found[2], found[3]
    if found := _MONTH_FIRST.fullmatch(plain):
        return found[2], found[1], found[3]
    return None


def day_typed(day: str, month: str = "", year: str = "") -> date:
    """Return the day that three boxes hold; the first may hold the whole. Raise NotADay."""
    day, month, year = parts_of(day) or (day.strip(), month.strip(), year.strip())
    _none_missing(day, month, year)
    if not _is_number(day):
        raise NotADay("Enter a day of the calendar, like 23 11 2026.")
    number = _month(month)
    if not _is_number(year):
        raise NotADay("Enter the year in numbers, like 2026.", YEAR)
    if len(year) < 4:
        raise NotADay("Enter the year with all four numbers, like 2026.", YEAR)
    if not EARLIEST <= int(year[:9]) <= LATEST:
        raise NotADay(f"Enter a year from {EARLIEST} to {LATEST}.", YEAR)
    last = monthrange(int(year), number)[1]
    if not 1 <= int(day[:9]) <= last:
        raise NotADay(f"Enter a day of the calendar: {month_name[number]} {year} has {last} days.")
    return date(int(year), number, int(day))


def _none_missing(day: str, month: str, year: str) -> None:
    missing = [part for part, typed in zip(PARTS, (day, month, year), strict=True) if not typed]
    if (month or year) and missing:
        raise NotADay(f"Enter the {' and the '.join(missing)} as well.", missing[0])
    if missing:  # a day alone, which may have been meant as the whole
        alone = _is_number(day) and len(day) < 3
        words = "Enter the month and the year as well." if alone else ""
        raise NotADay(
            words or "Enter a day of the calendar, like 23/11/2026.", MONTH if alone else DAY
        )


def _month(text: str) -> int:
    """Return the number of a month given as a number or by its name, short or long."""
    if _is_number(text) and 1 <= int(text[:9]) <= 12:
        return int(text)
    name = text.rstrip(".").casefold()
    named = [n for n in range(1, 13) if month_name[n].casefold().startswith(name)]
    if (len(name) >= 3 and len(named) == 1) or name == "sept":
        return named[0]
    raise NotADay("Enter a month from 1 to 12, or its name.", MONTH)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()
