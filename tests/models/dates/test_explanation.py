"""Computed days in words: the value is the rule's, and the steps say why."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from models.dates.explanation import (
    act_from_explained,
    age,
    compulsory_end_explained,
    compulsory_start_explained,
    due_day_explained,
    reply_by_explained,
    service_explained,
    step_explained,
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


def test_a_due_day_tells_what_was_counted_and_what_was_skipped_and_why() -> None:
    sent, due = day("Thu 27 Aug 2026"), day("Fri 4 Sep 2026")
    told = due_day_explained(sent, due, {day("Mon 31 Aug 2026")})

    assert told.value == "4 September 2026"
    assert told.steps[:3] == (
        "Sent on Thursday 27 August 2026: the day of sending is day 0.",
        "5 working days are counted after it, the last of them Friday 4 September 2026.",
        "Skipped: Saturday 29 August, Sunday 30 August (weekend); Monday 31 August "
        "(bank holiday, or closed by the council).",
    )


def test_many_weekends_are_counted_and_none_is_said_so() -> None:
    sent = day("Mon 7 Sep 2026")
    long, short = day("Mon 28 Sep 2026"), day("Tue 8 Sep 2026")

    assert "Skipped: 6 weekend days." in due_day_explained(sent, long, ()).steps
    assert due_day_explained(sent, short, ()).steps[1:3] == (
        "1 working day is counted after it, the last of them Tuesday 8 September 2026.",
        "No day in between is skipped.",
    )


def test_a_step_of_the_ladder_counts_from_the_due_day() -> None:
    told = step_explained(Rung(2, 6), day("Mon 14 Sep 2026"), ())

    assert told.value == "22 September 2026"
    assert told.steps[0] == "The answer was due on Monday 14 September 2026: that is day 0."


class Rung(NamedTuple):
    number: int
    working_days: int


def test_a_notice_tells_its_service_its_last_day_and_the_next_step() -> None:
    posted, served, reply = (
        day("Mon 23 Nov 2026"),
        day("Wed 25 Nov 2026"),
        day("Tue 15 Dec 2026"),
    )
    by_post = service_explained(posted, "First class post", served, ())
    by_hand = service_explained(posted, "By hand", posted, ())

    assert by_post.steps[0].startswith("First class post on Monday 23 November 2026")
    assert by_hand.steps == ("By hand on Monday 23 November 2026, it is served that very day.",)
    assert "Day 21 is Tuesday 15 December 2026." in reply_by_explained(served, 21, reply).steps[-1]
    assert act_from_explained(reply, served).value == "16 December 2026"
    assert "ends on Wednesday 9 December 2026" in act_from_explained(reply, served).steps[0]
