"""Links that open the door: once, in time, for one purpose and one officer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.base import database
from models.organisations import account
from models.organisations.door_link import GOOD_FOR, INVITE, PURPOSES, RESET, DoorLink, LinkRefused
from models.organisations.officer import Officer
from models.sealing import Seal
from tests.making import NOW, make_officer, writing

pytestmark = pytest.mark.usefixtures("db")

SEAL = Seal("a secret key for the tests, long enough")
EVERY_PURPOSE = [purpose for purpose, _ in PURPOSES]


def made(purpose: str, officer: Officer | None = None) -> tuple[DoorLink, str]:
    with writing():
        link = DoorLink.make(officer or make_officer(), purpose, NOW)
    return link, link.token(SEAL)


def opened(token: str, purpose: str, now: datetime = NOW, seal: Seal = SEAL) -> DoorLink:
    return DoorLink.opened_by(token, purpose, seal, now)


@pytest.mark.parametrize("purpose", EVERY_PURPOSE)
def test_it_opens_for_its_purpose_until_it_is_used(purpose: str) -> None:
    link, token = made(purpose)

    assert opened(token, purpose) == link
    assert opened(token, purpose) == link  # a mail filter may have looked first
    with writing():
        opened(token, purpose).use(NOW)
    with pytest.raises(LinkRefused):
        opened(token, purpose)


@pytest.mark.parametrize("purpose", EVERY_PURPOSE)
def test_t20_it_is_good_for_its_time_to_the_second(purpose: str) -> None:
    _, token = made(purpose)
    end = NOW + GOOD_FOR[purpose]

    assert opened(token, purpose, end - timedelta(seconds=1))
    with pytest.raises(LinkRefused):
        opened(token, purpose, end)
    assert {purpose: GOOD_FOR[purpose] for purpose in EVERY_PURPOSE} == {
        INVITE: timedelta(hours=48),
        RESET: timedelta(hours=1),
    }


@pytest.mark.parametrize("purpose", EVERY_PURPOSE)
def test_t20_it_opens_nothing_else(purpose: str) -> None:
    _, token = made(purpose)

    for other in {*EVERY_PURPOSE, "", "sign-in"} - {purpose}:
        with pytest.raises(LinkRefused):
            opened(token, other)


@pytest.mark.parametrize("purpose", EVERY_PURPOSE)
def test_t20_a_changed_letter_anywhere_shuts_it(purpose: str) -> None:
    _, token = made(purpose)
    accepted = 0
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        try:
            opened(changed, purpose)
            accepted += 1
        except LinkRefused:
            pass

    # The last letter of base64 holds bits that stand for nothing.
    assert accepted <= 1
    for odd in ("", ".", token + ".", token[:-5], token * 2, "W10." + token, "null", "é", "\0"):
        with pytest.raises(LinkRefused):
            opened(odd, purpose)


def test_t20_the_key_alone_or_the_database_alone_makes_no_token() -> None:
    link, _ = made(RESET)
    forged = DoorLink(id=link.id, purpose=RESET, nonce="guessed")
    with pytest.raises(LinkRefused):
        opened(forged.token(SEAL), RESET)
    with pytest.raises(LinkRefused):
        opened(link.token(Seal("another key of more than thirty-two")), RESET)


@pytest.mark.parametrize("loaded", [[], [1], "x", 7, None, {"id": 1}, [1, 2, 3], [None, None]])
def test_what_is_signed_but_no_link_is_refused(loaded: object) -> None:
    from models.organisations.door_link import _signer

    with pytest.raises(LinkRefused):
        opened(str(_signer(RESET, SEAL).dumps(loaded)), RESET)


def test_two_at_once_use_it_once() -> None:
    link, _ = made(RESET)
    also = DoorLink.get_by_id(link.id)
    with writing():
        link.use(NOW)
        with pytest.raises(LinkRefused):
            also.use(NOW)


def test_a_newer_link_ends_the_older() -> None:
    officer = make_officer()
    _, old = made(RESET, officer)
    _, new = made(RESET, officer)

    with pytest.raises(LinkRefused):
        opened(old, RESET)
    assert opened(new, RESET)


def test_it_ends_with_the_account() -> None:
    officer = make_officer()
    _, token = made(RESET, officer)
    with writing():
        account.disable(officer, NOW)
    with pytest.raises(LinkRefused):
        opened(token, RESET)
    with writing():
        account.enable(officer, NOW)
    with pytest.raises(LinkRefused):
        opened(token, RESET)


def test_no_token_stands_in_the_database() -> None:
    _, token = made(RESET)

    for table in ("door_link", "event", "event_detail"):
        stored = repr(database.execute_sql(f"SELECT * FROM {table}").fetchall())
        assert token not in stored
        assert token.split(".")[0] not in stored
