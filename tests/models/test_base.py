"""What every table shares: nothing unaudited, nothing lost, nothing deleted."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from peewee import DatabaseError

from models.base import (
    BaseModel,
    NotInTransaction,
    RuleBroken,
    StaleRow,
    canonical_json,
    database,
)
from models.connecting import connect
from models.ledger.event import Event, EventDetail
from models.ledger.job_run import JobRun
from models.organisations.agency import Agency
from models.people.child import Child
from models.tables import TABLES
from models.transaction import transaction
from tests.conftest import POSTGRESQL
from tests.making import NOW, TESTS, make_agency, make_child, make_one_of_each, the_authority

pytestmark = pytest.mark.usefixtures("db")

LONDON = ZoneInfo("Europe/London")


def test_nothing_is_saved_outside_a_transaction() -> None:
    child = make_child()
    child.forenames = "Zoë"

    with pytest.raises(NotInTransaction):
        child.save()
    with pytest.raises(NotInTransaction):
        Agency(name="Housing", kind="housing").save()
    with pytest.raises(NotInTransaction):
        Agency.create(name="Housing", kind="housing")

    assert Child.get_by_id(child.id).forenames == "Élodie"
    assert Agency.select().count() == 0


def test_t32_the_later_of_two_saves_is_refused_with_both_values_and_changes_nothing() -> None:
    child = make_child(forenames="Elodie")
    mine, theirs = Child.get_by_id(child.id), Child.get_by_id(child.id)
    with transaction(TESTS, NOW):
        theirs.forenames = "Élodie"
        theirs.save()
    events = Event.select().count()

    mine.forenames, mine.first_language = "Melody", "French"
    with pytest.raises(StaleRow) as refused, transaction(TESTS, NOW):
        mine.save()

    assert refused.value.values == {
        "forenames": ("Élodie", "Melody"),
        "first_language": ("", "French"),
    }
    assert refused.value.theirs.forenames == "Élodie"
    kept = Child.get_by_id(child.id)
    assert (kept.forenames, kept.first_language) == ("Élodie", "")
    assert Event.select().count() == events


def test_t32_a_stale_row_is_refused_even_where_the_two_changed_different_fields() -> None:
    child = make_child()
    mine = Child.get_by_id(child.id)
    with transaction(TESTS, NOW):
        child.first_language = "French"
        child.save()

    mine.sex = "F"
    with pytest.raises(StaleRow), transaction(TESTS, NOW):
        mine.save()


def test_one_may_save_again_and_again_what_one_has_saved() -> None:
    child = make_child()
    for language in ("French", "Welsh", "Polish"):
        with transaction(TESTS, NOW):
            child.first_language = language
            child.save()

    assert Child.get_by_id(child.id).first_language == "Polish"


def test_only_the_fields_that_changed_are_written() -> None:
    with transaction(TESTS, NOW):
        run = JobRun.create(name="chasing", started_at=NOW)
    one, other = JobRun.get_by_id(run.id), JobRun.get_by_id(run.id)

    with transaction(TESTS, NOW):
        one.tally = {"sent": 3}
        one.save()
    with transaction(TESTS, NOW):
        other.error = "the relay was down"
        other.save()

    kept = JobRun.get_by_id(run.id)
    assert (kept.tally, kept.error) == ({"sent": 3}, "the relay was down")


def test_an_event_names_only_what_changed_and_saving_the_same_leaves_none() -> None:
    child = make_child(first_language="French")

    with transaction(TESTS, NOW):
        child.forenames = child.forenames
        child.first_language = "Welsh"
        child.save()
    event = Event.select().order_by(Event.id.desc()).first()
    with transaction(TESTS, NOW):
        child.forenames = child.forenames
        child.save()

    assert event.fields == ["first_language"]
    assert EventDetail.get(EventDetail.event == event).values == {
        "first_language": ["French", "Welsh"]
    }
    assert Event.select().order_by(Event.id.desc()).first() == event
    assert Child.get_by_id(child.id).row_version == 2


def test_a_row_refuses_to_be_deleted() -> None:
    child = make_child()

    with transaction(TESTS, NOW):
        for delete in (
            child.delete_instance,
            Child.delete,
            lambda: Child.delete_by_id(child.id),
            lambda: child.delete_instance(recursive=True),
        ):
            with pytest.raises(RuleBroken, match="never deleted"):
                delete()

    assert Child.select().count() == 1


# What the machine keeps for itself and may throw away; a value in an event is erased when due.
PASSING = {
    "audit_head",
    "event_detail",
    "job_run",
    "lease",
    "list_choice",
    "saved_search",
    "search_key",
    "session",
}


def test_the_database_itself_refuses_to_delete_a_record() -> None:
    make_one_of_each(the_authority())
    make_agency()
    filled = [table for table in TABLES if table.select().exists()]
    guarded = [table._meta.table_name for table in filled if not may_be_deleted_from(table)]

    assert len(guarded) > 20
    assert set(guarded) == {table._meta.table_name for table in filled} - PASSING


def may_be_deleted_from(table: type[BaseModel]) -> bool:
    try:
        with database.atomic() as attempt:
            database.execute_sql(f'DELETE FROM "{table._meta.table_name}"')
            attempt.rollback()
    except DatabaseError as error:  # or rows hang on it: that is another rule
        return "is refused" not in str(error)
    return True


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(datetime(2026, 7, 1, 0, 30, tzinfo=LONDON), id="half past midnight in summer"),
        pytest.param(datetime(2026, 10, 25, 1, 30, tzinfo=LONDON), id="the hour that comes twice"),
        pytest.param(
            datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON), id="and its second coming"
        ),
        pytest.param(datetime(2026, 12, 1, 9, 0, 0, 123456, tzinfo=UTC), id="to the microsecond"),
    ],
)
def test_an_instant_comes_back_aware_in_utc(moment: datetime) -> None:
    with transaction(TESTS, NOW):
        run = JobRun.create(name="chasing", started_at=moment)

    kept = JobRun.get_by_id(run.id).started_at
    assert kept.tzinfo is UTC
    assert kept == moment.astimezone(UTC)
    assert JobRun.select().where(JobRun.started_at == moment).count() == 1


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), transaction(TESTS, NOW):
        JobRun.create(name="chasing", started_at=datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001

    assert JobRun.select().count() == 0


def test_plain_values_have_one_spelling() -> None:
    assert canonical_json({"b": [1, None], "a": "É"}) == r'{"a":"\u00c9","b":[1,null]}'
    assert canonical_json(datetime(2026, 7, 1, 0, 30, tzinfo=LONDON)) == (
        '"2026-06-30T23:30:00+00:00"'
    )


@pytest.mark.parametrize("url", ["mysql://a:b@c/d", "somewhere.db", ""])
def test_any_other_database_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL must begin with"):
        connect(url)


def test_postgresql_compiles_no_question_and_keeps_what_the_address_asks_for() -> None:
    plain = connect("postgresql://a:b@c/d?sslmode=verify-full").connect_params
    assert (plain["options"], plain["sslmode"]) == ("-c jit=off", "verify-full")
    told = connect("postgresql://a:b@c/d?options=-c%20work_mem%3D8MB").connect_params
    assert told["options"] == "-c work_mem=8MB -c jit=off"


# What every connection is set to: SQLite to keep what it was told, by a full sync (2); the
# writer waits 20 seconds. PostgreSQL to compile nothing.
SQLITES = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 20_000}


def test_the_database_is_opened_as_it_is_to_be_used() -> None:
    wanted = {"jit": "off"} if POSTGRESQL else SQLITES
    ask = "SHOW" if POSTGRESQL else "PRAGMA"

    set_to = {name: database.execute_sql(f"{ask} {name}").fetchone()[0] for name in wanted}

    assert set_to == wanted
