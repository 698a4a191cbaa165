"""The middle of many waits, against the standard library's of the same waits in a row."""

from __future__ import annotations

from collections import Counter
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates.waits import days_waited, median_days
from tests.days import day


@given(st.lists(st.integers(0, 500), min_size=1))
def test_counted_waits_have_the_median_of_the_waits(waits: list[int]) -> None:
    assert median_days(Counter(waits)) == median(waits)


def test_no_wait_has_no_median() -> None:
    assert median_days({}) is None


@pytest.mark.parametrize(
    ("done", "days"),
    [
        pytest.param("Mon 7 Sep 2026", 0, id="the day it began is day nought"),
        pytest.param("Tue 8 Sep 2026", 1, id="the next day"),
        pytest.param("Mon 14 Sep 2026", 7, id="weekends count"),
        pytest.param("Fri 4 Sep 2026", 0, id="done before it began"),
    ],
)
def test_days_waited_from_mon_7_sep(done: str, days: int) -> None:
    assert days_waited(day("Mon 7 Sep 2026"), day(done)) == days
