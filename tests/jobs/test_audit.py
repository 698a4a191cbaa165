"""Each morning the chains are gone through and their heads noted: once a day, and for good."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from correspondence.smtp import SmtpMailer
from jobs.audit import note_heads
from jobs.world import World
from models.base import database
from models.ledger.audit import verify
from models.ledger.event import START, AuditHead, DailyHead, Event
from models.ledger.heads import checked
from models.scope import Scope
from models.transaction import transaction
from tests.conftest import AUDIT_KEY
from tests.making import NOW, TESTS, make_authority, make_child, make_officer
from tests.models.ledger.test_audit import as_a_vandal

pytestmark = pytest.mark.usefixtures("db")

MORNING = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)  # the day after the rows are made
MONDAY = date(2026, 11, 23)


def world(now: datetime = MORNING) -> World:
    return World(now, SmtpMailer("smtp://127.0.0.1:1", timeout=1), "a@council.example", "here:1")


def noted(chain: str = "873") -> list[DailyHead]:
    head = AuditHead.get(AuditHead.chain == chain)
    return list(DailyHead.select().where(DailyHead.head == head).order_by(DailyHead.day))


def look(now: datetime) -> None:
    child = make_child()
    with transaction(TESTS, now) as tx:
        tx.record("read", child)


def test_t27_where_each_chain_stood_at_the_end_of_the_day_is_noted() -> None:
    make_child()
    head = AuditHead.get(AuditHead.chain == "873")

    tally = note_heads(world())

    assert tally == {"chains": 2, "events": Event.select().count(), "faults": 0}
    (day,) = noted()
    assert (day.day, day.sequence, day.link) == (MONDAY, head.sequence, head.link)
    assert (day.verified_at, day.sound, day.fault) == (MORNING, head.sequence, "")


def test_f31_it_may_be_run_twice() -> None:
    make_child()
    note_heads(world())
    make_child()

    assert note_heads(world(MORNING + timedelta(hours=1))) == {}

    assert len(noted()) == 1


def test_what_happens_after_midnight_belongs_to_the_next_day() -> None:
    child, midnight = make_child(), datetime(2026, 11, 24, tzinfo=UTC)
    before = AuditHead.get(AuditHead.chain == "873")
    with transaction(TESTS, midnight) as tx:
        tx.record("read", child)

    note_heads(world())

    (day,) = noted()
    assert (day.sequence, day.link) == (before.sequence, before.link)


def test_days_on_which_nobody_ran_it_are_caught_up_with() -> None:
    make_child()
    note_heads(world())
    look(MORNING + timedelta(days=1))

    note_heads(world(MORNING + timedelta(days=4)))

    days = noted()
    assert [day.day for day in days] == [MONDAY + timedelta(days=n) for n in range(5)]
    assert days[0].sequence < days[2].sequence == days[3].sequence == days[4].sequence
    # One that was caught up with was not gone through on its own morning.
    assert [day.verified_at is None for day in days] == [False, True, True, True, False]


def test_a_day_before_the_first_event_is_noted_as_empty() -> None:
    make_authority()

    note_heads(world(NOW))

    (day,) = noted()
    assert (day.day, day.sequence, day.link) == (date(2026, 11, 22), 0, START)
    assert (day.sound, day.fault) == (AuditHead.get(AuditHead.chain == "873").sequence, "")


def test_t27_a_touched_event_is_noted_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    make_child()
    victim = Event.select().where(Event.table_name == "child").get()
    as_a_vandal(f"UPDATE event SET actor = 'nobody' WHERE id = {victim.id}")

    with caplog.at_level(logging.ERROR):
        assert note_heads(world())["faults"] == 1

    assert noted()[0].fault.startswith(f"event {victim.sequence} (row {victim.id})")
    assert "chain 873: event" in caplog.text


def test_t27_a_chain_sealed_anew_as_a_whole_does_not_fit_its_daily_heads() -> None:
    """Whoever has the key and the database still cannot write what was noted yesterday."""
    make_child()
    note_heads(world())
    head = AuditHead.get(AuditHead.chain == "873")
    link = START
    for event in Event.select().where(Event.head == head).order_by(Event.sequence):
        event.actor = "officer:99"
        link = event.sealed(AUDIT_KEY, link)
        as_a_vandal(f"UPDATE event SET actor = 'officer:99', link = '{link}' WHERE id = {event.id}")
    as_a_vandal(f"UPDATE audit_head SET link = '{link}' WHERE id = {head.id}")
    assert [chain.fault for chain in verify(AUDIT_KEY) if chain.fault] == []

    fault = checked(AuditHead.get_by_id(head.id), AUDIT_KEY).fault

    assert fault == f"event {head.sequence}: it is not the one that ended 2026-11-23."


def test_t27_the_database_refuses_to_change_a_daily_head() -> None:
    make_child()
    note_heads(world())
    for sql in ("UPDATE daily_head SET link = ''", "DELETE FROM daily_head"):
        with pytest.raises(Exception, match="refused"), database.atomic():
            database.execute_sql(sql)


def test_events_added_while_a_chain_is_gone_through_are_no_fault() -> None:
    make_child()
    head = AuditHead.get(AuditHead.chain == "873")
    make_child()  # after the head was read

    chain = checked(head, AUDIT_KEY)

    assert (chain.fault, chain.events > head.sequence) == ("", True)


def test_t02_daily_heads_are_read_by_those_who_may_see_history() -> None:
    make_child()
    make_officer("manager", authority=make_authority(code="874", name="Peterborough"))
    note_heads(world())
    seen = {
        role: {day.head_id for day in Scope.officer(make_officer(role)).of(DailyHead)}
        for role in ("auditor", "manager", "cme_officer", "system_administrator")
    }

    chains = {head.id for head in AuditHead.select().where(AuditHead.chain.in_(("873", "system")))}
    assert seen == {
        "auditor": chains,
        "manager": chains,
        "cme_officer": set(),
        "system_administrator": set(),
    }
