"""The mail of a welfare concern: first of all, at any hour, and to the second manager when late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from correspondence.concern_emails import tell_duty
from correspondence.smtp import SmtpMailer
from jobs.concerns import escalate_concerns
from jobs.schedule import tick
from jobs.sending import send_queued, send_urgent
from jobs.world import World
from models.casework.concern import Concern
from models.ledger.setting import Setting
from models.organisations.duty import FIRST, SECOND
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import Message
from tests.correspondence.post_office import PostOffice
from tests.making import (
    NOW,
    TODAY,
    make_case,
    make_child,
    make_concern,
    make_duty_turn,
    make_message,
    make_officer,
    make_restriction,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

AT_NIGHT = NOW.replace(hour=3)
LATE = NOW + timedelta(minutes=15)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        yield office


def world(office: PostOffice, now: datetime = NOW) -> World:
    return World(now, SmtpMailer(office.url, timeout=2), "education@council.example", "tests:1")


def raised(concern: Concern | None = None) -> Concern:
    """A concern with its first mail, as the screen writes both."""
    with writing():
        concern = concern or make_concern()
        tell_duty(concern, FIRST, concern.raised_at, TODAY)
    return concern


def subjects() -> list[str]:
    return [message.subject for message in Message.select().order_by(Message.id)]


def recipients() -> list[str]:
    return [message.recipient for message in Message.select().order_by(Message.id)]


def test_it_goes_before_five_hundred_others_at_night_and_past_the_rate(office: PostOffice) -> None:
    manager = make_officer("manager")
    with writing():
        Setting.create(name="messages_a_minute", value=1, effective_from=date(2026, 1, 1))
        waits = make_message(due_on=TODAY - timedelta(days=1), state="queued", queued_at=NOW)
        row = {n: v for n, v in waits.__data__.items() if n != "id"}
        others = [row | {"message_id": f"<{n}@a.example>"} for n in range(500)]
        for first in range(0, 500, 50):
            Message.insert_many(others[first : first + 50]).execute()
    concern = raised(make_concern(raised_at=AT_NIGHT))

    ran = tick(world(office, AT_NIGHT))

    assert "send_urgent" in ran
    assert "send_queued" not in ran
    (mail,) = office.received
    assert mail.recipients == [manager.email]
    assert concern.reference in mail.data.decode()
    assert next(iter(claimed())).due_on < TODAY  # the others wait for the morning, all of them
    assert Message.select().where(Message.state == "queued").count() == 500


def claimed() -> list[Message]:
    with writing():
        return Message.claim(1, NOW)


def test_a_usual_run_takes_it_first_too() -> None:
    make_officer("manager")
    make_message(due_on=TODAY - timedelta(days=9), state="queued", queued_at=NOW)
    raised()

    assert [message.urgent for message in claimed()] == [True]


def test_a_server_that_is_down_when_it_is_raised_loses_nothing(office: PostOffice) -> None:
    make_officer("manager")
    raised()
    nobody = World(NOW, SmtpMailer("smtp://127.0.0.1:1", timeout=2), "a@council.example", "tests:1")

    assert send_urgent(nobody) == {"unreachable": 1}
    for minute in (1, 2, 3):  # as often as there is a tick
        later = NOW + timedelta(minutes=minute)
        down = World(later, nobody.mailer, "a@council.example", "tests:1")
        assert send_urgent(down) == {"unreachable": 1}

    assert send_urgent(world(office, NOW + timedelta(minutes=4))) == {"sent": 1}
    assert len(office.received) == 1


def test_a_stop_of_the_queue_does_not_hold_it_and_ends_with_it(office: PostOffice) -> None:
    make_officer("manager")
    with writing():
        MailStop.begin("535 no", NOW)
    raised()

    assert send_queued(world(office)) == {}
    assert send_urgent(world(office)) == {"sent": 1}
    assert MailStop.now() is None


def test_the_second_manager_is_told_once_when_fifteen_minutes_are_over() -> None:
    first, second = make_officer("manager"), make_officer("manager")
    make_duty_turn(first)
    make_duty_turn(second, place=SECOND)
    concern = raised()
    nowhere = SmtpMailer("smtp://127.0.0.1:1")

    early = LATE - timedelta(seconds=1)
    assert escalate_concerns(World(early, nowhere, "a@b.example", "1")) == {"escalated": 0}
    assert escalate_concerns(World(LATE, nowhere, "a@b.example", "1")) == {"escalated": 1}
    assert escalate_concerns(World(LATE, nowhere, "a@b.example", "2")) == {"escalated": 0}

    assert recipients() == [first.email, second.email]
    assert subjects()[1] == f"Welfare concern {concern.reference} is not acknowledged: act now"


def test_two_ticks_that_read_the_same_list_tell_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_officer("manager")
    concern = make_concern()
    both = [concern, Concern.get_by_id(concern.id)]
    monkeypatch.setattr(
        Concern, "unacknowledged", lambda _scope: type("Two", (), {"where": lambda *_: both})()
    )

    nowhere = World(LATE, SmtpMailer("smtp://127.0.0.1:1"), "a@b.example", "1")
    assert escalate_concerns(nowhere) == {"escalated": 1}
    assert len(subjects()) == 1


def test_what_is_acknowledged_is_not_escalated() -> None:
    make_officer("manager")
    concern = make_concern()
    with writing():
        concern.refer("The hub", "phone", "", None, NOW, NOW)
        concern.acknowledge("Pat Bell", "", NOW, NOW)

    nowhere = World(LATE, SmtpMailer("smtp://127.0.0.1:1"), "a@b.example", "1")
    assert escalate_concerns(nowhere) == {"escalated": 0}
    assert subjects() == []


def test_a_council_sets_its_own_minutes() -> None:
    make_officer("manager")
    make_concern()
    here = the_authority()
    saved(Setting(authority=here, name="concern_minutes", value=5, effective_from=TODAY))

    at = World(NOW + timedelta(minutes=5), SmtpMailer("smtp://127.0.0.1:1"), "a@b.example", "1")
    assert escalate_concerns(at) == {"escalated": 1}


def test_without_a_rota_every_manager_is_told_and_without_a_manager_the_team() -> None:
    raised()
    assert recipients() == [the_authority().email]

    managers = [make_officer("manager"), make_officer("manager")]
    raised()
    assert recipients()[1:] == [one.email for one in managers]


def test_the_mail_names_no_child_in_its_subject_or_its_words() -> None:
    here = the_authority()
    here.hub_phone, here.hub_phone_at_night = "0345 045 5203", "01733 234724"
    saved(here)
    manager = make_officer("manager", name="Ines Vale")
    child = make_child(forenames="Zephyrine", surname="Quill")
    make_restriction(child=child)
    case = make_case(child=child)
    concern = raised(make_concern(child=child, case=case, what="Bruises seen."))

    message = Message.get()
    told = f"{message.subject}\n{message.body}"
    assert message.recipient == manager.email
    for word in ("Zephyrine", "Quill", "Bruises", child.reference, case.reference):
        assert word not in told
    assert concern.reference in message.subject
    assert "0345 045 5203 (outside office hours 01733 234724)" in told
    assert "ring 999" in told


def test_an_officer_is_not_told_of_their_own_family() -> None:
    theirs, other = make_officer("manager"), make_officer("manager")
    make_duty_turn(theirs)
    child = make_child()
    make_restriction(child=child, closed_to=theirs)
    raised(make_concern(child=child))

    assert recipients() == [other.email]
