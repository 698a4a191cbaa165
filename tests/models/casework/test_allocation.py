"""Giving a case to an officer: by hand with a reason, or by the council's rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import OutOfScope, RuleBroken
from models.casework.allocation import Allocation
from models.casework.allocation_rule import propose
from models.casework.case import Case
from models.organisations.officer import Officer
from models.organisations.patch import Patch
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship
from models.scope import Scope
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_allocation,
    make_case,
    make_child,
    make_cover,
    make_officer,
    make_parent,
    make_patch,
    make_restriction,
    saved,
)

pytestmark = pytest.mark.usefixtures("db")


def living_at(postcode: str) -> Case:
    case = make_case()
    saved(
        Address(authority=case.authority, child=case.child, lines="1 Mill Lane", postcode=postcode)
    )
    return case


def a_sibling_of(child: Child, parent: Person) -> Child:
    sibling = make_child(forenames="Ava")
    saved(
        Relationship(
            authority=sibling.authority, child=sibling, person=parent, kind="mother", has_care=True
        )
    )
    return sibling


def chosen(case: Case, scope: Scope = TESTS) -> tuple[Officer | None, str]:
    proposal = propose(scope, case, TODAY)
    return (proposal.officer, proposal.why) if proposal else (None, "")


def test_a_case_changes_hands_with_a_reason_and_the_hands_are_kept() -> None:
    case, first, second = make_case(), make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    make_allocation(case, first)
    with pytest.raises(RuleBroken, match="Say why the case changes hands"):
        make_allocation(Case.get_by_id(case.id), second)
    make_allocation(Case.get_by_id(case.id), second, why="Ann is away for a term.")

    assert Case.get_by_id(case.id).officer_id == second.id
    assert [(row.before_id, row.officer_id) for row in Allocation.select()] == [
        (None, first.id),
        (first.id, second.id),
    ]


def test_what_was_given_is_history_and_twice_the_same_is_refused() -> None:
    case, officer = make_case(), make_officer(name="Ann Lee")
    given = make_allocation(case, officer)
    given.why = "Another reason"

    with pytest.raises(RuleBroken, match="history"):
        saved(given)
    with pytest.raises(RuleBroken, match="Ann Lee’s already"):
        make_allocation(Case.get_by_id(case.id), officer)


def test_only_a_manager_gives_cases() -> None:
    case, officer = make_case(), make_officer("cme_officer")
    with pytest.raises(OutOfScope), transaction(Scope.officer(officer), NOW):
        Allocation(
            authority=case.authority, case=case, officer=officer, given_by=officer, given_at=NOW
        ).save()

    assert Case.get_by_id(case.id).officer_id is None


def test_the_officer_of_a_brother_or_sister_comes_first() -> None:
    case = make_case()
    parent = make_parent(case.child)
    busy, _idle = make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    other = make_case(child=a_sibling_of(case.child, parent), officer=busy)

    assert chosen(case) == (busy, f"Ann Lee has {other.reference}, of a brother or sister.")


def test_a_sibling_the_reader_may_not_see_plays_no_part() -> None:
    case = make_case()
    hidden = a_sibling_of(case.child, make_parent(case.child))
    known = make_officer(name="Zoe Yew")
    make_case(child=hidden, officer=known)
    make_restriction(child=hidden)
    make_officer(name="Ann Lee")
    _, why = chosen(case, Scope.officer(make_officer("manager"), NOW))

    assert "sister" not in why


def test_of_those_who_have_the_area_the_one_with_fewest_cases() -> None:
    ann, bo, cy = (make_officer(name=name) for name in ("Ann Lee", "Bo Yu", "Cy Dent"))
    make_patch(ann, "PE7")
    make_patch(bo, "PE7")
    make_case(officer=ann)

    assert chosen(living_at("PE7 8AB")) == (
        bo,
        "Bo Yu of those who have this area has the fewest cases: 0 open cases.",
    )
    assert chosen(living_at("CB1 2AB"))[0] in (bo, cy)
    assert "Nobody has this area." in chosen(living_at("CB1 2AB"))[1]


def test_the_closest_area_wins() -> None:
    wide, close = make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    make_patch(wide, "PE")
    make_patch(close, "PE7 8")
    make_case(officer=close)

    assert chosen(living_at("PE7 8AB")) == (close, "Bo Yu has this area, and 1 open case.")


def test_whoever_is_away_is_passed_over() -> None:
    ann, bo = make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    make_case(officer=bo)
    make_cover(ann, bo)

    assert chosen(make_case())[0] == bo


def test_with_nobody_there_the_rule_names_nobody() -> None:
    assert propose(TESTS, make_case(), TODAY) is None


@pytest.mark.parametrize(
    ("begins", "postcode", "fits"),
    [
        ("CB1", "CB1 2AB", True),
        ("CB1", "CB11 3AA", False),
        ("CB", "CB11 3AA", True),
        ("PE7 8", "PE7 8AB", True),
        ("PE7 8", "PE7 9AB", False),
    ],
)
def test_an_area_is_a_whole_part_of_a_postcode(begins: str, postcode: str, fits: bool) -> None:
    assert bool(Patch(begins=begins).holds(postcode)) is fits


def test_a_beginning_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(RuleBroken, match="such as PE7"):
        make_patch(make_officer(), "7PE")


def test_nobody_covers_for_themselves_or_while_away() -> None:
    ann, bo, cy = (make_officer(name=name) for name in ("Ann Lee", "Bo Yu", "Cy Dent"))
    with pytest.raises(RuleBroken, match="Nobody covers for themselves"):
        make_cover(ann, ann)
    make_cover(bo, cy)
    with pytest.raises(RuleBroken, match="Bo Yu is away from 23 November 2026"):
        make_cover(ann, bo)
    with pytest.raises(RuleBroken, match="ends on the day it begins"):
        make_cover(ann, cy, until_on=TODAY - timedelta(1))
    make_cover(ann, bo, from_on=TODAY + timedelta(1), until_on=TODAY + timedelta(9))


def test_a_case_whose_officer_has_left_is_nobody_s() -> None:
    officer = make_officer()
    case = make_case(officer=officer)
    officer.active = False
    saved(officer)

    assert list(Case.unowned(TESTS)) == [case]
