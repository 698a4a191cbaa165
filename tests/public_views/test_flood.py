"""A flood of referrals: what an address may send, and what is confirmed by mail first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from correspondence.officer_emails import Door, with_link
from correspondence.smtp import SmtpMailer
from jobs.floods import queue_confirmations, sweep_floods
from jobs.world import World
from models.casework.pending_referral import GOOD_FOR, PendingReferral
from models.casework.referral import Referral
from models.casework.referral_draft import ReferralDraft
from models.ledger.event import Event
from models.ledger.setting import Setting
from models.organisations.sent_from import SentFrom
from models.outgoing.message import Message
from tests.admin_views.sweeping import counting
from tests.conftest import NOW, clock
from tests.making import TODAY, saved
from tests.visiting import PUBLIC, Visitor, altered, receipt_in

LINK = re.compile(r"https?://[^/]+(/refer/confirm/\S+)")
ANN = {"referrer-name": "Ann Hall", "referrer-email": "ann@home.example"}
NAMED = {"referrer": {"anonymous": "no", **ANN}}
NOWHERE = SmtpMailer("smtp://127.0.0.1:1", timeout=1)


def allow(name: str, value: int) -> None:
    saved(Setting(name=name, value=value, effective_from=TODAY))


@pytest.fixture
def flooded(visitor: Visitor) -> Visitor:
    """One referral in the hour is as many as are taken without being confirmed."""
    allow("referrals_an_hour_in_all", 1)
    SentFrom.insert(address_hash="of another", sent_at=NOW).execute()
    return visitor


def sent(visitor: Visitor) -> TestResponse:
    return visitor.post("/refer/check", {"form_key": visitor.form_key()})


def links(app: Flask) -> list[str]:
    """The links in the mails that the job writes, as they leave."""
    door = Door(app.config["BASE_URL"], app.config["SEAL"])
    queue_confirmations(World(clock["now"], NOWHERE, "a@council.example", "here:1", door))
    mails = Message.select().order_by(Message.id)
    return [found[1] for mail in mails if (found := LINK.search(with_link(mail, door)))]


def test_t25_an_address_sends_so_many_an_hour_and_the_next_stays_written(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow("referrals_an_hour", 1)
    visitor.fill("public")
    visitor.send()
    visitor.fill("public")
    key = visitor.form_key()
    refused = visitor.post("/refer/check", {"form_key": key})

    assert refused.status_code == 429
    assert key in refused.get_data(as_text=True)
    assert "/refer/save" in refused.get_data(as_text=True)
    assert (Referral.select().count(), SentFrom.select().count()) == (1, 1)
    token = visitor.token()
    with counting(monkeypatch) as asked:
        page = visitor.client.post("/refer/check", data={"csrf_token": token, "form_key": key})
    assert (page.status_code, asked) == (429, [])

    other = visitor.elsewhere()  # another address
    assert other.post("/refer/check", {"form_key": key}).status_code == 302
    assert Referral.select().count() == 2
    clock["now"] = NOW + timedelta(hours=1)
    visitor.fill("public")
    visitor.send()


def test_t25_a_form_that_is_sent_again_counts_once(visitor: Visitor) -> None:
    visitor.fill("public")
    key = visitor.form_key()
    for _ in range(3):
        assert visitor.post("/refer/check", {"form_key": key}).location == "/refer/sent"
    assert SentFrom.select().count() == 1


def test_t25_above_so_many_in_all_a_referral_is_kept_once_its_sender_opens_the_link(
    app: Flask, flooded: Visitor
) -> None:
    flooded.fill("public", **NAMED)
    events = Event.select().count()
    answer = sent(flooded)
    page = flooded.get(answer.location).get_data(as_text=True)

    assert "It is not sent yet" in page
    assert "ann@home.example" in page
    assert "01223 555 0100" in page
    assert Referral.select().count() == 0
    assert Event.select().count() == events  # nothing to look after was written

    sent(flooded)
    (link,) = links(app)
    assert PUBLIC["name"]["surname"] not in Message.get().body
    assert "/refer/confirm/" not in Message.get().body  # colleagues read the outbox
    reader = Visitor(app)
    assert "Send your referral" in reader.get(link).get_data(as_text=True)
    assert Referral.select().count() == 0  # a filter that follows links sends nothing

    receipt = receipt_in(reader.post(link))
    assert Referral.get().receipt == receipt
    assert receipt_in(reader.get(link)) == receipt_in(reader.post(link)) == receipt
    assert Referral.select().count() == 1


def test_t25_who_gives_no_address_is_told_whom_to_ring_and_loses_nothing(
    app: Flask, flooded: Visitor
) -> None:
    flooded.fill("public")
    page = flooded.get(sent(flooded).location).get_data(as_text=True)

    assert "01223 555 0100" in page
    assert links(app) == []
    assert "Quill" in flooded.get("/refer/check").get_data(as_text=True)
    clock["now"] = NOW + timedelta(hours=1)
    flooded.send()


def test_t25_another_address_gets_the_link_when_the_first_was_wrong(
    app: Flask, flooded: Visitor
) -> None:
    flooded.fill("public", **NAMED)
    sent(flooded)
    first = links(app)[0]
    other = {"referrer_name": "Ann Hall", "referrer_email": "ann.other@home.example"}
    flooded.answer("referrer", anonymous="no", **other)
    sent(flooded)
    assert Visitor(app).get(first).status_code == 410
    assert links(app)[-1] != first


def test_t20_a_link_that_is_late_altered_or_of_something_else_is_refused(
    app: Flask, flooded: Visitor
) -> None:
    flooded.fill("public", **NAMED)
    sent(flooded)
    (link,) = links(app)
    reader = Visitor(app)
    for wrong in (altered(link), "/refer/confirm/x", link[:20]):
        assert reader.get(wrong).status_code == 410
        assert reader.post(wrong).status_code == 410
    assert reader.get(link).headers["Referrer-Policy"] == "no-referrer"
    clock["now"] = NOW + GOOD_FOR
    assert "cannot be used" in reader.get(link).get_data(as_text=True)
    assert Referral.select().count() == 0


def test_t25_a_flood_of_mails_leaves_room_and_the_latest_does_not_wait_for_the_first(
    app: Flask, visitor: Visitor
) -> None:
    from models.organisations.authority import Authority

    council, seal = Authority.get(), app.config["SEAL"]
    for n in range(50):
        PendingReferral.ask(f"{n:064}", council, f"{n}@flood.example", seal, NOW)
    links(app)
    told = {mail.recipient for mail in Message.select()}
    assert len(told) == 20
    assert {"0@flood.example", "49@flood.example"} <= told


def test_what_counts_no_more_is_swept_away(app: Flask, flooded: Visitor) -> None:
    flooded.fill("public", **NAMED)
    sent(flooded)
    (link,) = links(app)
    later = NOW + timedelta(hours=30)
    assert sweep_floods(World(later, NOWHERE, "a@b.example", "1")) == {
        "counts": 2,
        "unconfirmed": 0,
    }
    ReferralDraft.sweep(later)
    clock["now"] = later
    assert Visitor(app).get(link).status_code == 200  # it is kept as long as its link is good
    assert sweep_floods(World(NOW + GOOD_FOR, NOWHERE, "a@b.example", "1"))["unconfirmed"] == 1
