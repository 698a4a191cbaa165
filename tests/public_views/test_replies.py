"""The pages behind a reply link: what they show to whom, and what comes of an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.ledger.event import Event
from models.ledger.setting import Setting
from models.outgoing.message import Message
from models.outgoing.reply_code import ReplyCode
from models.outgoing.reply_link import ReplyLink
from tests.admin_views.sweeping import counting
from tests.conftest import clock
from tests.making import (
    NOW,
    TODAY,
    close_case,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_restriction,
    make_school,
    saved,
    writing,
)
from tests.public_views.answering import Outside, address_for, code_in_the_mail, later

THEIRS = "office@hilltop.example"
WITH_US = {
    "answer": "with_us",
    "place": "Brookfield School, Leeds",
    "day-day": "7 Sept 2026",
    "name": "Sam Reed",
    "role": "Office manager",
}


@pytest.fixture
def enquiry(app: Flask) -> Enquiry:
    officer = make_officer(name="Una Marsh", phone="01223 555 0111")
    child = make_child(forenames="Zephyrine", surname="Quill", upn="")
    school = make_school(name="Hilltop Primary", email=THEIRS)
    case = make_case(child=child, officer=officer, opened_on=TODAY, school=school)
    return make_enquiry(case=case, school=school, sent_on=TODAY, question="Hidden words?")


@pytest.fixture
def at(app: Flask, enquiry: Enquiry) -> Outside:
    return Outside(app, address_for(app, enquiry))


def verbs(link: ReplyLink) -> list[str]:
    theirs = Event.select().where(Event.actor == f"link:{link.id}").order_by(Event.id)
    return [event.verb for event in theirs]


def test_t29_before_the_code_it_says_who_asks_and_nothing_of_the_child(
    at: Outside, enquiry: Enquiry
) -> None:
    page = at.get(at.address)
    words = page.get_data(as_text=True)

    assert page.headers["Referrer-Policy"] == "no-referrer"
    told = (enquiry.reference, "Cambridgeshire County Council", "Una Marsh", "01223 555 0111")
    assert [one for one in told if one not in words] == []
    kept = ("Zephyrine", "Quill", "12 March 2015", "Hilltop", THEIRS, "Hidden words?")
    assert [one for one in kept if one in words] == []


def test_the_council_s_name_leads_to_the_pages_for_everybody_and_not_to_the_door(
    app: Flask, at: Outside
) -> None:
    for address in (at.address, "/reply/nothing", "/accessibility"):
        page = Outside(app, address).words()
        assert '<a class="council-header__name" href="/refer">' in page


def test_after_the_code_the_child_is_shown_and_every_use_is_an_event(
    at: Outside, enquiry: Enquiry
) -> None:
    at.open_by_code(THEIRS)
    words = at.words()

    assert [
        one for one in ("Zephyrine Quill", "12 March 2015", "Hilltop") if one not in words
    ] == []
    assert "Hidden words?" not in words
    link = ReplyLink.get()
    assert set(verbs(link)) >= {"reply_link_opened", "code_sent", "code_taken", "read"}
    seen = Event.get(Event.verb == "read", Event.actor == f"link:{link.id}")
    assert seen.about["children"] == [enquiry.case.child_id]


def test_an_answer_is_recorded_ends_the_chasing_and_closes_no_case(
    at: Outside, enquiry: Enquiry
) -> None:
    at.open_by_code(THEIRS)
    assert at.post(at.address, WITH_US).status_code == 302

    answered = Enquiry.get_by_id(enquiry.id)
    assert answered.answer == (
        "The child is with us. School or setting: Brookfield School, Leeds. Since 7 September 2026."
    )
    assert (answered.answered_on, answered.answered_by) == (
        TODAY,
        "Sam Reed, Office manager (by link)",
    )
    assert Case.get_by_id(enquiry.case_id).is_open
    assert [task.what for task in Task.select()] == [
        f"Read the answer to {enquiry.reference}, which came by link."
    ]


def test_t20_used_twice_it_says_who_answered_and_keeps_a_correction_beside(
    app: Flask, at: Outside, enquiry: Enquiry
) -> None:
    at.open_by_code(THEIRS)
    at.post(at.address, WITH_US)

    again = Outside(app, at.address)
    assert "Sam Reed" not in again.words()
    later(5)
    again.open_by_code(THEIRS)
    assert "answered on 23 November 2026 by Sam Reed, Office manager (by link)" in again.words()
    change = {"answer": "not_known", "name": "Jo Bell", "role": "Head"}
    assert again.post(at.address, change).status_code == 302

    assert Enquiry.get_by_id(enquiry.id).answered_by.startswith("Sam Reed")
    note = Note.get()
    assert note.text == (
        f"A second answer to {enquiry.reference} came by link from Jo Bell, Head: "
        "The child is not known to us."
    )
    assert note.case_id == enquiry.case_id


def close(enquiry: Enquiry) -> None:
    close_case(enquiry.case)


def revoke(_: Enquiry) -> None:
    with writing():
        ReplyLink.get().revoke(None, NOW)


DEAD = {
    "expired": lambda _: clock.update(now=NOW + timedelta(days=31)),
    "revoked": revoke,
    "of a case that was closed": close,
    "about a child kept from most since": lambda e: make_restriction(child=e.case.child),
    "about a case kept from most since": lambda e: make_restriction(case=e.case),
}


@pytest.mark.parametrize("why", DEAD)
def test_t20_a_link_that_opens_nothing_says_the_same_as_one_there_never_was(
    app: Flask, at: Outside, enquiry: Enquiry, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.open_by_code(THEIRS)
    DEAD[why](enquiry)
    altered = at.address[:-1] + ("A" if at.address[-1] != "A" else "B")

    with counting(monkeypatch) as asked:
        dead = Outside(app, at.address).get(at.address)
        first = len(asked)
        unknown = Outside(app, altered).get(altered)

    assert asked[:first] == asked[first:]  # what the answer costs tells nothing either
    assert dead.status_code == unknown.status_code == 410
    assert dead.data == unknown.data
    assert b"01223 555 0100" in dead.data
    assert at.get(at.address).data == dead.data  # nor does the code given before help
    for step in ("code", "open"):
        assert at.client.post(f"{at.address}/{step}").status_code != 302
    assert Event.select().where(Event.verb == "reply_link_refused").count() >= 3


def test_t16_a_code_is_good_for_five_tries_and_three_are_sent_in_an_hour(
    app: Flask, at: Outside
) -> None:
    at.post(f"{at.address}/code")
    right = code_in_the_mail(app, THEIRS)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert at.post(f"{at.address}/open", {"code": wrong}).status_code == 422
    assert at.post(f"{at.address}/open", {"code": right}).status_code == 422

    assert [at.post(f"{at.address}/code").status_code for _ in range(3)] == [302, 302, 429]
    assert ReplyCode.select().count() == 3
    later(61)
    assert at.post(f"{at.address}/code").status_code == 302


def test_t20_a_code_is_good_once_for_ten_minutes_and_until_the_next(
    app: Flask, at: Outside
) -> None:
    at.post(f"{at.address}/code")
    first = code_in_the_mail(app, THEIRS)
    at.post(f"{at.address}/code")
    second = code_in_the_mail(app, THEIRS)
    if first != second:
        assert at.post(f"{at.address}/open", {"code": first}).status_code == 422
    spaced = f"{second[:3]} {second[3:]}"
    assert at.post(f"{at.address}/open", {"code": spaced}).status_code == 302
    other = Outside(app, at.address)
    assert other.post(f"{at.address}/open", {"code": second}).status_code == 422

    later(5)
    at.post(f"{at.address}/code")
    late = code_in_the_mail(app, THEIRS)
    later(15)
    assert other.post(f"{at.address}/open", {"code": late}).status_code == 422
    assert code_in_the_mail(app, THEIRS) == ""
    newest = Message.select().order_by(Message.id.desc()).get()
    assert (newest.state, newest.why) == ("cancelled", "The code in it is too old.")


def test_what_was_typed_too_late_comes_back_after_a_new_code(
    app: Flask, at: Outside, enquiry: Enquiry
) -> None:
    at.open_by_code(THEIRS)
    later(31)
    page = at.post(at.address, WITH_US)

    assert page.status_code == 422
    assert Enquiry.get_by_id(enquiry.id).answered_on is None
    assert 'name="place" value="Brookfield School, Leeds"' in page.get_data(as_text=True)
    assert at.post(f"{at.address}/code", WITH_US).status_code == 200
    digits = code_in_the_mail(app, THEIRS)
    page = at.post(f"{at.address}/open", {**WITH_US, "code": digits})
    assert page.status_code == 200
    assert 'value="Brookfield School, Leeds"' in page.get_data(as_text=True)
    assert "Zephyrine Quill" in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer": ""}, "Choose one of the answers."),
        ({"answer": "taken_on"}, "Choose one of the answers."),
        ({"place": ""}, "Enter the school or setting the child is at."),
        ({"day-day": "31", "day-month": "2"}, "Enter the year as well."),
        ({"name": " "}, "Enter your name."),
        ({"answer": "something_else"}, "Write what you know."),
        ({"words": "x" * 5001}, "Use 5,000 characters or fewer."),
    ],
)
def test_a_wrong_answer_is_told_in_words_and_loses_nothing(
    at: Outside, enquiry: Enquiry, typed: dict[str, str], said: str
) -> None:
    at.open_by_code(THEIRS)
    page = at.post(at.address, {**WITH_US, **typed})

    assert page.status_code == 422
    assert said in page.get_data(as_text=True)
    assert "<title>Error: " in page.get_data(as_text=True)
    assert 'value="Office manager"' in page.get_data(as_text=True)
    assert Enquiry.get_by_id(enquiry.id).answered_on is None


def test_t25_a_flood_of_replies_waits_and_is_not_counted_by_the_hour(
    app: Flask, at: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(Setting(name="pages_an_hour", value=20, effective_from=TODAY))
    app.config["GATE"].forget()
    slots = app.config["GATE"].slots
    monkeypatch.setattr(slots, "patience", 0.01)
    assert {at.get(at.address).status_code for _ in range(22)} == {200}
    held = [slots.enter() for _ in range(2)]
    try:
        assert at.get(at.address).status_code == 503
    finally:
        for _ in held:
            slots.leave()


def test_what_a_browser_brings_from_elsewhere_opens_nothing(app: Flask, at: Outside) -> None:
    thief = Outside(app, at.address)
    for browser in (at, thief):
        browser.client.set_cookie("reply", "planted", domain="localhost")
    at.open_by_code(THEIRS)

    assert "Zephyrine Quill" in at.words()
    assert "Zephyrine" not in thief.words()


def test_a_refused_and_a_corrected_address_take_the_link_with_them(
    app: Flask, at: Outside, enquiry: Enquiry
) -> None:
    enquiry.email = "head@hilltop.example"
    saved(enquiry)
    new = Outside(app, address_for(app, enquiry))

    assert new.address != at.address
    assert at.get(at.address).status_code == 410
    new.open_by_code("head@hilltop.example")
