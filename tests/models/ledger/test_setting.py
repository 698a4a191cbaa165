"""What a council decides for itself, from which day, and what the law does not let it."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import IntegrityError

from models.base import RuleBroken
from models.ledger.setting import KNOWN, Setting
from models.transaction import transaction
from tests.days import day
from tests.making import NOW, TESTS, make_authority, the_authority

pytestmark = pytest.mark.usefixtures("db")

TODAY = day("Mon 23 Nov 2026")


def set_days(value: int, since: str = "Tue 1 Sep 2026", **changes: Any) -> None:
    row = {"name": "enquiry_days", "value": value, "effective_from": day(since)}
    with transaction(TESTS, NOW):
        Setting.create(**{**row, **changes})


def enquiry_days(on: str) -> int:
    return Setting.of(the_authority().id, "enquiry_days", day(on))


@pytest.mark.parametrize("name", KNOWN)
def test_what_nobody_has_set_is_as_we_ship_it(name: str) -> None:
    assert Setting.of(the_authority().id, name, TODAY) == KNOWN[name].default


def test_a_value_holds_from_its_day_on() -> None:
    set_days(7, "Tue 1 Sep 2026")
    set_days(9, "Mon 23 Nov 2026")

    assert enquiry_days("Mon 31 Aug 2026") == 5
    assert enquiry_days("Tue 1 Sep 2026") == 7
    assert enquiry_days("Sun 22 Nov 2026") == 7
    assert enquiry_days("Mon 23 Nov 2026") == 9


def test_the_authoritys_own_comes_before_everyones() -> None:
    set_days(7, "Mon 23 Nov 2026")
    set_days(9, "Tue 1 Sep 2026", authority=the_authority())

    assert enquiry_days("Mon 23 Nov 2026") == 9
    theirs = make_authority(code="874", name="Peterborough City Council")
    assert Setting.of(theirs.id, "enquiry_days", TODAY) == 7


@pytest.mark.parametrize(("name", "least"), [(name, known.least) for name, known in KNOWN.items()])
def test_nothing_is_set_below_its_least(name: str, least: int) -> None:
    with pytest.raises(RuleBroken, match=f"at least {least}"):
        set_days(least - 1, name=name)

    set_days(least, name=name)
    assert Setting.of(the_authority().id, name, TODAY) == least


def test_the_law_gives_not_less_than_15_days() -> None:
    assert KNOWN["notice_period_days"].least == 15
    with pytest.raises(RuleBroken, match=r"Education Act 1996 s\.437\(2\)"):
        set_days(14, name="notice_period_days")


def test_nor_is_it_lowered_afterwards() -> None:
    set_days(21, name="notice_period_days")
    setting = Setting.get()
    setting.value = 14

    with pytest.raises(RuleBroken), transaction(TESTS, NOW):
        setting.save()

    assert Setting.get().value == 21


def test_a_name_we_do_not_know_is_refused() -> None:
    with pytest.raises(RuleBroken, match="no setting called chases_a_year"):
        set_days(5, name="chases_a_year")


def test_an_authority_sets_a_thing_once_a_day() -> None:
    set_days(7, authority=the_authority())
    with pytest.raises(IntegrityError):
        set_days(8, authority=the_authority())


def test_all_values_of_a_day_are_those_that_each_would_be() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    set_days(7, "Tue 1 Sep 2026")
    set_days(8, "Mon 23 Nov 2026")
    set_days(9, "Tue 24 Nov 2026")
    set_days(6, "Tue 1 Sep 2026", authority=the_authority())

    for on in ("Mon 31 Aug 2026", "Tue 1 Sep 2026", "Mon 23 Nov 2026"):
        values = Setting.in_force(day(on))
        for authority in (the_authority(), theirs):
            for name in KNOWN:
                assert values.of(authority.id, name) == Setting.of(authority.id, name, day(on))
