"""Days on which nothing is counted: bank holidays, and what a council adds or takes away."""

from __future__ import annotations

from typing import Any

import pytest

from models.ledger.calendar import Calendar
from tests.days import day
from tests.making import make_authority, saved, the_authority

pytestmark = pytest.mark.usefixtures("db")


def is_closed(text: str) -> bool:
    return day(text) in Calendar.holidays(the_authority().id, day("Mon 23 Nov 2026"))


def put(text: str, **changes: Any) -> None:
    saved(Calendar(**{"day": day(text), "name": "A day", **changes}))


@pytest.mark.parametrize(
    "holiday",
    [
        pytest.param("Thu 1 Jan 2026", id="New Year"),
        pytest.param("Fri 3 Apr 2026", id="Good Friday"),
        pytest.param("Mon 6 Apr 2026", id="Easter Monday"),
        pytest.param("Mon 4 May 2026", id="early May"),
        pytest.param("Mon 25 May 2026", id="spring"),
        pytest.param("Mon 31 Aug 2026", id="summer"),
        pytest.param("Fri 25 Dec 2026", id="Christmas"),
        pytest.param("Mon 28 Dec 2026", id="for Boxing Day on a Saturday"),
        pytest.param("Fri 26 Mar 2027", id="Good Friday of the next year"),
        pytest.param("Mon 27 Dec 2027", id="for Christmas on a Saturday"),
        pytest.param("Tue 28 Dec 2027", id="for Boxing Day on a Sunday"),
    ],
)
def test_the_bank_holidays_of_england_are_closed(holiday: str) -> None:
    assert is_closed(holiday)


@pytest.mark.parametrize(
    "ordinary",
    ["Mon 23 Nov 2026", "Tue 17 Mar 2026", "Mon 3 Aug 2026", "Mon 30 Nov 2026", "Thu 24 Dec 2026"],
)
def test_other_days_and_other_nations_holidays_are_not(ordinary: str) -> None:
    assert not is_closed(ordinary)


def test_a_council_adds_its_own_and_no_other_councils() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    put("Tue 24 Nov 2026")
    put("Wed 25 Nov 2026", authority=the_authority())
    put("Thu 26 Nov 2026", authority=theirs)

    closed = [is_closed(f"{d} Nov 2026") for d in ("Tue 24", "Wed 25", "Thu 26")]
    assert closed == [True, True, False]


def test_a_council_may_work_on_a_bank_holiday() -> None:
    put("Mon 31 Aug 2026", closed=False)

    assert not is_closed("Mon 31 Aug 2026")


@pytest.mark.parametrize("own_first", [True, False], ids=["said first", "said last"])
def test_a_councils_own_word_stands_against_the_one_for_all(own_first: bool) -> None:
    rows = [{"authority": the_authority(), "closed": False}, {"closed": True}]
    for row in rows if own_first else reversed(rows):
        put("Tue 24 Nov 2026", **row)

    assert not is_closed("Tue 24 Nov 2026")


def test_it_reaches_a_year_back_and_ahead() -> None:
    put("Mon 24 Nov 2025")
    put("Wed 22 Dec 2027")

    assert is_closed("Mon 24 Nov 2025")
    assert is_closed("Wed 22 Dec 2027")
