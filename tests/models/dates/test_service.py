"""Service of notices and the periods that begin with it: the worked examples first."""

from __future__ import annotations

import pytest

from models.dates.service import (
    USUAL_PERIODS,
    allows_too_little,
    deemed_served,
    last_day,
    lawful_last_day,
    opens_after,
    opens_on,
)
from tests.days import day, days

CHRISTMAS = days("Fri 25 Dec 2026", "Mon 28 Dec 2026", "Fri 1 Jan 2027")


@pytest.mark.parametrize(
    ("posted", "method", "served"),
    [
        pytest.param("Mon 23 Nov 2026", "by_hand", "Mon 23 Nov 2026", id="by hand that day"),
        pytest.param("Sat 28 Nov 2026", "by_hand", "Sat 28 Nov 2026", id="by hand on a Saturday"),
        pytest.param("Mon 23 Nov 2026", "first_class", "Wed 25 Nov 2026", id="first class"),
        pytest.param("Fri 27 Nov 2026", "first_class", "Tue 1 Dec 2026", id="over a weekend"),
        pytest.param("Sun 29 Nov 2026", "first_class", "Tue 1 Dec 2026", id="posted on a Sunday"),
        pytest.param("Mon 23 Nov 2026", "second_class", "Fri 27 Nov 2026", id="second class"),
        pytest.param("Wed 23 Dec 2026", "first_class", "Tue 29 Dec 2026", id="over Christmas"),
    ],
)
def test_the_day_a_paper_counts_as_served(posted: str, method: str, served: str) -> None:
    assert deemed_served(day(posted), method, USUAL_PERIODS, CHRISTMAS) == day(served)


def test_a_council_may_hold_periods_and_methods_of_its_own() -> None:
    periods = {"first_class": 3, "courier": 1}

    assert deemed_served(day("Mon 23 Nov 2026"), "first_class", periods, ()) == day(
        "Thu 26 Nov 2026"
    )
    assert deemed_served(day("Mon 23 Nov 2026"), "courier", periods, ()) == day("Tue 24 Nov 2026")


def test_an_unknown_method_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(ValueError, match="by_hand, first_class, second_class"):
        deemed_served(day("Mon 23 Nov 2026"), "pigeon", USUAL_PERIODS, ())


@pytest.mark.parametrize(
    ("served", "period", "last", "acts"),
    [
        pytest.param("Wed 25 Nov 2026", 15, "Wed 9 Dec 2026", "Thu 10 Dec 2026", id="of 15"),
        pytest.param("Wed 25 Nov 2026", 21, "Tue 15 Dec 2026", "Wed 16 Dec 2026", id="of 21"),
    ],
)
def test_a_notice_posted_first_class_says_when_to_reply_and_when_we_may_act(
    served: str, period: int, last: str, acts: str
) -> None:
    served_on = deemed_served(day("Mon 23 Nov 2026"), "first_class", USUAL_PERIODS, ())
    reply_by = last_day(served_on, period)

    assert served_on == day(served)
    assert reply_by == day(last)
    assert opens_on(reply_by, served_on) == day(acts)


@pytest.mark.parametrize(
    ("served", "last", "acts"),
    [
        pytest.param("Mon 2 Mar 2026", "Mon 16 Mar 2026", "Tue 17 Mar 2026", id="in March"),
        pytest.param("Mon 23 Nov 2026", "Mon 7 Dec 2026", "Tue 8 Dec 2026", id="in November"),
        pytest.param("Fri 18 Dec 2026", "Fri 1 Jan 2027", "Sat 2 Jan 2027", id="on a holiday"),
        pytest.param("Sun 20 Feb 2028", "Sun 5 Mar 2028", "Mon 6 Mar 2028", id="in a leap year"),
    ],
)
def test_the_shortest_lawful_period_counts_the_day_of_service_as_day_one(
    served: str, last: str, acts: str
) -> None:
    assert lawful_last_day(day(served)) == day(last)
    assert last_day(day(served), 15) == day(last)
    assert opens_on(day(last), day(served)) == day(acts)


@pytest.mark.parametrize("period", [14, 1, 0, -15])
def test_a_period_of_less_than_fifteen_days_is_refused(period: int) -> None:
    with pytest.raises(ValueError, match="at least 15 days"):
        last_day(day("Wed 25 Nov 2026"), period)


@pytest.mark.parametrize(
    ("served", "too_little"),
    [
        pytest.param("Wed 25 Nov 2026", False, id="served when intended"),
        pytest.param("Tue 24 Nov 2026", False, id="served sooner"),
        pytest.param("Thu 26 Nov 2026", True, id="served a day late"),
    ],
)
def test_a_paper_served_too_late_for_its_printed_date_must_be_produced_again(
    served: str, too_little: bool
) -> None:
    assert allows_too_little(day("Wed 9 Dec 2026"), day(served)) is too_little


def test_the_next_step_opens_after_the_later_of_the_two_dates() -> None:
    served_on = day("Wed 25 Nov 2026")

    assert opens_after(day("Tue 15 Dec 2026"), served_on) == day("Tue 15 Dec 2026")
    assert opens_after(day("Tue 1 Dec 2026"), served_on) == day("Wed 9 Dec 2026")


def test_two_parents_have_two_clocks() -> None:
    posted = day("Mon 23 Nov 2026")
    mother = deemed_served(posted, "by_hand", USUAL_PERIODS, ())
    father = deemed_served(posted, "second_class", USUAL_PERIODS, ())

    assert lawful_last_day(mother) == day("Mon 7 Dec 2026")
    assert lawful_last_day(father) == day("Fri 11 Dec 2026")
