"""The chain of events: whole after every write, and a touched row is named."""

from __future__ import annotations

import pytest

from models.base import database
from models.ledger.audit import verify
from models.ledger.event import Event, EventDetail
from tests.conftest import AUDIT_KEY, POSTGRESQL
from tests.making import make_child, make_enquiry, make_notice

pytestmark = pytest.mark.usefixtures("db")


def faults() -> list[str]:
    return [chain.fault for chain in verify(AUDIT_KEY) if chain.fault]


def as_a_vandal(sql: str) -> None:
    """Change a table behind the program's back, as its owner can."""
    if POSTGRESQL:
        database.execute_sql(
            f"SET session_replication_role = replica; {sql}; SET session_replication_role = DEFAULT"
        )
        return
    for (name,) in database.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")
    database.obj.pragma("foreign_keys", 0)
    database.execute_sql(sql)


def test_the_chain_is_whole_after_ordinary_work() -> None:
    make_enquiry()
    make_notice()

    assert Event.select().count() > 10
    assert faults() == []


def test_t27_f41_an_edited_event_is_named() -> None:
    make_child()
    make_child()
    victim = Event.select().where(Event.table_name == "child").first()

    as_a_vandal(f"UPDATE event SET actor = 'somebody else' WHERE id = {victim.id}")

    (fault,) = faults()
    assert fault.startswith(f"event {victim.sequence} (row {victim.id})")


def test_t27_an_edited_value_is_named() -> None:
    child = make_child(surname="Hill")
    event = Event.get(Event.table_name == "child", Event.row_id == child.id)
    detail = EventDetail.get(EventDetail.event == event)

    as_a_vandal(
        f"UPDATE event_detail SET \"values\" = replace(\"values\", 'Hill', 'Dale') "
        f"WHERE id = {detail.id}"
    )

    (fault,) = faults()
    assert f"row {detail.id} of event_detail" in fault


def test_values_erased_later_leave_the_chain_whole() -> None:
    make_child()

    as_a_vandal("DELETE FROM event_detail")

    assert faults() == []


def test_t27_a_missing_last_event_is_noticed() -> None:
    make_child()
    last = Event.select().order_by(Event.id.desc()).first()

    as_a_vandal(f"DELETE FROM event_detail WHERE event_id = {last.id}")
    as_a_vandal(f"DELETE FROM event WHERE id = {last.id}")

    (fault,) = faults()
    assert "missing or changed" in fault


@pytest.mark.parametrize("sql", ["UPDATE event SET verb = 'x'", "DELETE FROM event"])
def test_t27_the_database_itself_refuses_to_change_an_event(sql: str) -> None:
    make_child()

    with pytest.raises(Exception, match="is refused"):
        database.execute_sql(sql)
    if POSTGRESQL:
        database.rollback()
