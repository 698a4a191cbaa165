"""The outbox and a real mail server: what arrives, what is tried again, what a person settles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from correspondence.officer_emails import Door, with_link
from correspondence.smtp import SmtpMailer
from jobs import sending
from jobs.chasing import queue_due_chases
from jobs.sending import send_queued
from jobs.world import World
from models.casework.task import Task
from models.outgoing.chase import Chase
from models.outgoing.message import Message
from models.transaction import transaction
from tests.correspondence.post_office import DROP, PostOffice
from tests.making import NOW, TESTS, TODAY, make_enquiry, make_officer

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def world(office: PostOffice, now: datetime = NOW) -> World:
    mailer = SmtpMailer(office.url, timeout=2)
    return World(now, mailer, "education@council.example", "tests:1")


def the_message() -> Message:
    return Message.select().get()


def test_an_overdue_enquiry_becomes_an_email_that_arrives(office: PostOffice) -> None:
    enquiry = make_enquiry()

    assert queue_due_chases(world(office)) == {"queued": 1}
    assert send_queued(world(office)) == {"sent": 1}

    (mail,) = office.received
    assert mail.recipients == [enquiry.asked.email]
    assert enquiry.reference in mail.data.decode()
    assert the_message().state == "sent"


def test_f21_two_runs_send_each_mail_once(office: PostOffice) -> None:
    make_enquiry()

    for _ in range(2):
        queue_due_chases(world(office))
        send_queued(world(office))

    assert len(office.received) == 1


def test_an_answer_ends_the_chasing(office: PostOffice) -> None:
    enquiry = make_enquiry()
    queue_due_chases(world(office))
    send_queued(world(office))
    with transaction(TESTS, NOW):
        enquiry.record_answer("Last seen on 3 July.", TODAY, None)

    a_month_later = NOW + timedelta(days=30)
    assert queue_due_chases(world(office, a_month_later)) == {"queued": 0}
    assert len(office.received) == 1


def test_f17_an_answer_that_comes_after_queueing_stops_the_mail(office: PostOffice) -> None:
    enquiry = make_enquiry()
    queue_due_chases(world(office))
    with transaction(TESTS, NOW):
        enquiry.record_answer("At a new school.", TODAY, make_officer())

    assert send_queued(world(office)) == {"withdrawn": 1}

    assert office.received == []
    message = the_message()
    assert message.state == "cancelled"
    assert "answered on 23 November 2026" in message.why


def test_f04_a_mail_server_that_is_down_delays_and_loses_nothing(office: PostOffice) -> None:
    make_enquiry()
    queue_due_chases(world(office))
    nobody = World(NOW, SmtpMailer("smtp://127.0.0.1:1", timeout=2), "a@council.example", "tests:1")

    assert send_queued(nobody) == {"unreachable": 1}
    assert send_queued(world(office, NOW + timedelta(seconds=30))) == {}  # not yet

    assert send_queued(world(office, NOW + timedelta(seconds=61))) == {"sent": 1}
    assert len(office.received) == 1


def test_f06_a_greylisted_mail_is_tried_again_under_the_same_id(office: PostOffice) -> None:
    office.rcpt = ["450 4.2.0 come back later", "250 ok"]
    make_enquiry()
    queue_due_chases(world(office))
    before = the_message().message_id

    assert send_queued(world(office)) == {"deferred": 1}
    assert send_queued(world(office, NOW + timedelta(minutes=2))) == {"sent": 1}

    (mail,) = office.received
    assert before.encode() in mail.data


def test_f07_a_refused_address_is_not_tried_again_and_gives_somebody_a_task(
    office: PostOffice,
) -> None:
    office.rcpt = "550 5.1.1 no such person"
    make_enquiry()
    queue_due_chases(world(office))

    assert send_queued(world(office)) == {"failed": 1}

    message = the_message()
    assert message.state == "failed"
    assert message.reference in Task.select().get().what
    assert send_queued(world(office, NOW + timedelta(days=1))) == {}


def test_f11_a_line_that_drops_after_the_text_leaves_it_uncertain(office: PostOffice) -> None:
    office.dot = DROP
    make_enquiry()
    queue_due_chases(world(office))

    assert send_queued(world(office)) == {"uncertain": 1}
    assert send_queued(world(office, NOW + timedelta(days=1))) == {}

    assert len(office.received) == 1


def test_f15_a_line_that_cannot_be_sealed_stops_the_queue_and_loses_nothing(
    office: PostOffice,
) -> None:
    for _ in range(3):
        make_enquiry()
    queue_due_chases(world(office))
    mailer = SmtpMailer(office.url.replace("smtp://", "smtp+starttls://us:secret@"), timeout=2)

    tally = send_queued(World(NOW, mailer, "education@council.example", "tests:1"))

    assert tally == {"stopped": 1}
    assert {message.state for message in Message.select()} == {"queued"}
    assert office.connections == 1
    assert office.received == []


def test_what_a_killed_sender_left_is_put_back_or_set_aside(office: PostOffice) -> None:
    make_enquiry()
    make_enquiry()
    queue_due_chases(world(office))
    with transaction(TESTS, NOW):
        untouched, begun = Message.claim(2, NOW)
        begun.begin_data(NOW)

    later = NOW + timedelta(minutes=6)
    assert send_queued(world(office, later)) == {"recovered": 2, "sent": 1}

    assert Message.get_by_id(untouched.id).state == "sent"
    assert Message.get_by_id(begun.id).state == "uncertain"
    assert len(office.received) == 1


def test_several_children_of_one_school_go_in_one_mail_without_a_name(office: PostOffice) -> None:
    first = make_enquiry()
    second = make_enquiry(school=first.school)

    queue_due_chases(world(office))
    send_queued(world(office))

    (mail,) = office.received
    text = mail.data.decode()
    assert first.reference in text
    assert second.reference in text
    assert "lodie" not in text
    assert Chase.select().count() == 2


def test_f32_a_mail_that_breaks_the_program_is_set_aside_and_the_others_go(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = make_enquiry(), make_enquiry()
    queue_due_chases(world(office))

    def stumbling(message: Message, door: Door) -> str:
        if message.recipient == broken.asked.email:
            raise LookupError("something nobody foresaw")
        return with_link(message, door)

    monkeypatch.setattr(sending, "with_link", stumbling)
    assert send_queued(world(office)) == {"set_aside": 1, "sent": 1}

    states = {message.recipient: message.state for message in Message.select()}
    assert states[sound.asked.email] == "sent"
    assert sorted(states.values()) == ["held", "sent"]
