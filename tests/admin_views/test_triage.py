"""The triage screen: the referral beside whom it may be about, and what each button does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from flask import Flask

from models.casework.case import Case
from models.casework.not_the_same import NotTheSame
from models.casework.note import Note
from models.casework.referral import Referral
from models.ledger.event import Event
from models.organisations.officer import Officer
from models.outgoing.message import Message
from models.people.child import Child
from models.transaction import transaction
from tests.admin_views.sweeping import Sweeper, form_in, sweeper, words_in
from tests.making import (
    NOW,
    TESTS,
    make_child,
    make_officer,
    make_referral,
    make_restriction,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

SAID = {"forenames": "Tomasz", "surname": "Quackenbush", "born_on": date(2014, 5, 20)}
RISK = {"risk": "high", "risk_why": "Nobody has seen him."}
DECIDE = RISK | {"do": "decide", "reason": "vanished", "why": "The UPN and the mother's name."}


@pytest.fixture
def officer(app: Flask) -> Officer:
    return make_officer("cme_officer")


@pytest.fixture
def browser(app: Flask, officer: Officer) -> Sweeper:
    return sweeper(app, officer)


def at(referral: Referral) -> str:
    return f"/referrals/triage/?id={referral.id}"


def answer(browser: Sweeper, referral: Referral, **given: Any) -> Any:
    """Open the screen, fill in what is given and press a button."""
    page = browser.get(at(referral))
    assert page.status_code == 200
    return browser.post(at(referral), form_in(page) | given)


def test_the_referral_stands_beside_the_child_it_may_be_about(browser: Sweeper) -> None:
    child = make_child(**SAID | {"born_on": date(2014, 5, 12)})
    referral = make_referral(**SAID | {"born_on": date(2014, 12, 5)}, worried=True)

    page = words_in(browser.get(at(referral)))

    assert f"This child: {child}" in page
    assert "born 12 May 2014, written 5 Dec 2014: day and month swapped" in page
    assert "Of compulsory school age until 27 June 2031." in page
    assert "If a child is in danger now, ring 999." in page
    assert ">23 November 2026<" in page  # by when it is to be decided
    listed = [event.about for event in Event.select().where(Event.verb == "listed")]
    assert [one["ids"] for one in listed if one["find"] == "triage" and one["count"]] == [
        [child.id]
    ]


def test_t29_no_name_stands_in_the_title_or_the_address(browser: Sweeper) -> None:
    referral = make_referral(**SAID)

    page = words_in(browser.get(at(referral)))

    assert f"<title>Triage: {referral.reference}" in page
    assert "Quackenbush" not in page.partition("</title>")[0]


def test_the_risk_is_recorded_before_the_decision(browser: Sweeper, officer: Officer) -> None:
    referral = make_referral(**SAID)

    refused = answer(browser, referral, do="decide", choice="new", reason="moved_in", why="He is.")
    assert refused.status_code == 409
    assert "how great the risk is" in words_in(refused)
    assert "He is." in words_in(refused)  # nothing typed is lost

    assert answer(browser, referral, do="risk", **RISK).status_code == 302
    judged = Referral.get_by_id(referral.id)
    assert (judged.risk, judged.risk_by_id, judged.risk_at) == ("high", officer.id, NOW)
    assert judged.is_open


def test_this_child_opens_a_case(browser: Sweeper) -> None:
    child, referral = make_child(**SAID), make_referral(**SAID)

    done = answer(browser, referral, choice=str(child.id), **DECIDE)

    case = Case.get()
    assert done.location == f"/cases/details/?id={case.id}"
    assert (case.child_id, case.referral_id) == (child.id, referral.id)


def test_a_new_child_beside_one_who_is_the_same_is_asked_back_and_then_remembered(
    browser: Sweeper,
) -> None:
    child, referral = make_child(**SAID), make_referral(**SAID)

    asked = answer(browser, referral, choice="new", **DECIDE)
    assert "looks like the same child: same name, same birth date" in words_in(asked)
    assert Case.select().count() == 0

    back = browser.post(at(referral), form_in(asked) | {"do": "back"})
    assert (back.status_code, "The UPN and the mother" in words_in(back)) == (200, True)
    sure = browser.post(at(referral), form_in(asked) | {"do": "sure"})
    assert sure.status_code == 302
    assert NotTheSame.get().child_id == child.id
    assert Child.select().count() == 2


def test_another_child_is_named_by_reference_and_asked_back(browser: Sweeper) -> None:
    child, referral = make_child(forenames="Zoë", surname="Hill"), make_referral(**SAID)
    named = {"choice": "another", "child": child.reference.lower()}

    asked = answer(browser, referral, **DECIDE, **named)
    assert "Nothing told agrees" in words_in(asked)
    assert browser.post(at(referral), form_in(asked) | {"do": "sure"}).status_code == 302
    assert Referral.get_by_id(referral.id).child_id == child.id


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"choice": ""}, "Choose who it is", id="nobody"),
        pytest.param({"choice": "another"}, "Give the reference of the child", id="no reference"),
        pytest.param({"choice": "another", "child": "CH-999"}, "no such record", id="not there"),
        pytest.param({"choice": "not"}, "Say why it is not", id="no rule"),
        pytest.param({"choice": "new", "reason": ""}, "Choose the reason", id="no reason"),
        pytest.param({"choice": "new", "why": " "}, "why you decide so", id="no why"),
        pytest.param(
            {"choice": "not", "rule": "duplicate"}, "reference of the other", id="of what"
        ),
        pytest.param({"choice": "new", "since_on": "1 1 2031"}, "still to come", id="later"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    browser: Sweeper, given: dict[str, str], words: str
) -> None:
    referral = make_referral(**SAID)

    refused = answer(browser, referral, **{**DECIDE, **given})

    assert refused.status_code in (409, 422)
    assert words in words_in(refused)
    assert "Nobody has seen him." in words_in(refused)


def test_a_truant_goes_back_to_the_school_by_email_and_the_record_shows_it(
    browser: Sweeper,
) -> None:
    referral = make_referral(**SAID)

    done = answer(browser, referral, choice="not", rule="on_roll", **DECIDE)

    message = Message.get()
    page = words_in(browser.get(done.location))
    assert (message.recipient, message.state) == (referral.referrer_email, "queued")
    assert "Quackenbush" not in message.subject + message.body
    assert referral.receipt in message.body
    assert message.reference in page
    assert "The email that gives it back to the school waits to be sent." in page


def test_nobody_but_a_school_is_told_what_came_of_a_referral(browser: Sweeper) -> None:
    referral = make_referral(**SAID, route="public")

    done = answer(browser, referral, choice="not", rule="on_roll", **DECIDE)

    assert "Ring the school" in words_in(browser.get(done.location))
    assert Message.select().count() == 0


def test_a_child_of_another_area_is_handed_over(browser: Sweeper) -> None:
    referral = make_referral(**SAID)

    done = answer(browser, referral, choice="not", rule="out_of_area", **DECIDE)

    assert done.location == f"/handovers/new/?referral={referral.id}"
    assert browser.get(done.location).status_code == 200
    assert Referral.get_by_id(referral.id).not_cme == "out_of_area"


def test_two_officers_at_once_and_the_second_is_told_and_loses_no_text(
    app: Flask, browser: Sweeper
) -> None:
    child, referral = make_child(**SAID), make_referral(**SAID)
    other = sweeper(app, make_officer("manager", name="Ruth Lane"))
    page = browser.get(at(referral))
    assert answer(other, referral, choice=str(child.id), **DECIDE).status_code == 302

    late = browser.post(at(referral), form_in(page) | DECIDE | {"choice": "new", "why": "Mine."})

    assert late.status_code == 409
    assert "Ruth Lane has decided on" in words_in(late)
    assert "Mine." in words_in(late)
    again = browser.post(at(referral), form_in(late))
    assert "Ruth Lane has decided" in words_in(again)
    assert Case.select().count() == 1


def test_the_second_school_in_an_hour_is_shown_the_first(browser: Sweeper) -> None:
    first = make_referral(**SAID)
    with transaction(TESTS, NOW):
        late = NOW + timedelta(minutes=20)
        second = Referral.receive(the_authority(), "school", SAID, late)

    page = words_in(browser.get(at(second)))

    assert f">{first.reference}</a> was received 20 minutes before this one" in page
    assert "looks like the same child: same name; same birth date" in page


def test_telling_a_child_apart_wants_a_reason_and_can_be_taken_back(browser: Sweeper) -> None:
    child, referral = make_child(**SAID), make_referral(**SAID)
    apart = f"/referrals/apart/?id={referral.id}&child={child.id}"

    assert browser.post(apart, form_in(browser.get(apart))).status_code == 422
    browser.post(apart, form_in(browser.get(apart)) | {"why": "A cousin."})
    page = words_in(browser.get(at(referral)))
    assert "Said not to be the same child (1)" in page
    assert f"This child: {child}" not in page

    together = f"/referrals/together/?id={referral.id}&said={NotTheSame.get().id}"
    browser.post(together, form_in(browser.get(together)) | {"why": "No cousin."})
    assert f"This child: {child}" in words_in(browser.get(at(referral)))


def test_support_takes_a_referral_down_and_does_not_triage_it(app: Flask) -> None:
    support = sweeper(app, make_officer("business_support"))
    page = support.get("/referrals/new/")
    here = {"authority": str(the_authority().id)}
    said = here | {"surname": "Quackenbush", "said": "Seen at the shop.", "postcode": "cb12ab"}

    kept = support.post("/referrals/new/", form_in(page) | said)

    referral = Referral.get()
    assert kept.location == "/referrals/"
    assert (referral.route, referral.postcode) == ("officer", "CB1 2AB")
    assert ["What was said", "Seen at the shop."] in referral.told[0][1]
    assert referral.receipt in words_in(support.get(kept.location))
    assert sorted((one.standard, one.runs) for one in referral.clocks) == [
        ("acknowledge", False),
        ("triage", True),
    ]
    assert support.get(at(referral)).status_code == 403
    empty = support.post("/referrals/new/", form_in(page) | here | {"form_key": "another"})
    assert "or at least the address" in words_in(empty)


def test_t02_a_restricted_child_is_betrayed_by_nothing_on_the_screen(
    app: Flask, browser: Sweeper
) -> None:
    referral = make_referral(**SAID)
    before = words_in(browser.get(at(referral)))
    restricted = make_restriction(child=make_child(**SAID, upn="W874299926017"))
    with transaction(TESTS, NOW):
        Referral.update(matched_at=NOW).execute()

    assert restricted.child_id is not None
    after = words_in(browser.get(at(referral)))
    assert _without_tokens(after) == _without_tokens(before)


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrf" not in line and "form_key" not in line]


def test_a_slip_is_taken_back_with_a_reason_and_decided_again(browser: Sweeper) -> None:
    child, referral = make_child(**SAID), make_referral(**SAID)
    answer(browser, referral, choice=str(child.id), **DECIDE)
    again = f"/referrals/again/?id={referral.id}"
    page = browser.get(again)
    assert f">{Case.get().reference}</a> came of it" in words_in(page)

    assert browser.post(again, form_in(page)).status_code == 422
    assert browser.post(again, form_in(page) | {"why": "A cousin."}).status_code == 302

    taken_back = Referral.get_by_id(referral.id)
    assert (taken_back.is_open, taken_back.child_id, taken_back.risk) == (True, None, "high")
    assert "was taken back from this record. A cousin." in Note.get().text
    assert {one.runs for one in taken_back.clocks if one.standard == "triage"} == {True, False}
    refused = browser.post(again, form_in(browser.get(again)) | {"why": "Twice."})
    assert "Nobody has decided on" in words_in(refused)


HOSTILE = (
    "<script>alert(1)</script>",
    "</textarea><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "{{ config }}",
    "&lt;b&gt;",
)


def test_t07_what_a_stranger_wrote_is_shown_as_text_in_every_place(browser: Sweeper) -> None:
    make_child(**SAID)
    plain, wicked = (
        make_referral(**SAID),
        make_referral(
            forenames=HOSTILE[0],
            surname=HOSTILE[1],
            known_as=HOSTILE[2],
            born_on=SAID["born_on"],
            school_name=HOSTILE[4],
            referrer_organisation=HOSTILE[2],
            told=[[one, [[one, one]]] for one in HOSTILE],
        ),
    )

    def marks(page: str) -> set[tuple[str, tuple[str, ...]]]:
        tree = lxml.html.fromstring(page)
        return {(str(one.tag), tuple(sorted(one.keys()))) for one in tree.iter() if one.tag}

    page = words_in(browser.get(at(wicked)))
    shown = lxml.html.fromstring(page).text_content()
    assert all(one in shown for one in HOSTILE)
    assert marks(page) <= marks(words_in(browser.get(at(plain))))
    details = words_in(browser.get(f"/referrals/details/?id={wicked.id}"))
    assert "<script>alert" not in details
    assert "<img src=x" not in details
