"""The messages on screen: every state counted, the uncertain settled, the failed re-addressed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from models.casework.enquiry import Enquiry
from models.casework.restriction import Restriction
from models.outgoing.chase import Chase
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import STATES, Message
from models.people.bad_address import BadAddress
from models.scope import Scope
from models.transaction import transaction
from tests.admin_views.sweeping import Sweeper, messages_in, sweeper, words_in
from tests.making import (
    NOW,
    TESTS,
    make_bad_address,
    make_chase,
    make_enquiry,
    make_message,
    make_officer,
    saved,
)

WHY = "The line broke after the text was begun, so the email may have arrived."


@pytest.fixture
def officer_s(app: Flask) -> Sweeper:
    return sweeper(app, make_officer())


def failed_chase() -> tuple[Enquiry, Message]:
    enquiry = make_enquiry()
    message = make_message(recipient=enquiry.asked.email, state="failed", why="550 no such person")
    make_chase(enquiry, message=message)
    return enquiry, message


def readdressed(
    browser: Sweeper, message: Message, to: str, reason: str = "The school rang."
) -> int:
    fields = {"recipient": to, "reason": reason}
    return browser.post(f"/messages/readdress/?id={message.id}", fields).status_code


def test_every_state_is_counted_and_one_click_away(officer_s: Sweeper) -> None:
    for state, _ in STATES:
        make_message(state=state)
    make_message(state="failed")

    page = words_in(officer_s.get("/messages/"))

    for state, words in STATES:
        assert f"{words}: {2 if state == 'failed' else 1}</button>" in page
        assert f'name="state-is" value="{state}"' in page


def test_an_uncertain_message_is_settled_with_what_is_known(
    officer_s: Sweeper,
) -> None:
    about = {"state": "uncertain", "why": WHY, "tries": 2, "data_begun_at": NOW}
    arrived, lost = make_message(**about), make_message(**about)

    page = words_in(officer_s.get("/messages/"))
    assert "handed over from 23 Nov 2026, 09:00, 2 tries" in page
    assert WHY in page
    assert f"/messages/confirm/?id={lost.id}&amp;do=messages.lost_view" in page

    assert officer_s.post(f"/messages/arrived/?id={arrived.id}").status_code == 302
    assert officer_s.post(f"/messages/lost/?id={lost.id}").status_code == 302
    assert Message.get_by_id(arrived.id).state == "sent"
    assert Message.get_by_id(lost.id).state == "failed"
    assert "Did these arrive?" not in words_in(officer_s.get("/messages/"))


def test_who_may_not_settle_sees_no_button(app: Flask) -> None:
    make_message(state="uncertain", why=WHY)

    page = words_in(sweeper(app, make_officer("auditor")).get("/messages/"))

    assert "Did these arrive?" in page
    assert "/messages/confirm/" not in page


def test_a_failed_message_goes_to_another_address_and_stays_failed(officer_s: Sweeper) -> None:
    enquiry, old = failed_chase()

    assert readdressed(officer_s, old, " New@Hilltop.example ") == 302

    new = Message.get(Message.instead_of == old.id)
    assert (new.state, new.recipient, new.body) == ("queued", "new@hilltop.example", old.body)
    assert new.message_id != old.message_id
    chase = Chase.get(Chase.enquiry == enquiry)
    assert (chase.message, chase.recipient) == (new, new.recipient)
    kept = Message.get_by_id(old.id)
    assert kept.state == "failed"
    assert kept.why == f"550 no such person Sent again as {new.reference}: The school rang."
    assert readdressed(officer_s, old, "another@hilltop.example") == 409


@pytest.mark.parametrize(
    ("to", "reason", "words"),
    [
        ("a@b.example, c@d.example", "She rang.", "address"),
        ("=?utf-8?q?a?=@b.example", "She rang.", "misread"),
        ("a@b.example\r\nBcc: c@d.example", "She rang.", "address"),
        ("no address", "She rang.", "address"),
        ("new@hilltop.example", "", "how you know"),
        ("new@hilltop.example", "   ", "how you know"),
    ],
)
def test_t21_a_new_address_is_checked_as_at_sending(
    officer_s: Sweeper, to: str, reason: str, words: str
) -> None:
    _, old = failed_chase()
    page = officer_s.post(f"/messages/readdress/?id={old.id}", {"recipient": to, "reason": reason})

    assert page.status_code in (409, 422)
    assert words in " ".join(messages_in(page))
    assert Message.select().count() == 1


def test_the_address_that_failed_and_a_sent_message_are_refused(officer_s: Sweeper) -> None:
    _, old = failed_chase()
    sent = make_message(state="sent")

    assert readdressed(officer_s, old, old.recipient) == 409
    assert readdressed(officer_s, sent, "new@hilltop.example") == 409


def test_a_message_replaced_is_hidden_with_the_child_as_the_one_in_its_place(
    officer_s: Sweeper,
) -> None:
    enquiry, first = failed_chase()
    readdressed(officer_s, first, "second@hilltop.example")
    second = Message.get(Message.instead_of == first.id)
    Message.update(state="failed").where(Message.id == second.id).execute()
    readdressed(officer_s, second, "third@hilltop.example")
    stranger = make_officer()
    saved(
        Restriction(
            authority=enquiry.authority_id,
            child=enquiry.case.child,
            reason="A new name after a trial.",
            made_on=NOW.date(),
        )
    )
    other = make_message(state="failed")

    assert list(Scope.officer(stranger, NOW).of(Message)) == [other]
    assert Message.select().count() == 4


def test_a_refused_address_is_told_on_the_enquiry_until_it_is_good_again(
    officer_s: Sweeper,
) -> None:
    enquiry = make_enquiry()
    make_bad_address(email=enquiry.asked.email)
    address = f"/enquiries/details/?id={enquiry.id}"
    words = f"The address {enquiry.asked.email} was refused on 23 November 2026"
    assert words in words_in(officer_s.get(address))

    assert officer_s.post(f"/enquiries/address-good/?id={enquiry.id}").status_code == 302

    assert "was refused on" not in words_in(officer_s.get(address))
    assert BadAddress.get().cleared_on == NOW.date()


@pytest.mark.parametrize("role", ["cme_officer", "manager", "system_administrator"])
def test_f15_f16_the_alarm_stands_on_the_front_page_while_mail_is_stopped(
    app: Flask, role: str
) -> None:
    with transaction(TESTS, NOW):
        MailStop.begin("535 5.7.8 wrong password", NOW)
        MailStop.begin("535 5.7.8 wrong password", NOW + timedelta(minutes=5))
    browser = sweeper(app, make_officer(role))

    page = words_in(browser.get("/"))
    assert page.count("No mail has gone out since 23 Nov 2026, 09:00.") == 1
    assert "535 5.7.8 wrong password" in page

    with transaction(TESTS, NOW):
        stop = MailStop.now()
        assert stop is not None
        stop.end(NOW)
    assert "No mail has gone out" not in words_in(browser.get("/"))
