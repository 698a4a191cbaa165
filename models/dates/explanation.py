"""How a computed day came about, in words for whoever asks. It computes nothing itself anew."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from models.dates.school_age import birthday, compulsory_from, compulsory_until, year_group
from models.dates.words import long_date


class Explained(NamedTuple):
    """A day or a number as a page shows it, and the steps that led to it, one sentence each."""

    value: str
    steps: tuple[str, ...]


def compulsory_start_explained(born: date) -> Explained:
    fifth, first = birthday(born, 5), compulsory_from(born)
    met = (
        "That is itself one of the prescribed days, so it begins on that day."
        if fifth == first
        else f"The next of the prescribed days after it is {long_date(first)}."
    )
    return Explained(
        long_date(first),
        (
            f"Born on {long_date(born)}, so five on {long_date(fifth)}.",
            "Compulsory school age begins on the fifth birthday if that is a prescribed day "
            "(31 March, 31 August or 31 December), else on the next one "
            "(Education Act 1996 s.8(2); SI 1998/1607).",
            met,
        ),
    )


def compulsory_end_explained(born: date) -> Explained:
    sixteenth, last = birthday(born, 16), compulsory_until(born)
    return Explained(
        long_date(last),
        (
            f"Born on {long_date(born)}, so sixteen on {long_date(sixteenth)}.",
            "It ends as the school leaving date ends in the school year in which the child turns "
            "sixteen (Education Act 1996 s.8(3)). The leaving date is the last Friday in June "
            "(SI 1997/1970).",
            f"In that school year it is {long_date(last)}.",
        ),
    )


def year_group_explained(born: date, today: date) -> Explained:
    number = year_group(born, today)
    return Explained(
        year_group_in_words(number),
        (
            "It goes by the age on 31 August before the school year, which begins on 1 September.",
            "A child taught out of their year group is in another one; the school knows.",
        ),
    )


def year_group_in_words(number: int) -> str:
    if number < 0:
        return "Before Reception"
    if number > 11:
        return f"Year {number}, after compulsory school age"
    return f"Year {number}" if number else "Reception"


def age(born: date, today: date) -> int:
    """Return the age in whole years on the day `today`."""
    years = today.year - born.year
    return years if birthday(born, years) <= today else years - 1
