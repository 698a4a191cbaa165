"""The outbox: how far a message may come from each state, and never twice out of the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import IntegrityError

from models.base import RuleBroken, StaleRow
from models.outgoing.message import ABANDONED, STATES, Message
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import NOW, TESTS, TODAY, make_authority, make_message, make_officer, saved
from tests.models.at_once import in_threads

pytestmark = pytest.mark.usefixtures("db")

Move = Callable[[Message], None]


def again(message: Message, to: str = "new@hilltop.example", reason: str = "She rang.") -> Message:
    return message.again_to(to, reason, f"<again-{message.id}@council.example>", NOW)


MOVES: dict[str, Move] = {
    "queue": lambda message: message.queue(NOW),
    "begin_data": lambda message: message.begin_data(NOW),
    "mark_sent": lambda message: message.mark_sent(NOW, TODAY),
    "mark_uncertain": lambda message: message.mark_uncertain("The line was cut."),
    "put_back": lambda message: message.put_back("Stopped."),
    "defer": lambda message: message.defer(NOW, "421 too busy"),
    "fail": lambda message: message.fail("550 no such person"),
    "cancel": lambda message: message.cancel("The case was closed."),
    "recover": lambda message: message.recover(),
    "settle_lost": lambda message: message.settle_lost(),
    "again_to": lambda message: again(message),
}

# What may be done in each state, and the state it leads to. All else is refused.
LEADS_TO = {
    "drafted": {"queue": "queued", "cancel": "cancelled"},
    "held": {"queue": "queued", "cancel": "cancelled"},
    "queued": {"cancel": "cancelled"},
    "claimed": {
        "begin_data": "data_begun",
        "put_back": "queued",
        "defer": "deferred",
        "fail": "failed",
        "cancel": "cancelled",
        "recover": "queued",
    },
    "data_begun": {
        "mark_sent": "sent",
        "mark_uncertain": "uncertain",
        "defer": "deferred",
        "fail": "failed",
        "recover": "uncertain",
    },
    "sent": {},
    "deferred": {"cancel": "cancelled"},
    "uncertain": {"mark_sent": "sent", "settle_lost": "failed"},
    "failed": {"again_to": "failed"},
    "cancelled": {},
}


def in_state(state: str, **changes: Any) -> Message:
    row: dict[str, Any] = {"state": state, "tries": 1, "queued_at": NOW, "claimed_at": NOW}
    return make_message(**{**row, **changes})


def test_every_state_is_in_the_table() -> None:
    assert LEADS_TO.keys() == dict(STATES).keys()


@pytest.mark.parametrize("state", LEADS_TO)
def test_a_message_goes_where_it_may_and_nowhere_else(state: str) -> None:
    for name, move in MOVES.items():
        message = in_state(state)
        leads_to = LEADS_TO[state].get(name)
        if leads_to is None:
            with pytest.raises(RuleBroken, match="This message is"), transaction(TESTS, NOW):
                move(message)
        else:
            with transaction(TESTS, NOW):
                move(message)
        assert Message.get_by_id(message.id).state == (leads_to or state), name


def test_only_what_waits_is_claimed() -> None:
    for state in LEADS_TO:
        in_state(state, next_try_at=NOW)

    with transaction(TESTS, NOW):
        taken = Message.claim(100, NOW)

    assert len(taken) == 2  # what was queued, and what was deferred until now
    assert {message.state for message in taken} == {"claimed"}
    assert Message.select().where(Message.state == "claimed").count() == 3


def test_a_sent_message_says_when() -> None:
    message = in_state("data_begun", why="421 too busy")
    with transaction(TESTS, NOW):
        message.mark_sent(NOW, TODAY)

    kept = Message.get_by_id(message.id)
    assert (kept.sent_at, kept.sent_on, kept.why) == (NOW, TODAY, "")


# -- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["recipient", "subject", "body", "message_id"])
def test_the_words_and_the_recipient_never_change_once_queued(name: str) -> None:
    for state in LEADS_TO.keys() - {"drafted", "held"}:
        message = in_state(state)
        setattr(message, name, "something@else.example")
        with pytest.raises(RuleBroken, match="never changed"):
            saved(message)
        assert getattr(Message.get_by_id(message.id), name) != "something@else.example"


@pytest.mark.parametrize("state", ["drafted", "held"])
def test_a_draft_may_still_be_put_right(state: str) -> None:
    message = in_state(state)

    message.body = "Please answer today."
    saved(message)

    assert Message.get_by_id(message.id).body == "Please answer today."


def test_no_two_messages_share_a_number() -> None:
    make_message(message_id="<1@council.example>")

    with pytest.raises(IntegrityError):
        make_message(message_id="<1@council.example>")


@pytest.mark.parametrize(
    ("to", "reason", "words"),
    [
        ("new@hilltop.example", " ", "how you know"),
        ("old@hilltop.example", "She rang.", "the address that failed"),
    ],
)
def test_a_failed_message_goes_elsewhere_only_with_a_reason_and_another_address(
    to: str, reason: str, words: str
) -> None:
    message = in_state("failed", recipient="old@hilltop.example")

    with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
        again(message, to, reason)

    assert Message.select().count() == 1


def test_a_failed_message_goes_elsewhere_once_and_its_follower_too() -> None:
    first = in_state("failed")
    with transaction(TESTS, NOW):
        second = again(first)
    words = f"already sent again, as {second.reference}"
    with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
        again(first)
    Message.update(state="failed").where(Message.id == second.id).execute()
    with transaction(TESTS, NOW):
        third = again(Message.get_by_id(second.id), "third@hilltop.example")

    assert (second.instead_of, third.instead_of) == (first.id, first.id)
    assert Message.get_by_id(first.id).state == "failed"


# -- the order --------------------------------------------------------------------------------


def queued(due: str, **changes: Any) -> Message:
    return in_state("queued", due_on=day(due), **changes)


def test_the_longest_due_goes_first_and_then_the_first_written() -> None:
    third = queued("Tue 24 Nov 2026")
    first = queued("Fri 20 Nov 2026")
    second = in_state("deferred", due_on=day("Mon 23 Nov 2026"), next_try_at=NOW)
    fourth = queued("Tue 24 Nov 2026")

    with transaction(TESTS, NOW):
        taken = [*Message.claim(3, NOW), *Message.claim(3, NOW), *Message.claim(3, NOW)]

    assert taken == [first, second, third, fourth]
    assert {(one.state, one.claimed_at, one.tries) for one in taken} == {("claimed", NOW, 2)}


def test_a_deferred_message_waits_for_its_time() -> None:
    in_state("deferred", next_try_at=NOW + timedelta(seconds=1))

    with transaction(TESTS, NOW):
        assert Message.claim(10, NOW) == []
        assert len(Message.claim(10, NOW + timedelta(seconds=1))) == 1


def test_senders_at_once_never_claim_the_same_message() -> None:
    with transaction(TESTS, NOW):
        every = {queued("Mon 23 Nov 2026").id for _ in range(24)}

    def take_some() -> list[int]:
        mine: list[int] = []
        for _ in range(8):
            with transaction(TESTS, NOW):
                mine += [message.id for message in Message.claim(2, NOW)]
        return mine

    taken = [message for mine in in_threads(*[take_some] * 4) for message in mine]

    assert len(taken) == len(set(taken))
    assert set(taken) == every
    assert {message.tries for message in Message.select()} == {2}


# -- trying again -----------------------------------------------------------------------------


def tried_at(first: datetime, until: timedelta) -> list[timedelta]:
    """Return how long after queueing each try comes, when every one is deferred at once."""
    message = in_state("queued", tries=0, queued_at=first)
    now, tries = first, []
    while message.state != "failed" and now <= first + until:
        with transaction(TESTS, now):
            (message,) = Message.claim(1, now)
            tries.append(now - first)
            message.defer(now, "connection refused")
        now = message.next_try_at or now
    return tries


def test_it_is_tried_again_after_1_5_15_and_60_minutes_and_then_hourly() -> None:
    minutes = [int(gap.total_seconds() // 60) for gap in tried_at(NOW, timedelta(hours=6))]

    assert minutes == [0, 1, 6, 21, 81, 141, 201, 261, 321]


def test_after_72_hours_it_has_failed_and_says_why() -> None:
    tries = tried_at(NOW, timedelta(days=10))

    message = Message.get()
    assert (message.state, message.why) == ("failed", "Given up after 72 hours. connection refused")
    assert tries[-2] <= timedelta(hours=72) < tries[-1] < timedelta(hours=73)
    assert len(tries) == 4 + 72


def test_a_try_does_not_change_its_number() -> None:
    message = in_state("claimed")
    number = message.message_id
    with transaction(TESTS, NOW):
        message.defer(NOW, "450 come back later")
        (again,) = Message.claim(1, NOW + timedelta(hours=1))

    assert again.message_id == number


# -- senders that died ------------------------------------------------------------------------


def test_what_a_dead_sender_left_is_recovered_by_how_far_it_had_come() -> None:
    before = in_state("claimed")
    during = in_state("data_begun")
    later = NOW + ABANDONED + timedelta(seconds=1)

    left = list(Message.abandoned(TESTS, later).order_by(Message.id))
    with transaction(TESTS, later):
        for message in left:
            message.recover()

    assert left == [before, during]
    assert [message.state for message in left] == ["queued", "uncertain"]
    assert "nothing had left" in left[0].why
    assert "may have arrived" in left[1].why


@pytest.mark.parametrize("state", ["claimed", "data_begun"])
def test_a_sender_at_work_is_left_alone(state: str) -> None:
    in_state(state)

    assert list(Message.abandoned(TESTS, NOW + ABANDONED)) == []


def test_nothing_sends_an_uncertain_message_again() -> None:
    in_state("uncertain", next_try_at=NOW - timedelta(days=1))
    much_later = NOW + timedelta(days=365)

    with transaction(TESTS, much_later):
        assert Message.claim(10, much_later) == []
    assert list(Message.abandoned(TESTS, much_later)) == []


def test_a_message_cancelled_while_it_is_claimed_is_not_handed_over() -> None:
    in_state("queued")
    with transaction(TESTS, NOW):
        (claimed,) = Message.claim(1, NOW)
    with transaction(TESTS, NOW):
        Message.get_by_id(claimed.id).cancel("The parent rang.")

    with pytest.raises(StaleRow), transaction(TESTS, NOW):
        claimed.begin_data(NOW)

    assert Message.get_by_id(claimed.id).state == "cancelled"


def test_a_sender_thought_dead_that_wakes_again_hands_nothing_over() -> None:
    in_state("queued")
    with transaction(TESTS, NOW):
        (slow,) = Message.claim(1, NOW)
    later = NOW + timedelta(minutes=6)
    with transaction(TESTS, later):
        (left,) = Message.abandoned(TESTS, later)
        left.recover()
        (quick,) = Message.claim(1, later)

    with pytest.raises(StaleRow), transaction(TESTS, later):
        slow.begin_data(later)

    with transaction(TESTS, later):
        quick.begin_data(later)


def test_what_is_on_its_way_to_a_recipient_is_known() -> None:
    monday, friday = day("Mon 23 Nov 2026"), day("Fri 20 Nov 2026")
    to = {"recipient": "office@hilltop.example"}
    counted = [
        in_state("sent", sent_on=monday, due_on=friday, **to),
        in_state("queued", due_on=monday, **to),
        in_state("deferred", due_on=friday, **to),
        in_state("held", due_on=monday, **to),
    ]
    in_state("sent", sent_on=friday, due_on=friday, **to)
    in_state("uncertain", due_on=friday, **to)
    in_state("cancelled", due_on=monday, **to)
    in_state("failed", due_on=monday, **to)
    in_state("queued", due_on=monday)

    since = Message.since(monday)["office@hilltop.example"]
    assert sorted(message.id for message in since) == [message.id for message in counted]


def test_t02_another_authoritys_messages_are_not_seen() -> None:
    in_state("claimed")
    theirs = make_authority(code="874", name="Peterborough City Council")
    stranger = Scope.officer(make_officer("manager", authority=theirs))

    assert list(Message.abandoned(stranger, NOW + timedelta(hours=1))) == []
