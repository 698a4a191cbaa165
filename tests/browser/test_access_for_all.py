"""axe-core finds nothing on any page, in any state a page comes in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, abort

from admin_views import SCREENS
from admin_views.running.handbook import DOCS
from commands.starters import load_starters
from models.organisations.authority import Authority
from models.organisations.role import Role
from tests.browser.conftest import Visit
from tests.making import (
    NOW,
    make_authority,
    make_child,
    make_enquiry,
    make_notice,
    make_officer,
    make_one_of_each,
    saved,
    the_authority,
)

pytestmark = pytest.mark.browser

BROKEN_PICTURES = "[...document.images].filter((one) => !one.naturalWidth).map((one) => one.src)"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true })"
BY_HAND = ("/letters/templates", "/school-register/", "/history/", "/audit/", "/access/")


@pytest.mark.parametrize("part", [0, 1, 2], ids=lambda part: f"part {part + 1} of 3")
def test_no_page_has_a_violation(app: Flask, visit: Callable[..., Visit], part: int) -> None:
    manager = make_officer("manager")
    make_authority(code="874", name="Peterborough City Council")
    saved(Role(officer=manager, authority=Authority.get(code="874"), name="manager"))
    load_starters(NOW)
    make_notice()
    make_enquiry()
    at = visit()
    at.open("/sign-in")
    found = at.violations()
    at.sign_in(manager)

    pages = ["/", "/caught-mail/", "/nowhere", *BY_HAND, *pages_of_every_screen(app, manager.id)]
    for path in pages[part::3]:
        at.open(path)
        found += at.violations()

    assert len(pages) > 60
    assert found == []
    assert at.complaints == []


def pages_of_every_screen(app: Flask, officer_id: int) -> list[str]:
    pages = []
    for screen in SCREENS:
        row = screen.shows.select().order_by(screen.shows.id).first()
        pages.append(f"/{screen.address}/")
        if screen.creates:
            pages.append(f"/{screen.address}/new/")
        if row is not None:
            pages.append(f"/{screen.address}/details/?id={row.id}")
        if row is not None and screen.edits:
            pages.append(f"/{screen.address}/edit/?id={row.id}")
    return pages


def test_states_with_errors_have_no_violation(app: Flask, visit: Callable[..., Visit]) -> None:
    enquiry = make_enquiry()
    make_enquiry(case=enquiry.case)
    at = visit()
    at.sign_in(make_officer("manager"))

    at.open("/enquiries/new/")
    at.page.get_by_label("Case").fill("O’Neil")
    at.page.get_by_label("School").fill("Hilltop")  # two fit
    at.page.get_by_role("button", name="Save").click()
    at.page.get_by_text("There is a problem").wait_for()
    found = at.violations()

    at.open("/children/")
    at.page.get_by_label("Search").fill("nobody of this name")
    at.page.get_by_role("button", name="Search").click()
    at.page.get_by_text("Nothing fits.").wait_for()
    found += at.violations()

    assert found == []
    assert "nobody" not in at.page.url


def test_what_opens_on_a_page_has_no_violation(app: Flask, visit: Callable[..., Visit]) -> None:
    case = make_one_of_each(the_authority())
    make_child(forenames="Zofia", surname="Nowak")
    at = visit()
    at.sign_in(make_officer("manager"))
    found = []
    for path in (
        f"/children/details/?id={case.child_id}",
        f"/children/details/?id={case.child_id}&kind=notes",
        f"/cases/details/?id={case.id}",
        "/children/",
        "/worklist/overdue/",
        "/worklist/overdue/?page=9",
        "/figures/?months=6",
        "/handbook/",
        *(f"/handbook/{one.stem}/" for one in DOCS.glob("handbook/*.md")),
    ):
        at.open(path)
        at.page.evaluate(OPEN_ALL)
        found += at.violations() + at.page.evaluate(BROKEN_PICTURES)
    for words, told in (("nowak", "1 child fits"), ("xyzzy", "No child fits")):
        at.page.locator("header input[name=words]").fill(words)
        at.page.keyboard.press("Enter")
        at.page.get_by_role("heading", name=told).wait_for()
        found += at.violations()

    assert found == []
    assert at.complaints == []


def test_no_page_of_refusal_has_a_violation(app: Flask, visit: Callable[..., Visit]) -> None:
    at = visit()
    at.sign_in(make_officer("manager"))
    found = []
    for status in (400, 403, 404, 405, 409, 413, 429, 500, 503):
        app.view_functions["caught-mail.index"] = lambda status=status: abort(status)
        at.open("/caught-mail/")
        at.page.get_by_role("link", name="Go to the front page").wait_for()
        found += at.violations()

    assert found == []
    assert at.complaints == []
