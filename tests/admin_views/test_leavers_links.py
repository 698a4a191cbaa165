"""The link for a list of leavers, on the staff pages: sent from the school's page, and ended."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from models.casework.leavers_link import LeaversLink
from models.outgoing.message import Message
from tests.admin_views.sweeping import Sweeper, sweeper, words_in
from tests.conftest import NOW
from tests.making import make_leavers_link, make_officer, make_school, the_authority


def choice(school: object) -> dict[str, object]:
    return {"school": str(school), "authority": the_authority().id}


def test_a_link_is_made_from_the_school_s_page_and_mailed_to_its_address(browser: Sweeper) -> None:
    school = make_school()
    page = words_in(browser.get(f"/schools/details/?id={school.id}"))
    assert f"/leavers-links/new/?school={school.id}" in page

    answer = browser.post(f"/leavers-links/new/?school={school.id}", choice(school))
    link = LeaversLink.get()
    mail = Message.get()
    assert answer.location == f"/leavers-links/details/?id={link.id}"
    assert (link.school, link.expires_at) == (school, NOW + timedelta(days=90))
    assert (mail.recipient, mail.state) == (school.email, "queued")
    assert link.nonce not in mail.body + words_in(browser.get(str(answer.location)))


def test_a_school_without_an_address_gets_none_and_it_is_said_why(browser: Sweeper) -> None:
    school = make_school(email="")
    answer = browser.post("/leavers-links/new/", choice(school))
    assert answer.status_code == 409
    assert "The school has no email address here." in words_in(answer)
    assert LeaversLink.select().count() == Message.select().count() == 0


def test_a_link_is_ended_after_a_question_and_by_whoever_may(app: Flask, browser: Sweeper) -> None:
    link = make_leavers_link()
    page = f"/leavers-links/end/?id={link.id}"
    auditor = sweeper(app, make_officer("auditor"))
    assert auditor.post(page).status_code == 403
    assert "End it" in words_in(browser.get(f"/leavers-links/details/?id={link.id}"))
    browser.post(page)
    assert LeaversLink.get().ended_at == NOW
    assert "End it" not in words_in(browser.get(f"/leavers-links/details/?id={link.id}"))
