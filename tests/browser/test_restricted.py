"""A manager who is not named on a restricted record opens it, and the others are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from models.outgoing.message import Message
from tests.browser.conftest import Visit
from tests.making import make_child, make_officer, make_restriction

pytestmark = pytest.mark.browser


def test_a_manager_opens_a_restricted_record(app: Flask, visit: Callable[..., Visit]) -> None:
    child = make_child(forenames="Siân", surname="Hidden")
    make_restriction(child=child)
    manager, other = make_officer("manager"), make_officer("manager")
    at = visit()
    at.sign_in(manager)

    at.open("/children/")
    at.page.get_by_label("Search").fill("Hidden")
    at.page.get_by_role("button", name="Search").click()
    at.page.get_by_text("Nothing fits.").wait_for()
    at.open(f"/children/details/?id={child.id}")
    at.page.get_by_role("heading", name="There is no such page or record").wait_for()

    at.open("/")
    at.page.get_by_text("More", exact=True).click()
    at.page.get_by_role("link", name="Open one").click()
    found = at.violations()
    at.page.get_by_label("Reference of the record").fill(child.reference)
    at.page.get_by_label("Why you need to open it").fill("The hospital called.")
    at.page.get_by_role("button", name="Open it and tell the other managers").click()

    at.page.get_by_role("heading", name="Siân Hidden").wait_for()
    at.page.get_by_text("It is open to you for 60 minutes.").wait_for()
    assert [message.recipient for message in Message.select()] == [other.email]
    assert found + at.violations() == []
    assert at.complaints == []
