"""A s.437(1) notice: whom it may be served on, and the dates that the law turns on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.base import RuleBroken
from models.dates.service import opens_on
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.people.relationship import Relationship
from models.statute.notice import Notice
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_case,
    make_child,
    make_notice,
    make_parent,
    make_person,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


def set_period(days: int) -> None:
    with transaction(TESTS, NOW):
        Setting.create(
            authority=the_authority(),
            name="notice_period_days",
            value=days,
            effective_from=day("Tue 1 Sep 2026"),
        )


def served(notice: Notice, on: str) -> Notice:
    with transaction(TESTS, NOW):
        notice.record_service(day(on))
    return Notice.get_by_id(notice.id)


@pytest.mark.parametrize(
    ("period", "reply_by", "act_from"),
    [
        pytest.param(21, "Tue 15 Dec 2026", "Wed 16 Dec 2026", id="the usual 21 days"),
        pytest.param(15, "Wed 9 Dec 2026", "Thu 10 Dec 2026", id="the least the law allows"),
        pytest.param(28, "Tue 22 Dec 2026", "Wed 23 Dec 2026", id="four weeks"),
    ],
)
def test_the_worked_example_posted_first_class_on_mon_23_nov(
    period: int, reply_by: str, act_from: str
) -> None:
    set_period(period)

    notice = make_notice()

    assert notice.served_by == day("Wed 25 Nov 2026")
    assert (notice.period_days, notice.reply_by) == (period, day(reply_by))
    assert opens_on(notice.reply_by, notice.served_by) == day(act_from)


@pytest.mark.parametrize(
    ("method", "sent", "served_by", "reply_by"),
    [
        ("by_hand", "Mon 23 Nov 2026", "Mon 23 Nov 2026", "Sun 13 Dec 2026"),
        ("by_hand", "Sat 28 Nov 2026", "Sat 28 Nov 2026", "Fri 18 Dec 2026"),
        ("first_class", "Fri 27 Nov 2026", "Tue 1 Dec 2026", "Mon 21 Dec 2026"),
        ("second_class", "Mon 23 Nov 2026", "Fri 27 Nov 2026", "Thu 17 Dec 2026"),
        ("first_class", "Thu 24 Dec 2026", "Wed 30 Dec 2026", "Tue 19 Jan 2027"),
    ],
)
def test_each_way_of_serving_has_its_day(
    method: str, sent: str, served_by: str, reply_by: str
) -> None:
    notice = make_notice(method=method, intended_on=day(sent))

    assert (notice.served_by, notice.reply_by) == (day(served_by), day(reply_by))


def test_without_a_setting_the_period_is_21_days() -> None:
    assert make_notice().period_days == 21


@pytest.mark.parametrize("period", [14, 1, 0, -21])
def test_a_period_below_15_days_is_refused(period: int) -> None:
    with pytest.raises(RuleBroken, match="at least 15"):
        set_period(period)

    assert make_notice().period_days == 21


def test_a_closed_day_of_the_council_puts_off_service() -> None:
    saved(Calendar(authority=the_authority(), day=day("Tue 24 Nov 2026"), name="Closed"))

    assert make_notice().served_by == day("Thu 26 Nov 2026")


# -- service ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "on"),
    [
        pytest.param(21, "Wed 25 Nov 2026", id="as intended"),
        pytest.param(21, "Tue 24 Nov 2026", id="a day sooner"),
        pytest.param(21, "Tue 1 Dec 2026", id="the last lawful day of 21"),
        pytest.param(15, "Wed 25 Nov 2026", id="the last lawful day of 15"),
    ],
)
def test_service_in_time_is_recorded_and_the_printed_date_stands(period: int, on: str) -> None:
    set_period(period)
    notice = make_notice()
    printed = notice.reply_by

    notice = served(notice, on)

    assert (notice.served_on, notice.reply_by) == (day(on), printed)


@pytest.mark.parametrize(
    ("period", "on"),
    [
        pytest.param(21, "Wed 2 Dec 2026", id="14 days of 21 left"),
        pytest.param(15, "Thu 26 Nov 2026", id="14 days of 15 left"),
        pytest.param(21, "Mon 1 Feb 2027", id="long after"),
    ],
)
def test_service_recorded_too_late_is_refused(period: int, on: str) -> None:
    set_period(period)
    notice = make_notice()

    with pytest.raises(RuleBroken, match=r"fewer than 15 days .* Produce it again"):
        served(notice, on)

    assert Notice.get_by_id(notice.id).served_on is None


def test_service_before_the_decision_is_refused() -> None:
    notice = make_notice()

    with pytest.raises(RuleBroken, match="before the day it was decided"):
        served(notice, "Sun 22 Nov 2026")


def test_a_notice_is_not_sent_before_it_was_decided() -> None:
    with pytest.raises(RuleBroken, match="before the day it was decided"):
        make_notice(intended_on=day("Sun 22 Nov 2026"))


def test_a_served_notice_keeps_its_dates_when_the_period_changes() -> None:
    notice = served(make_notice(), "Wed 25 Nov 2026")
    set_period(28)

    notice.appears = "We wrote twice and had no answer."
    saved(notice)

    assert Notice.get_by_id(notice.id).reply_by == day("Tue 15 Dec 2026")


def test_one_produced_again_has_new_dates() -> None:
    notice = make_notice()

    notice.intended_on = day("Mon 30 Nov 2026")
    saved(notice)

    assert (notice.served_by, notice.reply_by) == (day("Wed 2 Dec 2026"), day("Tue 22 Dec 2026"))


# -- on whom ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tie",
    [
        pytest.param({"parental_responsibility": True}, id="parental responsibility"),
        pytest.param({"has_care": True}, id="care"),
    ],
)
def test_a_parent_in_law_may_be_served(tie: dict[str, Any]) -> None:
    case = make_case(kind="EHE")
    grandmother = related(case.child, **tie)

    assert make_notice(case=case, parent=grandmother).reply_by is not None


@pytest.mark.parametrize(
    "tie",
    [
        pytest.param({}, id="neither responsibility nor care"),
        pytest.param({"has_care": True, "to_on": day("Tue 1 Sep 2026")}, id="no longer"),
    ],
)
def test_nobody_else_may_be_served(tie: dict[str, Any]) -> None:
    case = make_case(kind="EHE")
    grandmother = related(case.child, **tie)

    with pytest.raises(RuleBroken, match="parental responsibility or care"):
        make_notice(case=case, parent=grandmother)
    with pytest.raises(RuleBroken, match="parental responsibility or care"):
        make_notice(case=case, parent=make_person())
    with pytest.raises(RuleBroken, match="parental responsibility or care"):
        make_notice(case=case, parent=make_parent(make_child()))


def related(child: Any, **tie: Any) -> Any:
    person = make_person()
    row = {"authority": child.authority, "child": child, "person": person, "kind": "grandparent"}
    saved(Relationship(**row, **tie))
    return person


def test_a_notice_names_a_case_of_its_own_child() -> None:
    other = make_case()
    child = make_child()

    with pytest.raises(RuleBroken, match="case of this child"):
        make_notice(case=other, child=child, parent=make_parent(child))


def test_two_parents_have_two_clocks() -> None:
    case = make_case(kind="EHE")
    mother, father = make_parent(case.child), make_parent(case.child, title="Mr")

    hers = make_notice(case=case, parent=mother, method="by_hand")
    his = make_notice(case=case, parent=father, method="second_class")
    assert (hers.reply_by, his.reply_by) == (day("Sun 13 Dec 2026"), day("Thu 17 Dec 2026"))

    served(hers, "Mon 23 Nov 2026")
    with pytest.raises(RuleBroken, match="Produce it again"):
        served(his, "Fri 4 Dec 2026")

    assert Notice.get_by_id(hers.id).served_on == day("Mon 23 Nov 2026")
    assert Notice.get_by_id(his.id).served_on is None


def test_a_paper_whose_day_of_sending_has_passed_is_not_produced() -> None:
    notice = make_notice()

    notice.check_may_be_produced(TODAY)
    with pytest.raises(RuleBroken, match="The day this notice was to be sent, 23 November 2026"):
        notice.check_may_be_produced(TODAY + timedelta(days=1))


def test_a_served_notice_is_not_produced_again() -> None:
    notice = make_notice()
    with transaction(TESTS, NOW):
        notice.record_service(day("Wed 25 Nov 2026"))

    with pytest.raises(RuleBroken, match="This notice was served on 25 November 2026"):
        notice.check_may_be_produced(TODAY)
