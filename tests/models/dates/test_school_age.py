"""Compulsory school age, against the words of the Act for every birth date of 26 years."""

from __future__ import annotations

from calendar import FRIDAY, monthcalendar
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from models.dates.school_age import (
    birthday,
    compulsory_from,
    compulsory_until,
    is_of_compulsory_school_age,
    last_friday_in_june,
    school_year,
    year_group,
)
from tests.days import day

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "starts"),
    [
        pytest.param("Tue 31 Aug 2021", "Mon 31 Aug 2026", id="five on a prescribed day"),
        pytest.param("Wed 1 Sep 2021", "Thu 31 Dec 2026", id="five the day after one"),
        pytest.param("Fri 31 Dec 2021", "Thu 31 Dec 2026", id="five on 31 December"),
        pytest.param("Sat 1 Jan 2022", "Wed 31 Mar 2027", id="five on 1 January"),
        pytest.param("Thu 31 Mar 2022", "Wed 31 Mar 2027", id="five on 31 March"),
        pytest.param("Fri 1 Apr 2022", "Tue 31 Aug 2027", id="five on 1 April"),
    ],
)
def test_it_starts_on_the_fifth_birthday_or_the_next_prescribed_day(born: str, starts: str) -> None:
    assert compulsory_from(day(born)) == day(starts)


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        pytest.param("Wed 1 Sep 2010", "Fri 25 Jun 2027", id="first of the school year"),
        pytest.param("Sun 26 Jun 2011", "Fri 25 Jun 2027", id="16 the day after leaving"),
        pytest.param("Mon 27 Jun 2011", "Fri 25 Jun 2027", id="16 two days after"),
        pytest.param("Thu 15 Jul 2010", "Fri 26 Jun 2026", id="16 in the summer"),
        pytest.param("Tue 31 Aug 2010", "Fri 26 Jun 2026", id="last of the school year"),
        pytest.param("Sat 26 Jun 2010", "Fri 26 Jun 2026", id="16 on the leaving date"),
        pytest.param("Fri 25 Jun 2010", "Fri 26 Jun 2026", id="16 the day before"),
    ],
)
def test_it_ends_on_the_leaving_date_of_the_year_the_child_turns_sixteen(
    born: str, ends: str
) -> None:
    assert compulsory_until(day(born)) == day(ends)


def test_a_child_born_in_the_summer_may_leave_at_fifteen() -> None:
    born = day("Mon 27 Jun 2011")

    assert compulsory_until(born) < birthday(born, 16)


@pytest.mark.parametrize(
    "friday",
    [
        *("Fri 27 Jun 2025", "Fri 26 Jun 2026", "Fri 25 Jun 2027"),
        *("Fri 30 Jun 2028", "Fri 29 Jun 2029", "Fri 28 Jun 2030"),
    ],
)
def test_the_leaving_date_is_the_last_friday_in_june(friday: str) -> None:
    assert last_friday_in_june(day(friday).year) == day(friday)


def test_a_child_in_reception_is_not_yet_of_age_on_the_census_day() -> None:
    born = day("Wed 1 Sep 2021")

    assert year_group(born, day("Thu 1 Oct 2026")) == 0
    assert not is_of_compulsory_school_age(born, day("Thu 1 Oct 2026"))
    assert not is_of_compulsory_school_age(born, day("Wed 30 Dec 2026"))
    assert is_of_compulsory_school_age(born, day("Thu 31 Dec 2026"))


def test_the_leaving_date_itself_is_the_last_day_of_age() -> None:
    born = day("Wed 1 Sep 2010")

    assert is_of_compulsory_school_age(born, day("Fri 25 Jun 2027"))
    assert not is_of_compulsory_school_age(born, day("Sat 26 Jun 2027"))


def test_an_authority_whose_year_starts_later_lets_the_first_days_of_september_go_a_year_sooner():
    born = day("Thu 2 Sep 2010")

    assert compulsory_until(born) == day("Fri 25 Jun 2027")
    assert compulsory_until(born, school_year_starts=(9, 3)) == day("Fri 26 Jun 2026")
    assert not is_of_compulsory_school_age(born, day("Tue 1 Dec 2026"), school_year_starts=(9, 3))


@pytest.mark.parametrize(
    ("born", "group"),
    [
        pytest.param("Tue 31 Aug 2021", 1, id="five on 31 August is Year 1"),
        pytest.param("Wed 1 Sep 2021", 0, id="a day younger is in Reception"),
        pytest.param("Mon 27 Jun 2011", 11, id="Year 11"),
        pytest.param("Tue 31 Aug 2010", 12, id="Year 12 is outside"),
        pytest.param("Thu 1 Sep 2022", -1, id="before school"),
    ],
)
def test_the_year_group_goes_by_age_on_31_august(born: str, group: int) -> None:
    assert year_group(day(born), day("Mon 23 Nov 2026")) == group


def test_the_year_group_changes_on_the_first_of_september() -> None:
    born = day("Wed 1 Sep 2021")

    assert year_group(born, day("Tue 31 Aug 2027")) == 0
    assert year_group(born, day("Wed 1 Sep 2027")) == 1
    assert school_year(day("Tue 31 Aug 2027")) == 2026


def test_f25_a_child_born_on_29_february_starts_and_ends_as_those_born_beside_it() -> None:
    leap, before, after = day("Thu 29 Feb 2024"), day("Wed 28 Feb 2024"), day("Fri 1 Mar 2024")

    assert birthday(leap, 4) == day("Tue 29 Feb 2028")
    assert birthday(leap, 5) == day("Thu 1 Mar 2029")
    assert compulsory_from(leap) == compulsory_from(before) == compulsory_from(after)
    assert compulsory_from(leap) == day("Sat 31 Mar 2029")
    assert compulsory_until(leap) == compulsory_until(before) == compulsory_until(after)
    assert compulsory_until(leap) == day("Fri 29 Jun 2040")


def _every_day(first: date, last: date) -> Iterator[date]:
    return (first + n * ONE_DAY for n in range((last - first).days + 1))


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _leaving_date(year: int) -> date:
    return date(year, 6, max(week[FRIDAY] for week in monthcalendar(year, 6)))


def _start_in_the_words_of_the_act(born: date) -> date:
    on = date(born.year + 5, 1, 1)
    while _age(born, on) < 5 or f"{on:%d %b}" not in {"31 Mar", "31 Aug", "31 Dec"}:
        on += ONE_DAY
    return on


def _end_in_the_words_of_the_act(born: date) -> date:
    for year in range(born.year + 15, born.year + 18):
        leaving, next_year_starts = _leaving_date(year), date(year, 9, 1)
        sixteen_on_it = _age(born, leaving) >= 16
        sixteen_after_it = _age(born, next_year_starts - ONE_DAY) >= 16
        if sixteen_on_it or sixteen_after_it:
            return leaving
    raise AssertionError(born)


def test_every_birth_date_from_2005_to_2030_agrees_with_the_words_of_the_act() -> None:
    for born in _every_day(date(2005, 1, 1), date(2030, 12, 31)):
        starts, ends = compulsory_from(born), compulsory_until(born)

        assert starts == _start_in_the_words_of_the_act(born), born
        assert ends == _end_in_the_words_of_the_act(born), born
        assert _age(born, starts) == 5, born
        assert _age(born, ends) in (15, 16), born
        assert is_of_compulsory_school_age(born, starts), born
        assert not is_of_compulsory_school_age(born, starts - ONE_DAY), born
        assert is_of_compulsory_school_age(born, ends), born
        assert not is_of_compulsory_school_age(born, ends + ONE_DAY), born


def test_every_birth_date_from_2005_to_2030_leaves_in_year_11() -> None:
    for born in _every_day(date(2005, 1, 1), date(2030, 12, 31)):
        assert year_group(born, compulsory_until(born)) == 11, born
        assert year_group(born, compulsory_from(born)) in (0, 1), born
