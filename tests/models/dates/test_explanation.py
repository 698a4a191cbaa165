"""Computed days in words: the value is the rule's, and the steps say why."""

from __future__ import annotations

import pytest

from models.dates.explanation import (
    age,
    compulsory_end_explained,
    compulsory_start_explained,
    year_group_explained,
    year_group_in_words,
)
from tests.days import day


def test_a_birthday_on_a_prescribed_day_is_the_day() -> None:
    told = compulsory_start_explained(day("Tue 31 Aug 2021"))

    assert told.value == "31 August 2026"
    assert told.steps[-1] == "That is itself one of the prescribed days, so it begins on that day."


def test_the_next_prescribed_day_is_named() -> None:
    told = compulsory_start_explained(day("Wed 1 Sep 2021"))

    assert told.value == "31 December 2026"
    assert told.steps[0] == "Born on 1 September 2021, so five on 1 September 2026."
    assert told.steps[-1] == "The next of the prescribed days after it is 31 December 2026."


def test_it_ends_with_the_leaving_date_and_its_source() -> None:
    told = compulsory_end_explained(day("Mon 27 Jun 2011"))

    assert told.value == "25 June 2027"
    assert "sixteen on 27 June 2027" in told.steps[0]
    assert "last Friday in June" in told.steps[1]


@pytest.mark.parametrize(
    ("number", "words"),
    [(-1, "Before Reception"), (0, "Reception"), (1, "Year 1"), (11, "Year 11")],
)
def test_a_year_group_in_words(number: int, words: str) -> None:
    assert year_group_in_words(number) == words


def test_after_year_eleven_it_says_so() -> None:
    told = year_group_explained(day("Tue 31 Aug 2010"), day("Mon 23 Nov 2026"))

    assert told.value == "Year 12, after compulsory school age"


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        pytest.param("Thu 12 Mar 2015", "Wed 11 Mar 2026", 10, id="the day before"),
        pytest.param("Thu 12 Mar 2015", "Thu 12 Mar 2026", 11, id="on the birthday"),
        pytest.param("Mon 29 Feb 2016", "Sat 28 Feb 2026", 9, id="born on 29 February"),
        pytest.param("Mon 29 Feb 2016", "Sun 1 Mar 2026", 10, id="a day later"),
    ],
)
def test_an_age_in_whole_years(born: str, today: str, years: int) -> None:
    assert age(day(born), day(today)) == years
