"""When answers and reminders fall due: the worked example first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates.deadlines import answer_due, falls_due, new_pupil_return_by, step_due
from tests.days import day, days


class Step(NamedTuple):
    number: int
    working_days: int


LADDER = (Step(1, 1), Step(2, 6), Step(3, 11))
SENT = day("Mon 7 Sep 2026")
DUE = day("Mon 14 Sep 2026")
CHRISTMAS = days("Fri 25 Dec 2026", "Mon 28 Dec 2026", "Fri 1 Jan 2027")


def test_fact_7_a_new_pupil_is_told_of_by_the_end_of_the_fifth_day_after_weekends_too() -> None:
    assert new_pupil_return_by(day("Mon 23 Nov 2026")) == day("Sat 28 Nov 2026")


def test_an_answer_is_due_five_working_days_after_sending() -> None:
    assert answer_due(SENT, 5, holidays=()) == DUE


def test_an_answer_over_christmas_is_due_in_the_new_year() -> None:
    assert answer_due(day("Tue 22 Dec 2026"), 5, CHRISTMAS) == day("Thu 31 Dec 2026")
    assert answer_due(day("Wed 23 Dec 2026"), 5, CHRISTMAS) == day("Mon 4 Jan 2027")


def test_each_step_falls_so_many_working_days_after_the_due_day() -> None:
    assert [falls_due(step, DUE, holidays=()) for step in LADDER] == [
        day("Tue 15 Sep 2026"),
        day("Tue 22 Sep 2026"),
        day("Tue 29 Sep 2026"),
    ]


def test_a_step_waits_for_a_bank_holiday() -> None:
    assert falls_due(Step(1, 1), day("Thu 24 Dec 2026"), CHRISTMAS) == day("Tue 29 Dec 2026")


@pytest.mark.parametrize(
    ("today", "taken", "expected"),
    [
        pytest.param("Mon 7 Sep 2026", set(), None, id="nothing on the day it is sent"),
        pytest.param("Mon 14 Sep 2026", set(), None, id="not late until the day is over"),
        pytest.param("Tue 15 Sep 2026", set(), 1, id="late the next morning"),
        pytest.param("Wed 16 Sep 2026", {1}, None, id="once is enough"),
        pytest.param("Mon 21 Sep 2026", set(), 1, id="still the first the day before the second"),
        pytest.param("Tue 22 Sep 2026", {1}, 2, id="the second on its day"),
        pytest.param("Tue 29 Sep 2026", {1, 2}, 3, id="the third on its day"),
        pytest.param("Tue 29 Sep 2026", {1}, 3, id="a step missed is passed over"),
        pytest.param("Fri 2 Oct 2026", {3}, None, id="never back down the ladder"),
        pytest.param("Wed 23 Sep 2026", {3}, None, id="not even before the later one's day"),
        pytest.param("Fri 1 Jan 2027", {1, 2, 3}, None, id="nothing beyond the top"),
    ],
)
def test_the_latest_step_fallen_due_and_not_taken(
    today: str, taken: set[int], expected: int | None
) -> None:
    step = step_due(DUE, LADDER, taken, day(today), holidays=())

    assert (step.number if step else None) == expected


def test_f22_after_a_long_gap_one_step_is_due_and_not_three() -> None:
    step = step_due(DUE, LADDER, set(), day("Tue 29 Sep 2026"), holidays=())

    assert step == Step(3, 11)
    assert step_due(DUE, LADDER, {3}, day("Tue 29 Sep 2026"), holidays=()) is None


def test_a_step_since_removed_from_the_ladder_still_counts_as_taken() -> None:
    shorter = LADDER[:2]

    assert step_due(DUE, shorter, {3}, day("Fri 2 Oct 2026"), holidays=()) is None


def test_the_order_of_the_rows_does_not_matter() -> None:
    backwards = tuple(reversed(LADDER))

    assert step_due(DUE, backwards, {1}, day("Tue 22 Sep 2026"), holidays=()) == Step(2, 6)


def test_a_ladder_without_steps_is_never_due() -> None:
    nothing: tuple[Step, ...] = ()

    assert step_due(DUE, nothing, set(), day("Tue 29 Sep 2026"), holidays=()) is None


@given(
    due_on=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    looked=st.lists(st.integers(0, 40), max_size=20),
)
def test_f22_however_seldom_it_looks_no_step_is_taken_twice_or_out_of_order(
    due_on: date, looked: list[int]
) -> None:
    taken: list[int] = []
    for days_later in sorted(looked):
        today = due_on + timedelta(days=days_later)
        step = step_due(due_on, LADDER, taken, today, CHRISTMAS)
        if step:
            assert falls_due(step, due_on, CHRISTMAS) <= today
            taken.append(step.number)

    assert taken == sorted(set(taken))
