"""How long a case has been open, as the database sorts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from peewee import Case as When

from models.casework.case import Case


class Spell(NamedTuple):
    name: str
    words: str
    below: timedelta | None  # open for less than this; None for the longest


# After twelve weeks a standing is reviewed; a case open for a year is a year of a childhood.
OPEN_FOR = (
    Spell("under-4-weeks", "Less than 4 weeks", timedelta(weeks=4)),
    Spell("4-to-12-weeks", "4 to 12 weeks", timedelta(weeks=12)),
    Spell("12-to-52-weeks", "12 to 52 weeks", timedelta(weeks=52)),
    Spell("52-weeks-or-more", "52 weeks or more", None),
)


def open_for(on: date) -> Any:
    """Return the name of the spell up to the day `on`, as a column of a query of `Case`."""
    shorter = [
        (Case.opened_on > on - spell.below, spell.name)
        for spell in OPEN_FOR
        if spell.below is not None
    ]
    return When(None, shorter, OPEN_FOR[-1].name)
