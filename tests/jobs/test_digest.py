"""Each Monday the managers are told who looked at how much: in numbers, and no child by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from correspondence.smtp import SmtpMailer
from jobs.digest import queue_digests
from jobs.world import World
from models.ledger.event import Event
from models.ledger.week import Week, week_before
from models.organisations.officer import Officer
from models.outgoing.message import Message
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import (
    break_glass,
    make_authority,
    make_child,
    make_message,
    make_officer,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # the week before has NOW in it
DURING = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def world(now: datetime = MONDAY) -> World:
    return World(now, SmtpMailer("smtp://127.0.0.1:1", timeout=1), "a@council.example", "here:1")


def digests() -> list[Message]:
    return list(Message.select().where(Message.for_managers).order_by(Message.id))


def look(officer: Officer, child: Child, verb: str = "read", now: datetime = DURING) -> None:
    with transaction(Scope.officer(officer), now) as tx:
        if verb == "read":
            tx.record(verb, child)
            return
        about = {"find": "", "count": 40, "ids": [child.id]}
        tx.record(verb, Child, authority_id=child.authority_id, about=about)


def test_each_manager_is_told_who_looked_at_how_much() -> None:
    first, second = make_officer("manager"), make_officer("manager")
    dana, child = make_officer(name="Dana Reed"), make_child(surname="Quackenbush")
    for _ in range(3):
        look(dana, child)
    look(dana, child, "listed")
    look(dana, child, "export")
    look(make_officer(name="Bo Chan"), child)

    assert queue_digests(world()) == {"queued": 2}

    mails = digests()
    assert [mail.recipient for mail in mails] == [first.email, second.email]
    assert {mail.state for mail in mails} == {"queued"}
    body = mails[0].body
    assert "  Bo Chan: 1 records opened\n" in body
    assert "  Dana Reed: 3 records opened, 1 lists and searches, 1 downloads\n" in body
    assert "Rows that left as files: 40." in body
    assert "23 November 2026 to 29 November 2026" in body


def test_t24_no_child_is_named_in_a_digest() -> None:
    make_officer("manager")
    child = make_child(forenames="Zofia", surname="Quackenbush")
    look(make_officer(), child)
    queue_digests(world())
    (mail,) = digests()

    for name in ("Zofia", "Quackenbush", child.reference):
        assert name not in mail.subject + mail.body


def test_broken_glass_is_counted_apart() -> None:
    make_officer("manager")
    other = make_officer("manager", name="Priya Nair")
    restriction = make_restriction(child=make_child())
    with transaction(Scope.officer(other), DURING):
        break_glass(restriction, other)

    queue_digests(world())

    assert "Priya Nair: 1 restricted records opened" in digests()[0].body


def test_f31_it_may_be_run_twice_and_on_a_later_day_of_the_week() -> None:
    make_officer("manager")

    assert queue_digests(world(MONDAY + timedelta(days=2))) == {"queued": 1}
    assert queue_digests(world(MONDAY + timedelta(days=3))) == {"queued": 0}
    assert queue_digests(world(MONDAY + timedelta(days=7))) == {"queued": 1}

    assert len(digests()) == 2


def test_another_run_at_the_same_moment_sends_no_second(monkeypatch: pytest.MonkeyPatch) -> None:
    make_officer("manager")
    queue_digests(world())
    # As it is for a run that looked before the other had written.
    monkeypatch.setattr(Scope, "of", lambda _self, model: model.select().where(_nothing(model)))

    assert queue_digests(world()) == {"queued": 0}

    assert len(digests()) == 1


def _nothing(model: type) -> object:
    return model.id < 0 if model is Message else model.id > 0


def test_a_quiet_week_is_told_too() -> None:
    make_officer("manager")
    queue_digests(world(MONDAY + timedelta(days=70)))

    assert "Nobody looked at any record." in digests()[0].body


def test_t02_a_manager_is_told_of_his_own_authority_only() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    mine = make_officer("manager", authority=the_authority())
    make_officer("manager", authority=theirs)
    look(make_officer(name="Dana Reed", authority=theirs), make_child(authority=theirs))

    queue_digests(world())

    told = {mail.recipient: mail for mail in digests()}
    assert "Dana Reed" not in told[mine.email].body
    assert told[mine.email].authority_id == the_authority().id
    assert sum("Dana Reed" in mail.body for mail in told.values()) == 1


def test_one_who_left_or_is_no_manager_any_more_is_not_told() -> None:
    left, demoted = make_officer("manager"), make_officer("manager")
    left.active = False
    saved(left)
    role = demoted.roles.get()
    role.active = False
    saved(role)

    assert queue_digests(world()) == {"queued": 0}


@pytest.mark.parametrize(
    ("today", "first"),
    [
        pytest.param("Mon 30 Nov 2026", "Mon 23 Nov 2026", id="on the Monday"),
        pytest.param("Fri 4 Dec 2026", "Mon 23 Nov 2026", id="late in the week"),
        pytest.param("Sun 6 Dec 2026", "Mon 23 Nov 2026", id="on the Sunday"),
        pytest.param("Mon 7 Dec 2026", "Mon 30 Nov 2026", id="a week later"),
    ],
)
def test_the_week_before(today: str, first: str) -> None:
    week = week_before(day(today))

    assert week.first == day(first)
    assert week.last == day(first) + timedelta(days=6)


def test_a_week_has_the_name_of_its_year() -> None:
    assert Week(date(2026, 12, 28)).name == "2026-W53"
    assert Week(date(2027, 1, 4)).name == "2027-W01"


def test_t03_the_words_are_for_managers_and_auditors() -> None:
    make_officer("manager")
    queue_digests(world())
    (mail,) = digests()
    sees = {
        role: Scope.officer(make_officer(role)).sees_field(mail, "body")
        for role in ("business_support", "cme_officer", "ehe_officer", "manager", "auditor")
    }

    assert [role for role, open_to in sees.items() if open_to] == ["manager", "auditor"]
    school = Scope.officer(make_officer("business_support"))
    assert school.sees_field(make_message(), "body")
    assert Event.select().where(Event.table_name == "message").exists()
