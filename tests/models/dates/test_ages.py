"""Bands of ages agree with birthdays, on every day and for whoever was born on 29 February."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates.ages import AGE_BANDS, last_born
from models.dates.school_age import birthday
from tests.days import day

DAYS = st.dates(date(2005, 1, 1), date(2040, 12, 31))


@given(born=DAYS, on=DAYS, age=st.integers(1, 20))
def test_who_was_born_by_then_has_had_the_birthday(born: date, on: date, age: int) -> None:
    assert (born <= last_born(age, on)) == (birthday(born, age) <= on)


@pytest.mark.parametrize(
    ("on", "born"),
    [
        pytest.param("Mon 23 Nov 2026", "Tue 23 Nov 2021", id="on the birthday itself"),
        pytest.param("Thu 29 Feb 2024", "Thu 28 Feb 2019", id="29 February, born the day before"),
        pytest.param("Sun 28 Feb 2021", "Sun 28 Feb 2016", id="not yet whoever is a day younger"),
        pytest.param("Mon 1 Mar 2021", "Tue 1 Mar 2016", id="1 March counts for 29 February"),
    ],
)
def test_the_last_to_turn_five(on: str, born: str) -> None:
    assert last_born(5, day(on)) == day(born)


def test_the_bands_follow_each_other_and_the_last_is_open() -> None:
    limits = [band.below for band in AGE_BANDS]

    assert limits[-1] is None
    assert limits[:-1] == sorted(filter(None, limits))
