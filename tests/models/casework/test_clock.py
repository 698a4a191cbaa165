"""Service standards: counted from day nought, met or late, explained, and stopped with the case."""

from __future__ import annotations

from datetime import date

import pytest

from models.casework.case import Case
from models.casework.clock import STATES, Clock, last_day
from models.casework.standards import STANDARDS
from models.ledger.setting import KNOWN, Setting
from models.scope import Scope
from tests.making import (
    TESTS,
    TODAY,
    close_case,
    make_case,
    make_clock,
    make_officer,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")


def states(case: Case) -> dict[str, str]:
    return {clock.standard: clock.in_words(TODAY) for clock in case.clocks}


def test_every_standard_is_a_setting_with_its_source() -> None:
    assert all(one.setting(key) in KNOWN for key, one in STANDARDS.items())


def test_a_new_case_starts_its_standards_on_the_day_it_is_made() -> None:
    due = {clock.standard: str(clock.due_on) for clock in make_case(opened_on=TODAY).clocks}

    assert due == {
        "allocate": "2026-11-25",
        "first_checks": "2026-11-30",
        "visit": "2026-12-07",
        "review_4": "2026-12-21",
        "review_8": "2027-01-18",
        "review_12": "2027-02-15",
    }


def test_home_education_has_none_of_them() -> None:
    assert states(make_case(kind="EHE", reason="ehe_chosen")) == {}


def test_giving_the_case_to_an_officer_meets_the_one_for_it() -> None:
    case = make_case()
    with writing():
        case.give_to(make_officer())

    assert states(case)["allocate"] == "Met in time"


def test_a_case_opened_with_an_officer_has_no_clock_for_it() -> None:
    assert "allocate" not in states(make_case(officer=make_officer()))


def test_closing_stops_them_and_none_is_late_any_more() -> None:
    case = make_case(opened_on=TODAY)
    close_case(case, TODAY, "On roll at Hilltop Primary.")

    assert set(states(case).values()) == {"No longer asked"}
    assert list(Clock.due(TESTS, date(2028, 1, 1))) == []


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    clock = Clock(started_on=TODAY, due_on=date(2026, 11, 25))

    assert not clock.is_late(date(2026, 11, 25))
    assert clock.is_late(date(2026, 11, 26))


def test_christmas_is_not_counted_and_the_words_say_so() -> None:
    day = last_day(the_authority().id, "visit", date(2026, 12, 18))
    clock = Clock(
        authority=the_authority(), standard="visit", started_on=date(2026, 12, 18), due_on=day
    )
    words = " ".join(clock.explained().steps)

    assert day == date(2027, 1, 6)
    assert "On Friday 18 December 2026 the case was opened: that is day 0." in words
    assert "10 working days are counted" in words
    assert "Friday 25 December" in words


def test_a_council_s_own_number_holds_from_its_day_on() -> None:
    saved(Setting(authority=the_authority(), name="days_to_visit", value=5, effective_from=TODAY))

    assert last_day(the_authority().id, "visit", TODAY) == date(2026, 11, 30)
    assert last_day(the_authority().id, "visit", date(2026, 11, 20)) == date(2026, 12, 4)


def test_what_is_due_comes_oldest_first_for_those_who_see_the_case() -> None:
    make_case(opened_on=TODAY)
    seen = Clock.due(Scope.officer(make_officer("cme_officer")), date(2026, 12, 7))

    assert [clock.standard for clock in seen] == ["allocate", "first_checks", "visit"]


def test_each_state_is_the_same_in_a_query_and_on_the_row() -> None:
    case = make_case(opened_on=TODAY)
    yesterday = date(2026, 11, 22)
    for due_on, met_on, stopped_on in (
        (TODAY, TODAY, None),
        (yesterday, TODAY, None),
        (yesterday, None, None),
        (TODAY, None, None),
        (yesterday, None, TODAY),
    ):
        make_clock(case=case, due_on=due_on, met_on=met_on, stopped_on=stopped_on)
    column = Clock.state_on(TODAY)
    asked = dict(Clock.select(Clock.id, column).tuples())

    assert {clock.id: clock.state(TODAY) for clock in Clock.select()} == asked
    assert set(asked.values()) == {key for key, _ in STATES}
