"""Sessions: what opens one, and what ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.base import database
from models.organisations.session import ABSOLUTE, IDLE, Session
from models.scope import Scope
from models.transaction import transaction
from tests.making import NOW, make_officer

pytestmark = pytest.mark.usefixtures("db")

MOMENT = timedelta(microseconds=1)


def started(now: datetime = NOW) -> tuple[Session, str]:
    """A session of somebody who has not signed in yet."""
    with transaction(Scope.visitor(), now):
        return Session.start(None, now)


def seen(session: Session, now: datetime) -> None:
    with transaction(Scope.visitor(), now):
        session.seen(now)


def test_the_cookie_opens_it() -> None:
    session, cookie = started()

    assert Session.opened_by(cookie, NOW) == session


@pytest.mark.parametrize("cookie", ["", "x", "' OR 1=1 --"])
def test_nothing_else_opens_it(cookie: str) -> None:
    session, _ = started()

    assert Session.opened_by(cookie, NOW) is None
    assert Session.opened_by(session.key_hash, NOW) is None


def test_only_the_hash_of_the_cookie_is_stored() -> None:
    session, cookie = started()

    stored = repr(database.execute_sql("SELECT * FROM session").fetchall())
    assert cookie not in stored
    assert Session.hash_of(cookie) == session.key_hash
    assert session.key_hash in stored
    assert len(cookie) == 43  # 256 bits


def test_no_two_cookies_are_the_same() -> None:
    assert len({started()[1] for _ in range(20)}) == 20


def test_it_is_over_after_half_an_hour_of_idleness() -> None:
    _, cookie = started()

    assert Session.opened_by(cookie, NOW + IDLE - MOMENT)
    assert Session.opened_by(cookie, NOW + IDLE) is None
    assert timedelta(minutes=30) == IDLE


def test_use_keeps_it_open_but_not_beyond_ten_hours() -> None:
    session, cookie = started()
    now = NOW
    while now < NOW + ABSOLUTE - timedelta(minutes=20):
        now += timedelta(minutes=20)
        opened = Session.opened_by(cookie, now)
        assert opened == session
        seen(opened, now)

    assert Session.opened_by(cookie, NOW + ABSOLUTE - MOMENT)
    assert Session.opened_by(cookie, NOW + ABSOLUTE) is None
    assert timedelta(hours=10) == ABSOLUTE


def test_its_use_is_noted_once_a_minute() -> None:
    session, _ = started()

    assert not session.is_due_to_be_seen(NOW + timedelta(seconds=59))
    assert session.is_due_to_be_seen(NOW + timedelta(seconds=60))


def test_an_ended_session_opens_no_more_and_keeps_nothing() -> None:
    session, cookie = started()
    with transaction(Scope.visitor(), NOW):
        session.kept = {"messages": ["Saved."]}
        session.save()
    with transaction(Scope.visitor(), NOW):
        session.end(NOW)

    assert Session.opened_by(cookie, NOW) is None
    assert Session.get_by_id(session.id).kept == {}


def test_one_ended_session_leaves_the_others() -> None:
    officer = make_officer()
    with transaction(Scope.visitor(), NOW):
        here, _ = Session.start(officer, NOW)
        there, cookie = Session.start(officer, NOW)
    with transaction(Scope.visitor(), NOW):
        here.end(NOW)

    opened = Session.opened_by(cookie, NOW)
    assert opened == there
    assert opened is not None
    assert opened.officer == officer
