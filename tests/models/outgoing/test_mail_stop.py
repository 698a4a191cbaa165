"""The alarm of a stopped queue: raised once, asked again now and then, ended once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.outgoing.mail_stop import MailStop
from models.transaction import transaction
from tests.making import NOW, TESTS

pytestmark = pytest.mark.usefixtures("db")

LATER = NOW + timedelta(minutes=5)


def test_f16_it_is_raised_once_however_often_the_server_says_no() -> None:
    with transaction(TESTS, NOW):
        assert MailStop.begin("535 wrong password", NOW)
    with transaction(TESTS, LATER):
        assert not MailStop.begin("535 still wrong", LATER)

    stop = MailStop.get()
    assert (stop.begun_at, stop.tried_at, stop.why) == (NOW, LATER, "535 still wrong")
    assert MailStop.select().count() == 1


def test_the_server_is_asked_again_after_five_minutes_and_no_sooner() -> None:
    with transaction(TESTS, NOW):
        MailStop.begin("535 wrong password", NOW)
    stop = MailStop.get()

    assert not stop.may_try(LATER - timedelta(seconds=1))
    assert stop.may_try(LATER)


def test_one_that_ended_stands_no_more_and_the_next_is_an_alarm_of_its_own() -> None:
    with transaction(TESTS, NOW):
        MailStop.begin("535 wrong password", NOW)
        MailStop.get().end(LATER)
        assert MailStop.now() is None
        assert MailStop.begin("535 wrong again", LATER)

    assert MailStop.select().count() == 2
