"""Ages in whole years, and the bands that figures sort them into. Dates in, dates out."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class AgeBand(NamedTuple):
    name: str
    words: str
    below: int | None  # everybody in the band is younger than this; None for the oldest band


# By age and not by year group: they come near to the early years, the four key stages and after.
AGE_BANDS = (
    AgeBand("under-5", "Under 5", 5),
    AgeBand("5-to-6", "5 to 6", 7),
    AgeBand("7-to-10", "7 to 10", 11),
    AgeBand("11-to-13", "11 to 13", 14),
    AgeBand("14-to-15", "14 to 15", 16),
    AgeBand("16-or-over", "16 or over", None),
)


def last_born(age: int, on: date) -> date:
    """Return the latest day of birth of somebody who has reached `age` on the day `on`.

    A birthday of 29 February is kept on 1 March in a common year, as in `school_age`.
    """
    try:
        return on.replace(year=on.year - age)
    except ValueError:
        return date(on.year - age, 2, 28)
