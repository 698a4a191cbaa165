"""The main pages at every width, magnified, on paper, in forced colours and without motion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from commands.starters import load_starters
from models.casework.case import Case
from tests.browser.conftest import Visit
from tests.making import (
    NOW,
    make_case,
    make_child,
    make_enquiry,
    make_note,
    make_officer,
    make_parent,
    make_task,
    writing,
)

pytestmark = pytest.mark.browser

# A desk, a tablet, a telephone; a desk magnified twice and four times.
WIDTHS = (1280, 768, 375, 640, 320)
# A drawing takes its new size some frames after the page has.
IS_TOO_WIDE = """() => new Promise((done) => {
  const look = (frames) => {
    const isWide = document.documentElement.scrollWidth > innerWidth
    if (isWide && frames) requestAnimationFrame(() => look(frames - 1))
    else done(isWide)
  }
  requestAnimationFrame(() => look(90))
})"""

# What of these is to be seen has no edge, no line and no weight to tell it by.
NOTHING_TO_TELL = """(all) => [...document.querySelectorAll(all)].filter((one) => {
  const style = getComputedStyle(one)
  const isSeen = (colour) => !/^rgba.* 0\\)$/.test(colour)
  const isBold = parseInt(style.fontWeight) >= 700
  const edge = parseFloat(style.borderBottomWidth) > 0 && style.borderBottomStyle !== 'none' &&
    isSeen(style.borderBottomColor)
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 &&
    isSeen(style.outlineColor)
  const isUnderlined = style.textDecorationLine.includes('underline')
  const isOfWords = one.matches('a, .govuk-tag') && (isUnderlined || isBold)
  return one.checkVisibility() && !edge && !ring && !isOfWords
}).map((one) => one.outerHTML.slice(0, 160))"""

MOVES = """() => [...document.querySelectorAll('*')].filter((one) => {
  const style = getComputedStyle(one)
  return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0
}).map((one) => one.outerHTML.slice(0, 120))"""

ON_PAPER = """() => {
  const away = '.menu, input, button, .govuk-button, .govuk-back-link, .council-header__account'
  const there = [...document.querySelectorAll(away)].filter((one) => one.checkVisibility())
  const told = [...document.querySelectorAll('main a')].filter((one) =>
    /http|\\//.test(getComputedStyle(one, '::after').content))
  return [...there, ...told].map((one) => one.outerHTML.slice(0, 120))
}"""


def much_on_record() -> Case:
    """A child of whom every part of the page has something to say, in long words too."""
    with writing():
        child = make_child(forenames="Wolfeschlegelsteinhausenbergerdorff", surname="Featherstone")
        parent = make_parent(child)
        case = make_case(child=child, officer=make_officer())
        make_enquiry(case=case)
        make_enquiry(case=case, person=parent)
        make_task(case=case, what="Ring the school.")
        for number in range(70):
            make_note(case=case, text=f"Note {number}.")
        make_case()
    load_starters(NOW)
    return case


def main_pages(case: Case) -> tuple[str, ...]:
    return (
        "/",
        "/children/",
        f"/children/details/?id={case.child_id}",
        f"/enquiries/new/?child={case.child_id}",
        f"/cases/details/?id={case.id}",
        "/figures/",
        "/letters/templates",
        "/handbook/managers/",
    )


def test_no_page_scrolls_sideways_at_any_width(visit: Callable[..., Visit]) -> None:
    case, at = much_on_record(), visit()
    at.sign_in(make_officer("manager"))
    wide = []
    for path in (*main_pages(case), "search"):
        if path == "search":
            at.page.locator("header input[name=words]").fill("feather")
            at.page.keyboard.press("Enter")
            at.page.get_by_role("heading", name="1 child fits").wait_for()
        else:
            at.open(path)
        at.page.wait_for_load_state("networkidle")
        for width in WIDTHS:
            at.page.set_viewport_size({"width": width, "height": 800})
            if at.page.evaluate(IS_TOO_WIDE):
                wide.append((path, width))
    assert wide == []
    assert at.complaints == []


def test_in_forced_colours_no_control_or_state_vanishes(visit: Callable[..., Visit]) -> None:
    case, at = much_on_record(), visit()
    at.page.emulate_media(forced_colors="active")
    at.sign_in(make_officer("manager"))
    parts = (
        "button, .govuk-button, input:not([type=hidden], [type=file]), select, textarea, main a, "
        ".govuk-tag, .menu .is-here, .council-header, .govuk-error-summary, "
        ".govuk-pagination__item--current, .govuk-inset-text, .message"
    )
    lost: list[Any] = []
    for path in main_pages(case):
        at.open(path)
        lost += at.page.evaluate(NOTHING_TO_TELL, parts)
        here = at.page.locator(".menu li.is-here")
        others = at.page.locator(".menu__row > ul > li:not(.is-here)")
        edge = "(one) => getComputedStyle(one).borderBottomStyle"
        assert here.first.evaluate(edge) != others.first.evaluate(edge)
    at.open("/enquiries/new/")
    at.page.get_by_role("button", name="Save").click()
    at.page.get_by_text("There is a problem").wait_for()
    lost += at.page.evaluate(NOTHING_TO_TELL, parts)
    assert lost == []


def test_nothing_moves_for_whoever_asks_for_that(visit: Callable[..., Visit]) -> None:
    case, at = much_on_record(), visit()
    at.page.emulate_media(reduced_motion="reduce")
    at.sign_in(make_officer("manager"))
    moves: list[Any] = []
    for path in main_pages(case)[2:6]:
        at.open(path)
        moves += at.page.evaluate(MOVES)
    assert moves == []


def test_on_paper_stands_what_the_page_says_and_nothing_to_press(
    visit: Callable[..., Visit],
) -> None:
    case, at = much_on_record(), visit()
    at.sign_in(make_officer("manager"))
    at.page.emulate_media(media="print")
    left: list[Any] = []
    for path in main_pages(case)[:3]:
        at.open(path)
        left += at.page.evaluate(ON_PAPER)
    at.page.emulate_media(media="screen")
    at.page.get_by_role("link", name="Show the whole timeline, to print it").click()
    at.page.get_by_text("Note 0.", exact=True).wait_for()
    at.page.emulate_media(media="print")
    left += at.page.evaluate(ON_PAPER)
    entries = at.page.locator("#entries > li")
    assert sum(one.is_visible() for one in entries.all()) > 70
    assert left == []
