"""The database puts a child in the band of the age they have on the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.dates.ages import AGE_BANDS
from models.dates.school_age import birthday
from models.people.age_band import age_band
from models.people.child import Child
from tests.making import TODAY, make_child, writing

pytestmark = pytest.mark.usefixtures("db")


def test_a_child_changes_band_on_the_birthday_and_not_the_day_before() -> None:
    limits = [band.below for band in AGE_BANDS if band.below is not None]
    births = [birthday(TODAY, -age) + timedelta(days=n) for age in limits for n in (0, 1)]
    births += [date(2008, 2, 29), TODAY + timedelta(days=3), TODAY]
    with writing():
        for born_on in births:
            make_child(born_on=born_on)

    told = Child.select(Child.born_on, age_band(TODAY).alias("band")).namedtuples()

    assert len(told) == len(births)
    for child in told:
        fitting = (b.name for b in AGE_BANDS if b.below is None or younger(child.born_on, b.below))
        assert child.band == next(fitting), child.born_on


def younger(born_on: date, age: int) -> bool:
    return birthday(born_on, age) > TODAY


def test_a_child_without_a_date_of_birth_is_in_a_band_of_its_own() -> None:
    make_child(born_on=None)

    assert Child.select(age_band(TODAY)).scalar() == "not-known"
