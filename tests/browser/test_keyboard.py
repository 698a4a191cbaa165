"""The keyboard alone: every control of a page is reached by Tab, and what is reached is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.making import make_case, make_child, make_enquiry, make_officer, make_task

pytestmark = pytest.mark.browser

# Notes what has the focus with its look, and tells whether it is in sight; null when it came round.
STOP = """() => {
  window.lookOf = (one) => {
    const style = getComputedStyle(one)
    const ring = style.outlineColor === 'rgba(0, 0, 0, 0)' ? '' : style.outline
    return [ring, style.boxShadow, style.backgroundColor, style.borderColor].join()
  }
  window.stops ??= new Map()
  const at = document.activeElement
  if (window.stops.has(at)) return null
  window.stops.set(at, window.lookOf(at))
  if (at === document.body) return { isInSight: true } // past the end, and on from the beginning
  const box = at.getBoundingClientRect()
  return {
    what: at.outerHTML.slice(0, 120),
    isInSight: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    isShut: at.tagName === 'SUMMARY' && !at.parentElement.open
  }
}"""

# What is visible and was not reached, and what looked with the focus as it does without.
MISSED = """() => {
  const all = 'a[href], button, input, select, textarea, summary, [tabindex]'
  document.activeElement.blur()
  const open = [...document.querySelectorAll(all)].filter((one) =>
    one.checkVisibility() && one.getClientRects().length && !one.disabled && one.tabIndex >= 0)
  const groups = new Set([...window.stops.keys()].map((one) => one.type === 'radio' && one.name))
  const missed = open.filter((one) =>
    !window.stops.has(one) && !(one.type === 'radio' && groups.has(one.name)))
  const unseen = [...window.stops].filter(([one, look]) =>
    one !== document.body && window.lookOf(one) === look)
  return [...missed, ...unseen.map(([one]) => one)].map((one) => one.outerHTML.slice(0, 160))
}"""

IS_AT = """(words) => [document.activeElement?.innerText, document.activeElement?.name].some(
  (said) => said?.startsWith(words))"""


def walk(page: Page) -> list[str]:
    """Go through the page by Tab, opening what opens; return what was out of sight or missed."""
    page.wait_for_load_state("networkidle")
    out_of_sight = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop: Any = page.evaluate(STOP)
        if stop is None:
            return [*out_of_sight, *page.evaluate(MISSED)]
        if not stop["isInSight"]:
            out_of_sight.append(stop["what"])
        if stop.get("isShut"):
            page.keyboard.press("Enter")
    raise AssertionError("Tab never came round")


def press_to(page: Page, name: str) -> None:
    """Go on by Tab until what has the focus says this."""
    page.wait_for_load_state("load")  # a page that is still to come has no focus at all
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(IS_AT, name):
            return
    raise AssertionError(f"no way to {name}")


def test_the_worklist_by_keyboard(visit: Callable[..., Visit]) -> None:
    enquiry = make_enquiry(case=make_case(officer=make_officer()))
    make_task(case=enquiry.case)
    at = visit()
    at.sign_in(make_officer("manager"))
    assert walk(at.page) == []

    at.open("/")
    press_to(at.page, "Record the answer")
    at.page.keyboard.press("Enter")
    at.page.get_by_role("heading", name=f"Record the answer to {enquiry.reference}").wait_for()


def test_a_list_by_keyboard(visit: Callable[..., Visit]) -> None:
    make_child(sex="F")
    make_child(forenames="Omar", sex="M")
    at = visit()
    at.sign_in(make_officer("manager"))
    at.open("/children/")
    assert walk(at.page) == []

    at.open("/children/")
    press_to(at.page, "Filters")
    at.page.keyboard.press("Space")
    press_to(at.page, "sex-is")
    at.page.keyboard.press("M")
    press_to(at.page, "Use these filters")
    at.page.keyboard.press("Enter")
    at.page.get_by_role("button", name="Remove this filter").wait_for()
    at.page.get_by_text("1 record").wait_for()
    # What is looked for, open filters, a search to be saved: all of it by keyboard too.
    assert walk(at.page) == []
    at.open(at.page.url.removeprefix(at.address))
    press_to(at.page, "Remove this filter")
    at.page.keyboard.press("Space")
    at.page.get_by_text("2 records").wait_for()


def test_a_form_by_keyboard(visit: Callable[..., Visit]) -> None:
    case = make_case()
    at = visit()
    at.sign_in(make_officer("manager"))
    at.open(f"/enquiries/new/?child={case.child_id}")
    assert walk(at.page) == []

    press_to(at.page, "sent_on")
    at.page.keyboard.type("31 2 2026")
    at.page.keyboard.press("Enter")
    at.page.get_by_role("link", name="February 2026 has 28 days").wait_for()
    assert walk(at.page) == []
