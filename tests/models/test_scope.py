"""Whose records are seen and written: every table, every role, both authorities."""

from __future__ import annotations

from datetime import date

import pytest

from models.base import BaseModel, OutOfScope, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.ledger.calendar import Calendar
from models.ledger.event import AuditHead, Event, EventDetail
from models.ledger.saved_search import SavedSearch
from models.ledger.setting import Setting
from models.ledger.stored_file import StoredFile
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.duty import DutyTurn
from models.organisations.officer import Officer
from models.organisations.role import ROLES, Role
from models.organisations.session import Session
from models.organisations.term import Term
from models.people.child import Child
from models.people.search import SearchKey
from models.scope import PART_OF, Scope
from models.tables import TABLES
from models.transaction import transaction
from tests.making import (
    NOW,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_note,
    make_officer,
    make_one_of_each,
    make_person,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

RECORDS = [table for table in TABLES if issubclass(table, AuthorityRecord)]
CASE_AREAS = {"people", "contacts", "letters", "casework", "notices", "templates", "ladders"}


@pytest.fixture
def both(db: None) -> tuple[Authority, Authority]:
    """Two authorities of ours that hold one of each."""
    ours = the_authority()
    theirs = make_authority(code="874", name="Peterborough City Council")
    make_one_of_each(ours)
    make_one_of_each(theirs)
    return ours, theirs


def seen(officer: Officer, table: type[BaseModel]) -> set[int]:
    return {row.id for row in Scope.officer(officer).of(table)}


def held_by(authority: Authority, table: type[AuthorityRecord]) -> set[int]:
    return {row.id for row in table.select().where(table.authority == authority)}


@pytest.mark.usefixtures("both")
def test_there_is_one_of_each_to_look_for() -> None:
    held = {table: table.select(table.authority).distinct().count() for table in RECORDS}

    assert [table.__name__ for table, authorities in held.items() if authorities != 2] == []


def test_t02_an_officer_sees_his_own_authority_on_every_table_and_no_other(
    both: tuple[Authority, Authority],
) -> None:
    ours, theirs = both
    manager = make_officer("manager", authority=ours)
    strangers = Scope.officer(manager)

    for table in RECORDS:
        may_see = strangers.may("see", PART_OF.get(table.__name__, table))
        assert seen(manager, table) == (held_by(ours, table) if may_see else set()), table
        for row_id in held_by(theirs, table):
            with pytest.raises(OutOfScope):
                strangers.get(table, row_id)


def test_t02_a_record_of_another_authority_is_refused_in_the_words_for_one_that_is_not_there(
    both: tuple[Authority, Authority],
) -> None:
    scope = Scope.officer(make_officer("manager", authority=both[0]))
    (foreign,) = held_by(both[1], Child)

    with pytest.raises(OutOfScope) as there:
        scope.get(Child, foreign)
    with pytest.raises(OutOfScope) as nowhere:
        scope.get(Child, 10**8)

    assert str(there.value) == str(nowhere.value)


def test_t02_events_and_search_keys_are_kept_apart_like_the_records_they_tell_of(
    both: tuple[Authority, Authority],
) -> None:
    ours, _ = both
    auditor = make_officer("auditor", authority=ours)

    chains = {head.chain for head in Scope.officer(auditor).of(AuditHead)}
    events = {event.head.chain for event in Scope.officer(auditor).of(Event)}
    details = {detail.event.head.chain for detail in Scope.officer(auditor).of(EventDetail)}
    keys = {key.authority_id for key in Scope.officer(auditor).of(SearchKey)}

    assert chains == events == details == {"873", "system"}
    assert keys == {ours.id}


def test_t02_settings_and_closed_days_of_another_authority_are_not_ours_to_change(
    both: tuple[Authority, Authority],
) -> None:
    ours, theirs = both
    day = date(2026, 12, 24)
    their_day = saved(Calendar(authority=theirs, day=day, name="Closed"))
    saved(Calendar(day=day, name="A day for everyone"))
    scope = Scope.officer(make_officer("manager", authority=ours))

    with pytest.raises(OutOfScope), transaction(scope, NOW):
        Setting.create(authority=theirs, name="enquiry_days", value=9, effective_from=day)
    their_day.name = "Open"
    with pytest.raises(OutOfScope), transaction(scope, NOW):
        their_day.save()
    with transaction(scope, NOW):
        Setting.create(authority=ours, name="enquiry_days", value=9, effective_from=day)

    assert [row.name for row in scope.of(Calendar)] == ["A day for everyone"]
    assert Setting.of(theirs.id, "enquiry_days", day) == 5


def test_what_holds_for_every_authority_is_changed_by_who_writes_in_all_of_them(
    both: tuple[Authority, Authority],
) -> None:
    ours, theirs = both
    officer = make_officer("manager", authority=ours)
    row = {"name": "enquiry_days", "value": 9, "effective_from": date(2026, 12, 24)}
    with pytest.raises(OutOfScope), transaction(Scope.officer(officer), NOW):
        Setting.create(**row)

    saved(Role(officer=officer, authority=theirs, name="system_administrator"))
    with transaction(Scope.officer(officer), NOW):
        Setting.create(**row)

    assert Setting.of(theirs.id, "enquiry_days", date(2026, 12, 24)) == 9


def test_an_officer_of_both_sees_both(both: tuple[Authority, Authority]) -> None:
    ours, theirs = both
    officer = make_officer("cme_officer", authority=ours)
    saved(Role(officer=officer, authority=theirs, name="returns_officer"))

    assert seen(officer, Child) == held_by(ours, Child) | held_by(theirs, Child)
    assert seen(officer, Case) == held_by(ours, Case) | held_by(theirs, Case)
    scope = Scope.officer(officer)
    assert scope.authorities("add", Case) == {ours.id}
    assert scope.may("add", Case, ours.id)
    assert not scope.may("add", Case, theirs.id)


@pytest.mark.usefixtures("both")
def test_a_system_administrator_sees_no_case_data() -> None:
    officer = make_officer("system_administrator")
    case_tables = [t for t in RECORDS if t not in (Role, DutyTurn, Term)]

    assert len(case_tables) > 15
    for table in [*case_tables, Event, EventDetail, StoredFile, SavedSearch]:
        assert seen(officer, table) == set(), table
    assert seen(officer, Officer)


@pytest.mark.usefixtures("both")
def test_an_auditor_sees_the_records_and_writes_nothing() -> None:
    auditor = make_officer("auditor")
    scope = Scope.officer(auditor)
    unwritten = []
    for table in TABLES:
        row = table.select().first()
        if row is None or not table.audited:
            continue
        with pytest.raises(OutOfScope), transaction(scope, NOW):
            row.save()
        unwritten.append(table)

    assert set(RECORDS) <= set(unwritten)
    assert all(seen(auditor, table) for table in (Child, Case, Enquiry, Event))


def test_business_support_may_not_write_an_enquiry() -> None:
    case = make_case()
    scope = Scope.officer(make_officer("business_support"))
    enquiry = make_enquiry(case=case)

    with pytest.raises(OutOfScope, match="not change it"), transaction(scope, NOW):
        Enquiry.create(
            authority=case.authority,
            case=case,
            school=enquiry.school,
            question="Where?",
            sent_on=date(2026, 9, 7),
        )
    with pytest.raises(OutOfScope), transaction(scope, NOW):
        enquiry.record_answer("On roll.", date(2026, 9, 9), None)
    with transaction(scope, NOW):
        case.child.first_language = "French"
        case.child.save()

    assert Enquiry.select().count() == 1
    assert Enquiry.get().answered_on is None
    assert Child.get().first_language == "French"


def test_t02_no_role_reaches_into_another_authority(both: tuple[Authority, Authority]) -> None:
    ours, theirs = both
    foreign = {table: table.get(table.authority == theirs) for table in RECORDS}

    for role, _ in ROLES:
        officer = make_officer(role, authority=ours)
        scope = Scope.officer(officer)
        for table, row in foreign.items():
            assert seen(officer, table).isdisjoint(held_by(theirs, table)), (role, table)
            with pytest.raises(OutOfScope), transaction(scope, NOW):
                row.save()


def test_a_role_taken_away_bites_at_once() -> None:
    make_child()
    officer = make_officer("manager")
    assert seen(officer, Child)

    role = Role.get(Role.officer == officer)
    role.active = False
    saved(role)

    assert seen(officer, Child) == set()
    assert not Scope.officer(officer).may("see", Child)


def test_an_officer_switched_off_sees_nothing_whatever_his_roles() -> None:
    make_child()
    officer = make_officer("manager")
    officer.active = False
    saved(officer)

    assert Scope.officer(officer).roles == {}
    assert seen(officer, Child) == set()


def test_a_role_changed_bites_at_once() -> None:
    case = make_case()
    officer = make_officer("cme_officer")
    role = Role.get(Role.officer == officer)
    role.name = "business_support"
    saved(role)

    with pytest.raises(OutOfScope), transaction(Scope.officer(officer), NOW):
        case.close(date(2026, 11, 23), "Found.")


def test_publishing_is_granted_by_authority() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    officer = make_officer("manager", authority=the_authority())
    saved(Role(officer=officer, authority=theirs, name="manager", may_publish=True))

    assert Scope.officer(officer).publishes_for == {theirs.id}


def test_a_visitor_reads_nothing_and_writes_only_his_session() -> None:
    child = make_child()
    visitor = Scope.visitor()

    assert [table for table in RECORDS if visitor.of(table).exists()] == []
    child.forenames = "Zoë"
    with pytest.raises(OutOfScope), transaction(visitor, NOW):
        child.save()
    with transaction(visitor, NOW):
        Session.start(None, NOW)

    assert Session.select().count() == 1


def test_jobs_and_commands_work_in_every_authority(both: tuple[Authority, Authority]) -> None:
    for scope in (Scope.job("chasing"), Scope.command("demo")):
        assert {row.authority_id for row in scope.of(Child)} == {one.id for one in both}


def test_t02_a_row_may_not_hang_on_another_authoritys_row() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    their_child, our_case = make_child(authority=theirs), make_case()

    with pytest.raises(OutOfScope, match="no such child"):
        make_case(child=their_child, authority=the_authority())
    with pytest.raises(OutOfScope, match="no such child"):
        make_note(case=our_case, child=their_child)
    with pytest.raises(OutOfScope, match="no such person"):
        make_enquiry(case=our_case, person=make_person(authority=theirs))
    our_case.child = their_child
    with pytest.raises(OutOfScope, match="no such child"):
        saved(our_case)


def test_t02_a_record_is_not_moved_to_another_authority() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    child = make_child()
    officer = make_officer("manager", authority=the_authority())
    saved(Role(officer=officer, authority=theirs, name="manager"))

    child.authority = theirs
    with (
        pytest.raises(RuleBroken, match="stays with its authority"),
        transaction(Scope.officer(officer), NOW),
    ):
        child.save()

    assert Child.get_by_id(child.id).authority_id == the_authority().id


def test_t02_an_officer_cannot_take_another_authoritys_row_by_relabelling_it() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    child = make_child(authority=theirs)
    officer = make_officer("manager", authority=the_authority())

    child.authority = the_authority()
    with pytest.raises(RuleBroken), transaction(Scope.officer(officer), NOW):
        child.save()

    assert Child.get_by_id(child.id).authority_id == theirs.id
