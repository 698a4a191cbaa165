"""F1-F18 through the outbox: a real mail server fails at each point of the conversation.

What the mailer alone makes of each fault stands in tests/correspondence/test_unsent.py.
"""

from __future__ import annotations

import email
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from correspondence.readdressing import readdress
from correspondence.smtp import SmtpMailer
from jobs.chasing import queue_due_chases
from jobs.sending import send_queued
from jobs.world import Tally, World
from models.casework.enquiry import Enquiry
from models.casework.task import Task
from models.ledger.setting import Setting
from models.outgoing.chase import Chase
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import ABANDONED, Message
from models.people.bad_address import BadAddress
from models.transaction import transaction
from tests.correspondence.mails import SHORT, tls_office
from tests.correspondence.post_office import DROP, SILENT, PostOffice
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    close_case,
    make_case,
    make_enquiry,
    make_officer,
    make_school,
    saved,
)
from tests.models.at_once import in_processes

pytestmark = pytest.mark.usefixtures("db")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def sending(url: str, now: datetime = NOW) -> Tally:
    """One tick's sending through the server at `url`."""
    world = World(now, SmtpMailer(url, timeout=SHORT), "education@council.example", "tests:1")
    return send_queued(world)


def queued(number: int = 1, **changes: Any) -> list[Enquiry]:
    """That many schools owe an answer, and a message to each waits in the outbox."""
    enquiries = [make_enquiry(**changes) for _ in range(number)]
    queue_due_chases(World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "a@council.example", "tests:1"))
    return enquiries


def the_message() -> Message:
    return Message.select().get()


def states() -> list[str]:
    return [message.state for message in Message.select().order_by(Message.id)]


def ids_taken(office: PostOffice) -> list[str]:
    return [str(email.message_from_bytes(got.data)["Message-ID"]) for got in office.received]


def killed_when(point: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a tick in a process of its own that kills itself when it comes to `point`."""

    def killed(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with monkeypatch.context() as patched:
        patched.setattr(point, killed)
        assert in_processes(lambda: sending(url)) == [-signal.SIGKILL]


# -- killed -----------------------------------------------------------------------------------


def test_f01_t23_killed_before_mail_from_it_is_sent_once_after_all(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued()
    killed_when("correspondence.smtp._offer", office.url, monkeypatch)
    assert (states(), office.received) == (["claimed"], [])

    later = NOW + ABANDONED + MINUTE
    assert sending(office.url, later) == {"recovered": 1, "sent": 1}
    assert sending(office.url, later + MINUTE) == {}

    assert ids_taken(office) == [the_message().message_id]


@pytest.mark.parametrize(
    ("point", "taken"),
    [
        pytest.param("correspondence.smtp._hand_over", 0, id="f02 before the text"),
        pytest.param("models.outgoing.message.Message.mark_sent", 1, id="f03 after the 250"),
    ],
)
def test_f02_f03_t23_killed_once_data_began_it_is_uncertain_and_never_sent_again(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch, point: str, taken: int
) -> None:
    queued()
    killed_when(point, office.url, monkeypatch)
    assert (states(), len(office.received)) == (["data_begun"], taken)

    assert sending(office.url, NOW + ABANDONED + MINUTE) == {"recovered": 1}
    assert sending(office.url, NOW + timedelta(days=30)) == {}

    message = the_message()
    assert (message.state, message.data_begun_at, message.tries) == ("uncertain", NOW, 1)
    assert "may have arrived" in message.why
    assert len(office.received) == taken


# -- before the text --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["smtp://127.0.0.1:1", "smtp+starttls://nobody.invalid:587"], ids=["refused", "no name"]
)
def test_f04_a_server_out_of_reach_is_tried_for_72_hours_and_then_it_failed(url: str) -> None:
    (enquiry,) = queued()
    now, tries = NOW, []
    while the_message().state != "failed" and now < NOW + timedelta(days=5):
        sending(url, now)
        tries.append(int((now - NOW).total_seconds() // 60))
        now = the_message().next_try_at or now

    assert tries[:6] == [0, 1, 6, 21, 81, 141]
    assert the_message().why.startswith("Given up after 72 hours.")
    assert Task.get().case_id == enquiry.case_id


def test_f04_an_outage_costs_one_try_a_tick_and_not_one_a_message(office: PostOffice) -> None:
    queued(3)

    assert sending("smtp://127.0.0.1:1") == {"unreachable": 1}
    assert states() == ["deferred", "queued", "queued"]
    assert sending(office.url, NOW + MINUTE) == {"sent": 3}


def test_f05_a_server_too_busy_to_greet_is_tried_later(office: PostOffice) -> None:
    office.greeting = ["421 too busy", "220 welcome"]
    queued()

    assert sending(office.url) == {"unreachable": 1}
    assert states() == ["deferred"]
    assert sending(office.url, NOW + MINUTE) == {"sent": 1}


def test_f06_greylisting_defers_one_message_and_the_others_go(office: PostOffice) -> None:
    office.rcpt = ["450 4.2.0 come back later", "250 ok"]
    queued(2)

    assert sending(office.url) == {"deferred": 1, "sent": 1}
    assert sending(office.url, NOW + MINUTE) == {"sent": 1}

    assert sorted(ids_taken(office)) == sorted(m.message_id for m in Message.select())


def test_f07_a_refused_address_is_marked_and_its_officer_has_the_task(office: PostOffice) -> None:
    office.rcpt = "550 5.1.1 no such person"
    owner = make_officer()
    (enquiry,) = queued(case=make_case(officer=owner))

    assert sending(office.url) == {"failed": 1}

    task, bad = Task.get(), BadAddress.get()
    assert (task.officer, task.case, task.due_on) == (owner, enquiry.case, TODAY)
    assert the_message().reference in task.what
    assert enquiry.reference in task.what
    assert (bad.email, bad.refused_on) == (enquiry.asked.email, TODAY)
    assert "550 5.1.1 no such person" in bad.said
    a_month_later = NOW + timedelta(days=30)
    world = World(a_month_later, SmtpMailer(office.url), "a@council.example", "tests:1")
    assert queue_due_chases(world) == {"queued": 0}
    assert sending(office.url, a_month_later) == {}


def test_f07_a_message_sent_to_another_address_goes_although_the_old_one_is_bad(
    office: PostOffice,
) -> None:
    office.rcpt = ["550 5.1.1 no such person", "250 ok"]
    queued()
    sending(office.url)
    with transaction(TESTS, NOW):
        readdress(the_message(), "new@hilltop.example", "The school rang.", NOW)

    assert sending(office.url) == {"sent": 1}

    (got,) = office.received
    assert got.recipients == ["new@hilltop.example"]
    assert states() == ["failed", "sent"]


def test_f07_what_waits_for_an_address_found_bad_meanwhile_does_not_go(
    office: PostOffice,
) -> None:
    (enquiry,) = queued()
    with transaction(TESTS, NOW):
        BadAddress.mark(enquiry.authority_id, enquiry.asked.email, "550 no such person", TODAY)

    assert sending(office.url) == {"withdrawn": 1}
    assert "was refused on 23 November 2026" in the_message().why


def test_f07_each_officer_who_waits_has_a_task_and_no_one_two(office: PostOffice) -> None:
    office.rcpt = "550 5.1.1 no such person"
    school, first, second = make_school(), make_officer(), make_officer()
    for owner in (first, first, second):
        make_enquiry(school=school, case=make_case(officer=owner))
    queued(0)

    assert sending(office.url) == {"failed": 1}

    assert {task.officer for task in Task.select()} == {first, second}
    assert Task.select().count() == 2
    assert BadAddress.select().count() == 1


def test_f07_a_refusal_by_policy_marks_no_address(office: PostOffice) -> None:
    office.rcpt = "554 5.7.1 relay access denied"
    queued()

    assert sending(office.url) == {"failed": 1}
    assert BadAddress.select().count() == 0
    assert Task.select().count() == 1


@pytest.mark.parametrize(
    ("answer", "tally", "state"),
    [
        ("452 4.3.1 no space", {"deferred": 1}, "deferred"),
        ("552 5.3.4 too big", {"failed": 1}, "failed"),
    ],
)
def test_f08_no_space_is_tried_later_and_too_big_has_failed(
    office: PostOffice, answer: str, tally: Tally, state: str
) -> None:
    office.mail = answer
    queued()

    assert sending(office.url) == tally
    assert states() == [state]
    assert answer in the_message().why
    assert BadAddress.select().count() == 0


# -- after it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "tally", "afterwards"),
    [
        ("451 4.3.0 try later", {"deferred": 1}, {"sent": 1}),
        ("554 5.6.0 refused", {"failed": 1}, {}),
    ],
)
def test_f09_a_refusal_after_the_text_is_tried_later_or_final(
    office: PostOffice, answer: str, tally: Tally, afterwards: Tally
) -> None:
    office.dot = [answer, "250 ok"]
    queued()

    assert sending(office.url) == tally
    assert sending(office.url, NOW + MINUTE) == afterwards


def test_f10_a_silent_server_holds_the_sender_for_one_time_limit(office: PostOffice) -> None:
    office.greeting = SILENT
    queued(5)

    started = time.monotonic()
    assert sending(office.url) == {"unreachable": 1}

    assert time.monotonic() - started < SHORT + 2
    assert states().count("queued") == 4


@pytest.mark.parametrize("answer", [DROP, SILENT], ids=["f11 dropped", "f12 hung"])
def test_f11_f12_t23_a_line_lost_after_the_text_leaves_it_uncertain_and_the_next_goes(
    office: PostOffice, answer: str
) -> None:
    office.dot = [answer, "250 ok"]
    queued(2)

    assert sending(office.url) == {"uncertain": 1, "sent": 1}
    assert sending(office.url, NOW + timedelta(days=30)) == {}

    assert states() == ["uncertain", "sent"]
    assert len(set(ids_taken(office))) == len(office.received) == 2


@pytest.mark.parametrize("answer", [DROP, SILENT, "421 going away"])
def test_f13_a_lost_goodbye_changes_nothing(office: PostOffice, answer: str) -> None:
    office.quit = answer
    queued()

    assert sending(office.url) == {"sent": 1}
    assert sending(office.url, NOW + timedelta(days=1)) == {}
    assert states() == ["sent"]


def test_f14_two_recipients_are_two_messages_with_a_result_each(office: PostOffice) -> None:
    office.rcpt = ["550 5.1.1 no such person", "250 ok"]
    queued(2)

    assert sending(office.url) == {"failed": 1, "sent": 1}
    (got,) = office.received
    assert len(got.recipients) == 1


# -- the whole queue --------------------------------------------------------------------------


FAULTS: dict[str, Callable[[dict[str, Path]], PostOffice]] = {
    "no STARTTLS": lambda c: tls_office(c["trusted"], "smtp+starttls", extensions=("SIZE 1000",)),
    "STARTTLS refused": lambda c: tls_office(c["trusted"], "smtp+starttls", starttls="454 no"),
    "self-signed": lambda c: tls_office(c["self-signed"], "smtp+starttls"),
    "wrong host": lambda c: tls_office(c["wrong host"], "smtp+starttls"),
    "expired": lambda c: tls_office(c["expired"], "smtp+starttls"),
}


def told(caplog: pytest.LogCaptureFixture) -> int:
    return sum("does not let us in" in record.message for record in caplog.records)


@pytest.mark.parametrize("fault", FAULTS)
def test_f15_t22_no_safe_line_sends_nothing_and_raises_one_alarm(
    certificates: dict[str, Path], caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    queued(3)
    with FAULTS[fault](certificates) as office, caplog.at_level(logging.ERROR):
        url = f"smtp+starttls://team:secret@localhost:{office.port}"
        for minute in range(12):
            sending(url, NOW + minute * MINUTE)

    assert office.received == office.said("MAIL") == office.said("AUTH") == []
    assert states() == ["queued"] * 3
    assert (MailStop.select().count(), told(caplog)) == (1, 1)


def test_f16_a_wrong_password_stops_the_queue_with_one_alarm_until_it_is_right(
    certificates: dict[str, Path], caplog: pytest.LogCaptureFixture
) -> None:
    queued(3)
    answers = ["535 5.7.8 wrong password"] * 3 + ["235 welcome"]
    with tls_office(certificates["trusted"], "smtps", auth=answers) as office:
        url = f"smtps://team:secret@localhost:{office.port}"
        with caplog.at_level(logging.ERROR):
            tallies = [sending(url, NOW + minute * MINUTE) for minute in range(15)]

        # Asked every five minutes: a server asked each minute would lock the account.
        assert [n for n, tally in enumerate(tallies) if tally] == [0, 5, 10]
        assert {message.tries for message in Message.select()} == {0}
        stop = MailStop.now()
        assert stop is not None
        assert stop.begun_at == NOW
        assert "wrong password" in stop.why
        assert told(caplog) == 1

        assert sending(url, NOW + 15 * MINUTE) == {"sent": 3}
    assert MailStop.now() is None
    assert MailStop.select().count() == 1


def test_f17_what_waited_60_hours_is_asked_again_before_it_goes(office: PostOffice) -> None:
    answered, closed, owed = queued(3)
    sending("smtp://127.0.0.1:1")
    with transaction(TESTS, NOW):
        answered.record_answer("At a new school.", TODAY, make_officer())
        close_case(closed.case)

    sixty_hours_later = NOW + timedelta(hours=60)
    assert sending(office.url, sixty_hours_later) == {"withdrawn": 2, "sent": 1}

    (got,) = office.received
    assert got.recipients == [owed.asked.email]


def test_f18_after_an_outage_mail_goes_at_its_pace_the_longest_due_first(
    office: PostOffice,
) -> None:
    saved(Setting(name="messages_a_minute", value=4, effective_from=TODAY))
    enquiries = queued(10)
    for number, message in enumerate(Message.select().order_by(Message.id)):
        due = TODAY - timedelta(days=number)
        Message.update(due_on=due).where(Message.id == message.id).execute()
    sending("smtp://127.0.0.1:1")

    back = NOW + timedelta(hours=60)
    tallies = [sending(office.url, back + minute * MINUTE) for minute in range(4)]

    assert tallies == [{"sent": 4}, {"sent": 4}, {"sent": 2}, {}]
    assert [got.recipients[0] for got in office.received] == [
        enquiry.asked.email for enquiry in reversed(enquiries)
    ]
    assert Chase.select().count() == 10
