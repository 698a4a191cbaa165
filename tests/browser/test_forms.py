"""A form filled in with the keys alone, its look-ups offering what fits, its focus always seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from models.casework.enquiry import Enquiry
from tests.browser.conftest import Visit
from tests.making import make_case, make_child, make_officer, make_school

pytestmark = pytest.mark.browser

FOCUS_IS_SEEN = """() => {
  const at = document.activeElement
  const style = getComputedStyle(at)
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
  const box = at.getBoundingClientRect()
  const inView = box.bottom > 0 && box.top < innerHeight
  return inView && (ring || style.boxShadow !== 'none')
}"""


def press_to(at: Visit, name: str) -> None:
    """Go on by Tab until the control of this name has the focus; each stop must be seen."""
    for _ in range(60):
        assert at.page.evaluate(FOCUS_IS_SEEN), at.page.evaluate("document.activeElement.outerHTML")
        at.page.keyboard.press("Tab")
        if at.page.evaluate("document.activeElement.name || document.activeElement.type") == name:
            return
    raise AssertionError(f"no way to {name}")


def test_a_form_is_filled_in_by_keyboard_alone_with_its_focus_always_seen(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    case = make_case(child=make_child(forenames="Zofia", surname="Nowak"))
    make_school(name="Hilltop Primary School")
    at = visit()
    at.sign_in(make_officer("manager"))
    at.open("/enquiries/new/")
    at.page.keyboard.press("Tab")

    press_to(at, "case")
    at.page.keyboard.type("nowak")
    at.page.get_by_role("option", name="Zofia Nowak").wait_for()
    at.page.keyboard.press("ArrowDown")
    found = at.violations()
    at.page.keyboard.press("Enter")
    press_to(at, "school")
    at.page.keyboard.type("hillt")
    at.page.get_by_role("option", name="Hilltop").wait_for()
    at.page.keyboard.press("Escape")  # the words alone will do
    press_to(at, "question")
    at.page.keyboard.type("Is she on your roll?")
    press_to(at, "sent_on")
    at.page.keyboard.type("31/2/2026")
    at.page.keyboard.press("Enter")

    at.page.get_by_role("link", name="February 2026 has 28 days").wait_for()
    found += at.violations()
    press_to(at, "")  # the first link of the summary
    at.page.keyboard.press("Enter")
    assert at.page.evaluate("document.activeElement.name") == "sent_on"
    at.page.keyboard.press("Control+A")
    at.page.keyboard.type("2 Nov 2026")
    at.page.keyboard.press("Enter")
    at.page.get_by_text("The record is added.").wait_for()
    found += at.violations()

    saved = Enquiry.get()
    assert (saved.case_id, str(saved.sent_on)) == (case.id, "2026-11-02")
    assert saved.school.name == "Hilltop Primary School"
    assert found == []
    assert at.complaints == []
