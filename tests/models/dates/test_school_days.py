"""School days: counted in terms, without half-term, and never past what is on record."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.dates.explanation import school_days_explained
from models.dates.school_age import compulsory_until, over_age_if_born_before
from models.dates.school_days import SchoolDays, Span
from tests.days import day

AUTUMN = [
    Span(day("Thu 3 Sep 2026"), day("Fri 23 Oct 2026")),
    Span(day("Mon 2 Nov 2026"), day("Fri 18 Dec 2026")),
]
FROM = day("Mon 12 Oct 2026")


@pytest.mark.parametrize(
    ("count", "on"),
    [
        pytest.param(1, "Mon 12 Oct 2026", id="the first day missed is day 1"),
        pytest.param(10, "Fri 23 Oct 2026", id="the tenth, before half-term"),
        pytest.param(20, "Fri 13 Nov 2026", id="the twentieth, half-term left out"),
    ],
)
def test_school_days_leave_out_half_term(count: int, on: str) -> None:
    assert SchoolDays(AUTUMN, [], frozenset()).number(count, FROM) == day(on)


def test_without_terms_every_weekday_counts_but_a_bank_holiday() -> None:
    plain = SchoolDays([], [], frozenset({day("Tue 13 Oct 2026")}))

    assert SchoolDays([], [], frozenset()).number(20, FROM) == day("Fri 6 Nov 2026")
    assert plain.number(20, FROM) == day("Mon 9 Nov 2026")


def test_days_on_which_a_school_is_closed_are_left_out_and_told() -> None:
    inset = Span(day("Fri 16 Oct 2026"), day("Mon 19 Oct 2026"))
    days = SchoolDays(AUTUMN, [inset], frozenset())

    assert days.number(10, FROM) == day("Tue 3 Nov 2026")
    assert days.left_out(FROM, day("Tue 3 Nov 2026")) == [
        inset,
        Span(day("Mon 26 Oct 2026"), day("Fri 30 Oct 2026")),
    ]


def test_a_day_past_the_last_term_on_record_is_not_made_up() -> None:
    days = SchoolDays(AUTUMN, [], frozenset())

    assert days.number(60, FROM) is None
    assert days.first_from(day("Sat 24 Oct 2026")) == day("Mon 2 Nov 2026")


def test_the_explanation_says_whose_terms_were_counted() -> None:
    left_out = [Span(day("Mon 26 Oct 2026"), day("Fri 30 Oct 2026"))]
    whose = "the terms of Hilltop Primary"
    told = school_days_explained(FROM, day("Fri 13 Nov 2026"), 20, left_out, whose)

    assert told.value == "13 November 2026"
    assert "School days are counted by the terms of Hilltop Primary." in told.steps
    assert "No school between: Monday 26 October 2026 to Friday 30 October 2026." in told.steps


def test_who_is_over_school_age_is_told_by_the_date_of_birth_alone() -> None:
    days = [date(2026, 6, 26), date(2026, 6, 27), date(2026, 8, 31), date(2027, 1, 1)]
    for born in (date(2009, 1, 1) + timedelta(days=n) for n in range(1000)):
        for on in days:
            over = born < over_age_if_born_before(on)
            assert over == (on > compulsory_until(born)), (born, on)
