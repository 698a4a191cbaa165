"""Working days, against England's bank holidays for five years."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as published
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates.working_days import (
    add_working_days,
    is_working_day,
    week_of,
    working_days_between,
)
from tests.days import day, days

CHRISTMAS = days("Fri 25 Dec 2026", "Mon 28 Dec 2026", "Fri 1 Jan 2027")

BANK_HOLIDAYS = days(
    *("Thu 1 Jan 2026", "Fri 3 Apr 2026", "Mon 6 Apr 2026", "Mon 4 May 2026"),
    *("Mon 25 May 2026", "Mon 31 Aug 2026", "Fri 25 Dec 2026", "Mon 28 Dec 2026"),
    *("Fri 1 Jan 2027", "Fri 26 Mar 2027", "Mon 29 Mar 2027", "Mon 3 May 2027"),
    *("Mon 31 May 2027", "Mon 30 Aug 2027", "Mon 27 Dec 2027", "Tue 28 Dec 2027"),
    *("Mon 3 Jan 2028", "Fri 14 Apr 2028", "Mon 17 Apr 2028", "Mon 1 May 2028"),
    *("Mon 29 May 2028", "Mon 28 Aug 2028", "Mon 25 Dec 2028", "Tue 26 Dec 2028"),
    *("Mon 1 Jan 2029", "Fri 30 Mar 2029", "Mon 2 Apr 2029", "Mon 7 May 2029"),
    *("Mon 28 May 2029", "Mon 27 Aug 2029", "Tue 25 Dec 2029", "Wed 26 Dec 2029"),
    *("Tue 1 Jan 2030", "Fri 19 Apr 2030", "Mon 22 Apr 2030", "Mon 6 May 2030"),
    *("Mon 27 May 2030", "Mon 26 Aug 2030", "Wed 25 Dec 2030", "Thu 26 Dec 2030"),
)

some_day = st.dates(date(2005, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("Mon 7 Sep 2026", True, id="a Monday"),
        pytest.param("Fri 11 Sep 2026", True, id="a Friday"),
        pytest.param("Sat 12 Sep 2026", False, id="a Saturday"),
        pytest.param("Sun 13 Sep 2026", False, id="a Sunday"),
        pytest.param("Fri 25 Dec 2026", False, id="a bank holiday"),
        pytest.param("Thu 24 Dec 2026", True, id="the day before one"),
    ],
)
def test_a_working_day_is_a_weekday_that_is_no_holiday(on: str, expected: bool) -> None:
    assert is_working_day(day(on), CHRISTMAS) is expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        pytest.param("Mon 7 Sep 2026", 5, "Mon 14 Sep 2026", id="a working week"),
        pytest.param("Fri 11 Sep 2026", 1, "Mon 14 Sep 2026", id="from a Friday"),
        pytest.param("Sat 12 Sep 2026", 1, "Mon 14 Sep 2026", id="from a Saturday"),
        pytest.param("Sun 13 Sep 2026", 1, "Mon 14 Sep 2026", id="from a Sunday"),
        pytest.param("Sun 13 Sep 2026", 0, "Sun 13 Sep 2026", id="no days is the start"),
        pytest.param("Thu 24 Dec 2026", 1, "Tue 29 Dec 2026", id="over Christmas"),
        pytest.param("Wed 23 Dec 2026", 6, "Tue 5 Jan 2027", id="over the New Year"),
        pytest.param("Fri 25 Dec 2026", 1, "Tue 29 Dec 2026", id="from a holiday"),
    ],
)
def test_the_start_is_day_zero(start: str, count: int, expected: str) -> None:
    assert add_working_days(day(start), count, CHRISTMAS) == day(expected)


def test_a_negative_number_of_days_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nought"):
        add_working_days(day("Mon 7 Sep 2026"), -1, ())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("Mon 7 Sep 2026", "Mon 7 Sep 2026", 0, id="the same day"),
        pytest.param("Mon 7 Sep 2026", "Tue 8 Sep 2026", 1, id="the end counts"),
        pytest.param("Fri 11 Sep 2026", "Sun 13 Sep 2026", 0, id="a weekend"),
        pytest.param("Mon 7 Sep 2026", "Mon 14 Sep 2026", 5, id="a week"),
        pytest.param("Thu 24 Dec 2026", "Mon 4 Jan 2027", 4, id="over Christmas"),
        pytest.param("Mon 14 Sep 2026", "Mon 7 Sep 2026", 0, id="backwards is none"),
    ],
)
def test_days_between_leave_out_the_start_and_count_the_end(
    start: str, end: str, expected: int
) -> None:
    assert working_days_between(day(start), day(end), CHRISTMAS) == expected


@given(start=some_day, count=st.integers(1, 60))
def test_counting_back_gives_what_was_added(start: date, count: int) -> None:
    end = add_working_days(start, count, BANK_HOLIDAYS)

    assert is_working_day(end, BANK_HOLIDAYS)
    assert working_days_between(start, end, BANK_HOLIDAYS) == count


def test_f30_five_years_of_bank_holidays_are_those_published() -> None:
    england = published.country_holidays("GB", subdiv="ENG", years=range(2026, 2031))

    assert {holiday for holiday in england if holiday.weekday() < 5} == BANK_HOLIDAYS


@pytest.mark.parametrize(
    ("year", "expected"), [(2026, 253), (2027, 253), (2028, 252), (2029, 253), (2030, 253)]
)
def test_f30_a_year_has_its_known_number_of_working_days(year: int, expected: int) -> None:
    counted = working_days_between(date(year - 1, 12, 31), date(year, 12, 31), BANK_HOLIDAYS)

    assert counted == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("Thu 2 Apr 2026", "Mon 13 Apr 2026", id="Easter 2026"),
        pytest.param("Thu 24 Dec 2026", "Tue 5 Jan 2027", id="Christmas 2026"),
        pytest.param("Thu 25 Mar 2027", "Mon 5 Apr 2027", id="Easter 2027"),
        pytest.param("Fri 24 Dec 2027", "Wed 5 Jan 2028", id="Christmas 2027"),
        pytest.param("Fri 28 Apr 2028", "Mon 8 May 2028", id="May 2028"),
        pytest.param("Fri 22 Dec 2028", "Wed 3 Jan 2029", id="Christmas 2028"),
        pytest.param("Fri 24 Aug 2029", "Mon 3 Sep 2029", id="August 2029"),
        pytest.param("Thu 18 Apr 2030", "Mon 29 Apr 2030", id="Easter 2030"),
    ],
)
def test_f30_five_working_days_cross_a_bank_holiday(start: str, expected: str) -> None:
    assert add_working_days(day(start), 5, BANK_HOLIDAYS) == day(expected)


@pytest.mark.parametrize("on", ["Mon 7 Sep 2026", "Wed 9 Sep 2026", "Sun 13 Sep 2026"])
def test_a_week_runs_from_monday_to_sunday(on: str) -> None:
    assert week_of(day(on)) == (day("Mon 7 Sep 2026"), day("Sun 13 Sep 2026"))


@given(some_day)
def test_every_day_is_in_its_own_week_of_seven(on: date) -> None:
    monday, sunday = week_of(on)

    assert monday <= on <= sunday
    assert monday.weekday() == 0
    assert sunday - monday == timedelta(days=6)
