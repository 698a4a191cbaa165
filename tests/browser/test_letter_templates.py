"""A letter is changed by one manager and published by another, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from commands.starters import load_starters
from correspondence.workers import close_workers
from tests.browser.conftest import Visit
from tests.correspondence.word_files import word_file
from tests.making import NOW, make_case, make_enquiry, make_officer, the_authority

pytestmark = pytest.mark.browser

PAGE = "/letters/templates"


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def choose(at: Visit, *paragraphs: str) -> None:
    """Upload a Word file of these paragraphs as the enquiry to a school."""
    file: Any = {"name": "letter.docx", "mimeType": "", "buffer": word_file(*paragraphs)}
    at.page.get_by_label("A changed Enquiry to school").set_input_files(file)
    at.page.get_by_role("button", name="draft of Enquiry to school").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_one_manager_changes_a_letter_and_another_publishes_it(
    app: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    the_authority()
    load_starters(NOW)
    enquiry = make_enquiry(case=make_case(officer=make_officer("cme_officer")))
    first, second = visit(javascript), visit(javascript)
    first.sign_in(make_officer("manager", may_publish=True))
    second.sign_in(make_officer("manager", may_publish=True))

    first.open(PAGE)
    choose(first, "About {{ child_nam }}")
    first.page.get_by_text("nothing was stored").wait_for()
    assert first.page.get_by_text("Did you mean “child_name”?").is_visible()
    choose(first, "About {{ child_name }}, {{ reference }}")
    first.page.get_by_text("version 2 is added as a draft").wait_for()

    second.open(PAGE)
    second.page.get_by_role("link", name="Try it on a case Enquiry to school, version 2").click()
    second.page.get_by_label("Reference").fill(enquiry.reference)
    with second.page.expect_download() as taken:
        second.page.get_by_role("button", name="Word file").click()
    assert taken.value.suggested_filename == f"preview-{enquiry.reference}-version-2.docx"
    second.open(PAGE)
    second.page.get_by_role("link", name="Publish Enquiry to school, version 2").click()
    second.page.get_by_role("button", name="Publish").click()
    second.page.get_by_text("version 2 is published").wait_for()
    assert first.complaints == second.complaints == []


def test_the_pages_have_no_violation_in_any_state(app: Flask, visit: Callable[..., Visit]) -> None:
    the_authority()
    load_starters(NOW)
    at = visit()
    at.sign_in(make_officer("manager", may_publish=True))

    at.open(PAGE)
    found = at.violations()
    choose(at, "About {{ child_nam }}")
    at.page.get_by_text("nothing was stored").wait_for()
    found += at.violations()
    choose(at, "About {{ child_name }}")
    at.page.get_by_text("version 2 is added as a draft").wait_for()
    found += at.violations()
    at.page.get_by_role("link", name="Try it on a case Enquiry to school, version 2").click()
    at.page.get_by_role("button", name="Word file").click()
    at.page.get_by_text("There is a problem").wait_for()
    found += at.violations()

    assert found == []
