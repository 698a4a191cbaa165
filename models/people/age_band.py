"""Which band of ages a child is in on a day, as the database sorts them."""

from __future__ import annotations

from datetime import date
from typing import Any

from peewee import Case as When

from models.dates.ages import AGE_BANDS, last_born
from models.people.child import Child

NOT_KNOWN = ("not-known", "Date of birth not known")


def age_band(on: date) -> Any:
    """Return the name of the band, as a column of a query of `Child`.

    A child not yet born counts as the youngest.
    """
    younger = [
        (Child.born_on > last_born(band.below, on), band.name)
        for band in AGE_BANDS
        if band.below is not None
    ]
    return When(None, ((Child.born_on.is_null(), NOT_KNOWN[0]), *younger), AGE_BANDS[-1].name)
