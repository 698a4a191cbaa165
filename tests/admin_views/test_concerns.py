"""Welfare concerns on the screens: who may raise one, and what every page says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from models.base import database
from models.casework.case import Case
from models.casework.concern import Concern
from models.organisations.access import ROLES
from models.outgoing.message import Message
from models.transaction import transaction
from tests.admin_views.sweeping import Sweeper, form_in, sweeper, words_in
from tests.conftest import clock
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_case,
    make_child,
    make_concern,
    make_duty_turn,
    make_officer,
    make_restriction,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

CHILD = {"forenames": "Zephyrine", "surname": "Quill"}


def raise_one(browser: Sweeper, case: Case, what: str = "A bruise.") -> int:
    page = browser.get(f"/concerns/new/?child={case.child_id}&case={case.id}")
    assert page.status_code == 200
    answer = browser.post("/concerns/new/", form_in(page) | {"what": what})
    return int(answer.status_code)


def test_a_concern_is_raised_with_its_mail_or_not_at_all(app: Flask) -> None:
    case, manager = make_case(child=make_child(**CHILD)), make_officer("manager")
    browser = sweeper(app, make_officer("cme_officer"))

    assert raise_one(browser, case) == 302
    concern, message = Concern.get(), Message.get()
    assert (concern.child_id, concern.case_id, concern.raised_at) == (case.child_id, case.id, NOW)
    assert (message.recipient, message.state, message.urgent) == (manager.email, "queued", True)
    assert "Quill" not in message.subject + message.body

    # The outbox takes no more: then there is no concern either, and nothing typed is lost.
    database.execute_sql('ALTER TABLE "message" RENAME TO "message_away"')
    try:
        page = browser.get(f"/concerns/new/?child={case.child_id}&case={case.id}")
        sent = form_in(page) | {"what": "Another one."}
        refused = browser.post("/concerns/new/", sent)
    finally:
        database.execute_sql('ALTER TABLE "message_away" RENAME TO "message"')
    assert refused.status_code == 503
    assert "Another one." in words_in(refused)
    assert Concern.select().count() == 1


@pytest.mark.parametrize("role", [name for name, _ in ROLES])
def test_whoever_sees_the_child_may_raise_one_but_an_auditor(app: Flask, role: str) -> None:
    make_officer("manager")
    case = make_case()
    browser = sweeper(app, make_officer(role))

    if role in ("auditor", "system_administrator"):
        assert browser.get(f"/concerns/new/?child={case.child_id}").status_code == 403
        return
    assert raise_one(browser, case, "She was afraid.") == 302
    page = words_in(browser.get(f"/concerns/details/?id={Concern.get().id}"))
    reads = role not in ("business_support", "returns_officer")
    assert ("She was afraid." in page) == reads


def test_it_is_one_click_from_the_child_and_from_the_case(app: Flask) -> None:
    case = make_case()
    browser = sweeper(app, make_officer("cme_officer"))

    child_page = words_in(browser.get(f"/children/details/?id={case.child_id}"))
    assert f'href="/concerns/new/?child={case.child_id}"' in child_page
    case_page = words_in(browser.get(f"/cases/details/?id={case.id}"))
    assert f'href="/concerns/new/?case={case.id}"' in case_page
    form = form_in(browser.get(f"/concerns/new/?case={case.id}"))
    assert case.child.reference in form["child"]
    assert case.reference in form["case"]


def test_the_two_steps_are_recorded_and_a_refusal_keeps_what_was_typed(app: Flask) -> None:
    officer = make_officer("cme_officer")
    concern = make_concern()
    browser = sweeper(app, officer)
    clock["now"] = NOW + timedelta(minutes=12)
    referral = f"/concerns/referral/?id={concern.id}"
    sent = {"to": "The hub", "how": "phone", "reference": "MASH-1", "ago": "40"}

    refused = browser.post(referral, sent)
    assert refused.status_code == 409
    assert "Give fewer minutes" in words_in(refused)
    assert 'value="The hub"' in words_in(refused)
    assert browser.post(referral, sent | {"ago": "10"}).status_code == 302
    done = f"/concerns/acknowledged/?id={concern.id}"
    assert browser.post(done, {"by_name": "Pat Bell", "words": "", "ago": ""}).status_code == 302

    row = Concern.get()
    assert (row.referred_by_id, row.referred_at) == (officer.id, NOW + timedelta(minutes=2))
    assert (row.acknowledged_by_name, row.minutes_open(NOW)) == ("Pat Bell", 12)


def banner_on(browser: Sweeper, address: str = "/account/") -> str:
    page = words_in(browser.get(address))
    return page.partition('<section class="concern-banner')[2].partition("</section>")[0]


def test_every_page_says_so_and_in_red_with_the_numbers_when_it_is_late(app: Flask) -> None:
    here = the_authority()
    here.hub_phone = "0345 045 5203"
    saved(here)
    concern = make_concern(child=make_child(**CHILD))
    browser = sweeper(app, make_officer("business_support"))

    at_first = banner_on(browser)
    clock["now"] = NOW + timedelta(minutes=15)
    late = banner_on(browser)

    assert f"{concern.reference}</a> has not been acknowledged for 0 minutes" in at_first
    assert "0345" not in at_first
    assert "concern-banner--late" in late
    assert "for 15 minutes" in late
    assert "Ring the safeguarding hub on 0345 045 5203." in late
    assert "ring 999" in late
    assert "Quill" not in at_first + late

    with transaction(TESTS, clock["now"]):
        concern.refer("The hub", "phone", "", None, NOW, NOW)
        concern.acknowledge("Pat Bell", "", NOW, NOW)
    assert banner_on(browser) == ""


def test_t04_the_banner_betrays_no_other_council_and_no_restricted_child(app: Flask) -> None:
    theirs = make_authority(code="874", name="Peterborough")
    make_concern(child=make_child(authority=theirs))
    hidden = make_child()
    concern = make_concern(child=hidden)
    make_restriction(child=hidden)
    manager = make_officer("manager")
    browser = sweeper(app, manager)

    assert banner_on(browser) == ""
    assert "Welfare concerns to be" not in words_in(browser.get("/"))
    assert browser.get(f"/concerns/details/?id={concern.id}").status_code == 404

    glass = {"reference": concern.reference, "reason": "I am on duty."}
    assert browser.post("/restricted/", glass).status_code == 302
    assert browser.get(f"/concerns/details/?id={concern.id}").status_code == 200
    assert concern.reference in banner_on(browser)
    assert banner_on(sweeper(app, make_officer("system_administrator"))) == ""


def test_a_case_with_an_open_concern_is_not_closed_on_the_screen(app: Flask) -> None:
    case = make_case(kind="EHE", reason="ehe_chosen")
    concern = make_concern(child=case.child, case=case)
    browser = sweeper(app, make_officer("manager"))
    sent = form_in(browser.get(f"/cases/edit/?id={case.id}"))

    closed = {"closed_on": "23", "closed_on-month": "11", "closed_on-year": "2026"}
    refused = browser.post(f"/cases/edit/?id={case.id}", sent | closed | {"outcome": "Found."})

    assert refused.status_code == 409
    assert f"{concern.reference}, a welfare concern, is not acknowledged yet" in words_in(refused)


def test_an_empty_rota_is_told_to_whoever_can_fill_it(app: Flask) -> None:
    manager = make_officer("manager")
    browser = sweeper(app, manager)
    assert "Nobody is on the" in words_in(browser.get("/"))
    assert "Nobody is on the" not in words_in(sweeper(app, make_officer()).get("/"))

    make_duty_turn(manager)
    assert "Nobody is on the" not in words_in(browser.get("/"))
