"""The one way to change anything: the rows and their events, or neither."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from peewee import DatabaseError

from models.base import RuleBroken, StaleRow, database, open_transaction
from models.casework.case import Case
from models.ledger.audit import verify
from models.ledger.event import AuditHead, Event, EventDetail
from models.organisations.officer import Officer
from models.organisations.school import School
from models.organisations.session import Session
from models.people.child import Child
from models.people.search import SearchKey
from models.transaction import transaction
from tests.conftest import AUDIT_KEY, POSTGRESQL
from tests.making import (
    NOW,
    PASSWORD,
    TESTS,
    close_case,
    make_authority,
    make_case,
    make_child,
    make_officer,
    make_school,
    the_authority,
)
from tests.models.at_once import in_processes

pytestmark = pytest.mark.usefixtures("db")


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, to compare before and after."""
    return {
        table: sorted(database.execute_sql(f'SELECT * FROM "{table}"').fetchall(), key=repr)
        for table in sorted(database.get_tables())
    }


def faults() -> list[str]:
    return [chain.fault for chain in verify(AUDIT_KEY) if chain.fault]


# -- all or nothing ---------------------------------------------------------------------------


def test_f37_nothing_is_left_when_the_block_raises() -> None:
    child = make_child()
    before = everything()

    def change_and_fail() -> None:
        with transaction(TESTS, NOW):
            child.forenames = "Zoë"
            child.save()
            Child.create(authority=child.authority, forenames="Ann", surname="Lee")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        change_and_fail()

    assert everything() == before
    assert open_transaction.get() is None


def test_f37_killed_in_the_middle_of_a_change_everything_is_as_before() -> None:
    child = make_child()
    before = everything()

    def change_and_die() -> None:
        with transaction(TESTS, NOW):
            child.forenames = "Zoë"
            child.save()
            School.create(urn="999999", name="Nowhere", local_authority=child.authority)
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_processes(change_and_die) == [-signal.SIGKILL]

    assert everything() == before
    assert faults() == []
    if not POSTGRESQL:
        assert database.obj.pragma("integrity_check") == "ok"
    make_child()  # and work goes on


def test_f37_killed_before_the_events_were_committed_everything_is_as_before() -> None:
    child = make_child()
    before = everything()

    def die_at_the_last_statement() -> None:
        with database.atomic():
            with transaction(TESTS, NOW):
                child.forenames = "Zoë"
                child.save()
            assert Event.select().count() > len(before["event"])
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_processes(die_at_the_last_statement) == [-signal.SIGKILL]

    assert everything() == before


def test_a_transaction_inside_a_transaction_is_refused() -> None:
    before = everything()

    with (
        pytest.raises(RuntimeError, match="inside"),
        transaction(TESTS, NOW),
        transaction(TESTS, NOW),
    ):
        pass

    assert everything() == before
    assert open_transaction.get() is None


def test_a_rule_broken_half_way_undoes_what_came_before_it() -> None:
    case = make_case()
    before = everything()

    def add_a_school_and_close_the_case() -> None:
        with transaction(TESTS, NOW):
            make_school()
            case.close(case.opened_on, " ")

    with pytest.raises(RuleBroken, match="outcome"):
        add_a_school_and_close_the_case()

    assert everything() == before


def test_a_transaction_that_only_reads_leaves_no_event() -> None:
    make_child()
    before = everything()

    with transaction(TESTS, NOW):
        assert Child.select().count() == 1

    assert everything() == before


# -- no audit, no action ----------------------------------------------------------------------


@pytest.fixture(params=["event", "event_detail", "audit_head"])
def broken_ledger(db: None, request: pytest.FixtureRequest) -> Iterator[str]:
    """A ledger of which one table takes nothing more."""
    make_officer("manager")
    make_child()
    table = request.param
    verb = "UPDATE" if table == "audit_head" else "INSERT"
    if POSTGRESQL:
        act = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    else:
        act = f"BEGIN SELECT RAISE(ABORT, '{verb} is refused'); END"
    database.execute_sql(f'CREATE TRIGGER broken BEFORE {verb} ON "{table}" {act}')
    yield table
    database.execute_sql(f"DROP TRIGGER broken{f' ON {table}' if POSTGRESQL else ''}")


@pytest.mark.usefixtures("broken_ledger")
def test_t34_f63_what_cannot_be_recorded_is_not_done() -> None:
    child, officer = Child.get(), Officer.get()
    before = everything()

    child.forenames = "Zoë"
    with pytest.raises(DatabaseError, match="is refused"), transaction(TESTS, NOW):
        child.save()
    with pytest.raises(DatabaseError, match="is refused"), transaction(TESTS, NOW):
        make_school()
    officer.set_password("another long password")
    with pytest.raises(DatabaseError, match="is refused"), transaction(TESTS, NOW):
        officer.save()

    assert everything() == before
    assert Officer.with_password(officer.email, PASSWORD) == officer


@pytest.mark.usefixtures("broken_ledger")
def test_t34_f63_a_read_that_cannot_be_recorded_raises(broken_ledger: str) -> None:
    child = Child.get()

    with pytest.raises(DatabaseError, match="is refused"), transaction(TESTS, NOW) as tx:
        tx.record("read", child, values={"reason": "a visit"})


def test_t34_f63_without_the_key_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    child = make_child()
    before = everything()
    monkeypatch.setattr("models.transaction._seal", {})

    child.forenames = "Zoë"
    with pytest.raises(KeyError), transaction(TESTS, NOW):
        child.save()

    assert everything() == before


# -- what the events say ----------------------------------------------------------------------


def test_each_authority_has_a_chain_and_what_belongs_to_none_is_in_the_systems() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    make_child()
    make_child(authority=theirs)
    make_officer(authority=theirs)

    tables = {
        head.chain: {event.table_name for event in head.events} for head in AuditHead.select()
    }
    assert set(tables) == {"873", "874", "system"}
    assert tables["system"] == {"authority", "case_kind", "officer"}
    assert tables["873"] == {"child", "ladder", "ladder_step"}
    assert tables["874"] == {"child", "ladder", "ladder_step", "role"}
    for head in AuditHead.select():
        assert sorted(event.sequence for event in head.events) == list(range(1, head.sequence + 1))


def test_one_transaction_may_write_in_several_chains() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    ours = the_authority()
    make_child()

    with transaction(TESTS, NOW):
        make_child(authority=theirs)
        make_school()
        make_child(authority=ours)

    last = [event.head.chain for event in Event.select().order_by(Event.id.desc()).limit(3)]
    assert last == ["874", "873", "system"]  # written in the order of the codes
    assert faults() == []


def test_an_event_says_who_what_and_when_and_keeps_the_values_apart() -> None:
    child = make_child()
    later = NOW + timedelta(minutes=5)

    with transaction(TESTS, later):
        child.forenames = "Zoë"
        child.save()

    event = Event.select().order_by(Event.id.desc()).first()
    assert (event.actor, event.verb, event.happened_at) == ("command:tests", "change", later)
    assert (event.table_name, event.row_id, event.fields) == ("child", child.id, ["forenames"])
    assert EventDetail.get(EventDetail.event == event).values == {"forenames": ["Élodie", "Zoë"]}


def test_no_value_stands_in_an_event_itself() -> None:
    make_child(forenames="Canaryjane", surname="Quillfeather", first_language="Manx")

    rows = repr(database.execute_sql("SELECT * FROM event").fetchall())
    details = repr(database.execute_sql("SELECT * FROM event_detail").fetchall())
    for value in ("Canaryjane", "Quillfeather", "Manx"):
        assert value not in rows
        assert value in details


def test_a_new_row_tells_what_it_was_made_with() -> None:
    child = make_child(first_language="", upn="")

    event = Event.get(Event.table_name == "child", Event.row_id == child.id)
    values = EventDetail.get(EventDetail.event == event).values
    assert event.verb == "create"
    assert values["born_on"] == [None, "2015-03-12"]
    assert "first_language" not in values  # it is empty
    assert "id" not in values


def test_a_password_hash_is_never_told() -> None:
    officer = make_officer()
    with transaction(TESTS, NOW):
        officer.set_password("a second long password")
        officer.save()

    assert EventDetail.select().order_by(EventDetail.id.desc()).first().values == {
        "password_hash": "not told"
    }
    everywhere = repr({table: rows for table, rows in everything().items() if table != "officer"})
    assert "argon2" not in everywhere
    assert officer.password_hash.startswith("$argon2")


def test_the_programs_own_bookkeeping_leaves_no_event() -> None:
    make_child()
    before = Event.select().count()

    with transaction(TESTS, NOW):
        Session.start(None, NOW)
        SearchKey.create(authority=the_authority(), child=Child.get(), kind="name", key="zoe")

    assert Event.select().count() == before


def test_reading_is_recorded_with_whom_it_was_about() -> None:
    child = make_child()

    with transaction(TESTS, NOW) as tx:
        tx.record("read", child, about={"children": [child.id]})
        tx.record(
            "listed", Child, authority_id=child.authority_id, about={"count": 1, "ids": [child.id]}
        )

    listed, read = Event.select().order_by(Event.id.desc()).limit(2)
    assert (read.verb, read.row_id, read.about) == ("read", child.id, {"children": [child.id]})
    assert (listed.verb, listed.row_id, listed.about["count"]) == ("listed", None, 1)
    assert {read.head.chain, listed.head.chain} == {"873"}
    assert faults() == []


def test_a_clock_set_back_leaves_the_events_in_their_order() -> None:
    child = make_child()
    for language, hours in (("French", 0), ("Welsh", -1), ("Polish", 1)):
        with transaction(TESTS, NOW + timedelta(hours=hours)):
            child.first_language = language
            child.save()

    told = [
        EventDetail.get(EventDetail.event == event).values["first_language"][1]
        for event in Event.select().where(Event.verb == "change").order_by(Event.sequence)
    ]
    assert told == ["French", "Welsh", "Polish"]
    assert faults() == []


def test_a_stale_save_in_a_transaction_undoes_the_rest_of_it() -> None:
    case = make_case()
    stale = Case.get_by_id(case.id)
    close_case(case, case.opened_on)
    before = everything()

    def add_a_school_and_save_the_stale() -> None:
        with transaction(TESTS, NOW):
            make_school()
            stale.outcome = "Moved abroad."
            stale.save()

    with pytest.raises(StaleRow):
        add_a_school_and_save_the_stale()

    assert everything() == before
