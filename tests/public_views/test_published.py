"""What each council states of these pages: how accessible they are, and its privacy notice."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from models.base import RuleBroken
from public_views import stopped
from tests.admin_views.sweeping import words_in
from tests.browsing import Browser, signed_in
from tests.making import make_authority, make_officer, saved, the_authority
from tests.visiting import Visitor

LINK = 'href="/accessibility"'
NOTICE = "https://www.cambridgeshire.gov.uk/privacy?for=education"


@pytest.mark.parametrize(
    "address", ["/refer", "/refer/begin", "/refer/return", "/reply/nothing", "/refer/leavers/x"]
)
def test_every_page_for_people_outside_leads_to_the_statement(
    visitor: Visitor, address: str
) -> None:
    assert LINK in words_in(visitor.get(address))


def test_so_does_the_page_of_whoever_is_stopped(app: Flask) -> None:
    with app.test_request_context("/refer"):
        assert LINK in stopped.page(503, stopped.BUSY, 5, []).get_data(as_text=True)


def test_the_pages_of_the_staff_and_the_door_lead_to_the_statement(app: Flask) -> None:
    browser = signed_in(app, make_officer())

    assert LINK in words_in(browser.get("/children/"))
    assert LINK in words_in(Browser(app).get("/sign-in"))
    assert browser.get("/accessibility").status_code == 200


def test_nothing_is_claimed_that_nobody_checked(visitor: Visitor) -> None:
    page = words_in(visitor.get("/accessibility"))

    assert "Nobody has yet checked" in page
    assert "comply fully" not in page
    for words in (
        "2.2",
        the_authority().phone,
        "Regulations 2018",
        "Equality and Human Rights Commission",
    ):
        assert words in page
    assert "Whereabouts" not in page


def test_what_a_council_found_stands_in_its_statement(visitor: Visitor) -> None:
    here = the_authority()
    here.accessibility = "partial"
    here.accessibility_faults = "The list of leavers is a spreadsheet.\nPDF files have no tags."
    here.accessibility_checked_on = date(2026, 10, 1)
    here.accessibility_checked_by = "Ann Bell of the web team, with NVDA"
    here.accessibility_stated_on = date(2026, 11, 2)
    saved(here)
    make_authority(code="874", name="Peterborough City Council")

    page = words_in(visitor.get("/accessibility?authority=873"))
    for words in (
        "comply partly",
        "PDF files have no tags.",
        "1 October 2026",
        "with NVDA",
        "2 November 2026",
    ):
        assert words in page
    assert "Peterborough" not in page
    assert "Peterborough City Council run them" in words_in(visitor.get("/accessibility"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"accessibility": "full"}, "the day on which it was checked"),
        (
            {"accessibility": "partial", "accessibility_checked_on": date(2026, 10, 1)},
            "in which way",
        ),
        ({"privacy_notice": "http://council.example/privacy"}, "beginning with https://"),
        ({"privacy_notice": "javascript:alert(1)"}, "beginning with https://"),
        ({"privacy_notice": "https://ours.example@evil.example"}, "beginning with https://"),
        ({"privacy_notice": "https://council"}, "beginning with https://"),
    ],
)
@pytest.mark.usefixtures("db")
def test_what_is_not_fit_to_be_published_is_refused_in_words(
    said: dict[str, object], words: str
) -> None:
    here = the_authority()
    for name, value in said.items():
        setattr(here, name, value)

    with pytest.raises(RuleBroken, match=words):
        saved(here)


def test_the_first_page_leads_to_the_privacy_notice_where_the_council_has_one(
    visitor: Visitor,
) -> None:
    assert "Ask us for the council’s privacy notice." in words_in(visitor.get("/refer"))

    here = the_authority()
    here.privacy_notice = f" {NOTICE} "
    saved(here)
    page = words_in(visitor.get("/refer"))
    assert f'href="{NOTICE}"' in page
    assert "Ask us for the council’s privacy notice." not in page


def test_an_administrator_fills_in_what_is_published_and_the_rest_may_stay_empty(
    app: Flask,
) -> None:
    here = the_authority()
    browser = signed_in(app, make_officer("system_administrator"))
    address = f"/authorities/edit/?id={here.id}"
    told = ("name", "team_name", "address_lines", "phone", "email", "hub_phone")
    form = {name: getattr(here, name) or "x" for name in told}
    form |= {"hub_phone_at_night": "x", "row_version": here.row_version, "privacy_notice": NOTICE}
    checked = {"accessibility": "full", "accessibility_checked_on": "1/10/2026"}

    refused = browser.post(address, form | {"accessibility": "full"})
    assert "Enter the day on which it was checked" in words_in(refused)
    assert NOTICE in words_in(refused)
    assert browser.post(address, form | checked).status_code == 302
    assert (the_authority().privacy_notice, the_authority().accessibility) == (NOTICE, "full")
