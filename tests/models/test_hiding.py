"""A restriction takes all that hangs on a record out of sight, for those not named on it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import BaseModel, OutOfScope, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.restriction import (
    GLASS_STAYS_BROKEN,
    BrokenGlass,
    Restriction,
    RestrictionReader,
)
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.outgoing.message import Message
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.search import SearchKey
from models.scope import Scope
from models.tables import TABLES
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    break_glass,
    make_authority,
    make_case,
    make_chase,
    make_child,
    make_enquiry,
    make_officer,
    make_one_of_each,
    make_parent,
    make_restriction,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")


def seen(officer: Officer, table: type[BaseModel]) -> set[int]:
    return {row.id for row in Scope.officer(officer, NOW).of(table)}


def about_the_child() -> list[type[AuthorityRecord]]:
    """Every table whose rows are about a child, but for the restrictions themselves."""
    child = Child.select().get()
    found = []
    for table in TABLES:
        if issubclass(table, AuthorityRecord):
            rows = list(table.select())
            if rows and all(child.id in row.child_ids() for row in rows):
                found.append(table)
    return found


def test_everything_about_a_restricted_child_is_out_of_sight() -> None:
    case = make_one_of_each(the_authority())
    tables = about_the_child()
    officer = make_officer("manager")
    assert all(seen(officer, table) for table in tables)

    make_restriction(child=case.child)

    assert len(tables) >= 12
    assert {table.__name__: seen(officer, table) for table in tables} == {
        table.__name__: set() for table in tables
    }
    assert seen(officer, Person) == seen(officer, Message) == set()


def test_it_is_not_to_be_told_from_one_that_is_not_there() -> None:
    child = make_child()
    make_restriction(child=child)
    scope = Scope.officer(make_officer("cme_officer"), NOW)

    with pytest.raises(OutOfScope) as hidden:
        scope.get(Child, child.id)
    with pytest.raises(OutOfScope) as missing:
        scope.get(Child, 10**8)

    assert str(hidden.value) == str(missing.value)


def test_an_officer_named_on_it_sees_it_as_before() -> None:
    restriction = make_restriction(child=make_child())
    officer = make_officer("cme_officer")
    reader = RestrictionReader(
        authority=restriction.authority, restriction=restriction, officer=officer
    )
    saved(reader)

    assert seen(officer, Child) == {restriction.child_id}


def test_a_brother_stays_in_sight_and_so_does_their_mother() -> None:
    hidden, brother = make_child(), make_child(forenames="Noël")
    mother = make_parent(hidden)
    saved(
        type(mother.relationships.get())(
            authority=brother.authority,
            child=brother,
            person=mother,
            kind="mother",
            has_care=True,
        )
    )
    only_parent = make_parent(hidden, forenames="Alone")
    make_restriction(child=hidden)
    officer = make_officer("ehe_officer")

    assert seen(officer, Child) == {brother.id}
    assert mother.id in seen(officer, Person)
    assert only_parent.id not in seen(officer, Person)


def test_a_restricted_case_hides_its_enquiries_and_leaves_the_child() -> None:
    case, other = make_case(), make_case()
    enquiry, open_one = make_enquiry(case=case), make_enquiry(case=other)
    make_chase(enquiry)
    make_restriction(case=case)
    officer = make_officer("cme_officer")

    assert seen(officer, Case) == {other.id}
    assert seen(officer, Enquiry) == {open_one.id}
    assert case.child_id in seen(officer, Child)
    assert seen(officer, Message) == set()


def test_a_restricted_address_alone_is_hidden() -> None:
    child = make_child()
    make_parent(child)
    address = Address.select().get()
    make_restriction(address=address)
    officer = make_officer("cme_officer")

    assert seen(officer, Address) == set()
    assert seen(officer, Child) == {child.id}


def test_a_restricted_child_is_found_by_no_search() -> None:
    child = make_child(surname="Hidden")
    make_restriction(child=child)

    assert seen(make_officer("manager"), SearchKey) == set()


def test_an_officers_own_family_is_closed_to_that_officer_alone() -> None:
    child = make_child()
    uncle, colleague = make_officer("manager"), make_officer("cme_officer")
    restriction = make_restriction(child=child, closed_to=uncle)

    assert seen(uncle, Child) == set()
    assert seen(colleague, Child) == {child.id}
    with pytest.raises(RuleBroken, match="closed to you"):
        break_glass(restriction, uncle)


def test_broken_glass_opens_it_for_sixty_minutes() -> None:
    restriction = make_restriction(child=make_child())
    manager, other = make_officer("manager"), make_officer("manager")
    break_glass(restriction, manager)

    def sees(officer: Officer, later: timedelta) -> bool:
        return Scope.officer(officer, NOW + later).of(Child).exists()

    assert sees(manager, timedelta(minutes=59))
    assert not sees(manager, GLASS_STAYS_BROKEN)
    assert not sees(other, timedelta(0))


def test_broken_glass_asks_for_a_reason() -> None:
    restriction = make_restriction(child=make_child())

    with transaction(TESTS, NOW), pytest.raises(RuleBroken, match="Say why"):
        BrokenGlass.by(make_officer("manager"), restriction, "  ", NOW)


def test_an_auditor_reads_a_restricted_child() -> None:
    restriction = make_restriction(child=make_child())

    assert seen(make_officer("auditor"), Child) == {restriction.child_id}


def test_an_auditor_of_one_council_is_kept_from_what_another_restricts() -> None:
    audited = make_restriction(child=make_child())
    there = make_authority(code="874", name="Peterborough City Council")
    make_restriction(child=make_child(authority=there), authority=there)
    officer = make_officer("auditor")
    with writing():
        saved(Role(officer=officer, authority=there, name="manager"))

    assert seen(officer, Child) == {audited.child_id}


def test_an_ended_restriction_hides_nothing() -> None:
    child = make_child()
    make_restriction(child=child, ended_on=NOW.date())

    assert seen(make_officer("cme_officer"), Child) == {child.id}


def test_the_restriction_itself_does_not_betray_the_record() -> None:
    make_restriction(child=make_child())

    assert seen(make_officer("manager"), Restriction) == set()


def test_a_restriction_is_on_one_thing_and_has_a_reason() -> None:
    child = make_child()

    with pytest.raises(RuleBroken, match="one child, one address or one case"):
        make_restriction(child=child, case=make_case(child=child))
    with pytest.raises(RuleBroken, match="Say why"):
        make_restriction(child=child, reason=" ")
