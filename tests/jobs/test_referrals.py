"""That a referral has arrived is told once: by mail, or by the page with the receipt."""

from __future__ import annotations

import pytest

from correspondence import referral_emails
from correspondence.emails import Words
from correspondence.smtp import SmtpMailer
from jobs.referrals import acknowledge_referrals
from jobs.world import World
from models.casework.clock import Clock
from models.casework.referral import Referral
from models.outgoing.message import Message
from tests.making import (
    NOW,
    TODAY,
    make_child,
    make_referral,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


def told() -> int:
    world = World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "a@council.example", "1")
    return acknowledge_referrals(world)["queued"]


def test_the_mail_names_the_receipt_the_team_and_no_child() -> None:
    here = the_authority()
    here.named_person, here.hub_phone = "Dr Ines Vale", "0345 045 5203"
    saved(here)
    referral = make_referral(forenames="Zephyrine", surname="Quill", known_as="Zeph")
    make_restriction(child=make_child(forenames="Zephyrine", surname="Quill"))

    assert told() == 1
    message = Message.get()
    text = f"{message.subject}\n{message.body}"
    assert (message.recipient, message.state) == (referral.referrer_email, "queued")
    assert message.subject == f"Your referral {referral.receipt} has arrived"
    for word in (here.phone, here.team_name, "Dr Ines Vale", "0345 045 5203", "999"):
        assert word in text
    for word in ("Zeph", "Quill", "Nowak", referral.reference):
        assert word not in text
    assert "cannot tell you what comes of it" in text


def test_it_is_told_once_and_meets_the_clock() -> None:
    make_referral()

    assert [told(), told()] == [1, 0]
    referral = Referral.get()
    assert referral.acknowledged_at == NOW
    assert Clock.get(Clock.standard == "acknowledge").met_on == TODAY
    assert Clock.get(Clock.standard == "triage").met_on is None


def test_two_ticks_that_read_the_same_list_tell_once(monkeypatch: pytest.MonkeyPatch) -> None:
    referral = make_referral()
    assert told() == 1
    monkeypatch.setattr(Referral.acknowledged_at, "is_null", lambda: Referral.id == referral.id)

    assert told() == 0
    assert Message.select().count() == 1


def test_whoever_gave_no_address_was_told_by_the_page() -> None:
    make_referral(route="public", anonymous=True, referrer_name="", referrer_email="")

    assert told() == 0
    assert Message.select().count() == 0
    assert Referral.get().acknowledged_at == NOW
    assert Clock.get(Clock.standard == "acknowledge").met_on == TODAY


def test_a_list_of_leavers_is_acknowledged_where_it_is_taken_in() -> None:
    make_referral(route="sheet")

    assert told() == 0
    assert Referral.get().acknowledged_at is None


def test_one_that_cannot_be_told_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_referral(), make_referral()
    words = referral_emails.acknowledgement

    def broken(referral: Referral) -> Words:
        if referral.id == first.id:
            raise ValueError("This one cannot be put in words.")
        return words(referral)

    monkeypatch.setattr(referral_emails, "acknowledgement", broken)

    assert told() == 1
    assert Message.get().recipient == second.referrer_email
    assert Referral.get_by_id(first.id).acknowledged_at is None
