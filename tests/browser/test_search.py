"""The search box in a real browser: children offered while somebody types, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit
from tests.making import make_child, make_officer

pytestmark = pytest.mark.browser


def test_a_child_is_found_and_opened_without_a_mouse(visit: Callable[..., Visit]) -> None:
    child = make_child(surname="Kowalczyk")
    make_child(forenames="Zofia", surname="Kowalczyk")
    at = visit()
    at.sign_in(make_officer())
    box = at.page.locator("header").get_by_role("combobox", name="Find a child")
    box.press_sequentially("kowalzcyk elo")  # two letters changed over

    at.page.get_by_role("option", name=child.reference).wait_for()
    assert at.page.get_by_role("option").count() == 1
    assert at.page.locator("header [role=status]").inner_text().startswith("One fits.")
    assert not [fault for fault in at.violations() if "child-" in fault or "words-" in fault]
    box.press("Escape")
    at.page.get_by_role("option").wait_for(state="hidden")
    box.press("ArrowDown")
    assert at.page.get_by_role("option", selected=True).get_attribute("id") == box.get_attribute(
        "aria-activedescendant"
    )
    box.press("Enter")
    at.page.wait_for_url(f"**/children/details/?id={child.id}")
    assert at.complaints == []


def test_enter_leads_to_the_list_without_scripts_too(visit: Callable[..., Visit]) -> None:
    make_child(surname="Kowalczyk")
    at = visit(javascript=False)
    at.sign_in(make_officer())
    at.page.locator("header").get_by_role("searchbox", name="Find a child").fill("kowalczyk")
    at.page.keyboard.press("Enter")

    at.page.get_by_role("heading", name="1 child fits").wait_for()
    assert "kowalczyk" not in at.page.url.lower() + at.page.title().lower()
    at.page.get_by_role("link", name="Élodie Kowalczyk").click()
    at.page.get_by_role("heading", name="Kowalczyk").first.wait_for()
