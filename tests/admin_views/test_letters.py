"""The button that produces the fitting letter, and what its page says of a name cut short."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from correspondence.workers import close_workers
from models.casework.case import Case
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate
from tests.browsing import signed_in
from tests.making import (
    NOW,
    make_agency,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    the_authority,
    writing,
)

FOLDER = Path(__file__).parents[2] / "letter_templates"
BUTTON = "Produce the letter"


@pytest.fixture(autouse=True)
def _starters(db: None) -> Iterator[None]:
    with writing():
        for path in FOLDER.glob("*.docx"):
            LetterTemplate.load_starter(the_authority(), path.stem, path.read_bytes(), NOW)
    yield
    close_workers()


def test_a_home_education_case_is_written_to_and_then_reminded(app: Flask) -> None:
    officer = make_officer()
    case = make_case(kind="EHE", reason="ehe_chosen", officer=officer)
    make_parent(case.child)
    browser = signed_in(app, officer)
    assert BUTTON in browser.get(f"/cases/details/?id={case.id}").text

    for name in ("ehe-first-contact", "ehe-reminder"):
        answer = browser.post(f"/cases/letter/?id={case.id}")
        letter = Letter.select().order_by(Letter.id.desc()).get()
        assert answer.location.endswith(f"/letters/details/?id={letter.id}")
        assert letter.version.template.name == name
        page = browser.get(answer.location).text
        assert f"{letter.reference} is produced" in page
        assert "left out" not in page


@pytest.mark.parametrize("page", ["/cases/details/?id={case}", "/children/details/?id={child}"])
def test_f57_a_button_pressed_twice_makes_one_letter_and_shows_it_again(
    app: Flask, page: str
) -> None:
    officer = make_officer()
    case = make_case(kind="EHE", reason="ehe_chosen", officer=officer)
    make_parent(case.child)
    browser = signed_in(app, officer)
    address = page.format(case=case.id, child=case.child_id)
    one, other = ({"form_key": _key_of(browser.get(address).text, case)} for _ in range(2))

    first, again = (browser.post(f"/cases/letter/?id={case.id}", one).location for _ in range(2))
    assert first == again
    assert "was produced once" in browser.get(again).text
    assert browser.post(f"/cases/letter/?id={case.id}", other).location != first
    assert Letter.select().count() == 2


def _key_of(page: str, case: Case) -> str:
    (form,) = lxml.html.fromstring(page).xpath(f"//form[@action='/cases/letter/?id={case.id}']")
    return str(form.fields["form_key"])


def test_f56_the_page_says_which_field_could_not_be_printed_whole(app: Flask) -> None:
    officer = make_officer()
    child = make_child(surname="Smi\u202eth", born_on=date(2016, 3, 9))
    case = make_case(child=child, officer=officer, closed_on=date(2026, 11, 20), outcome="Found")
    enquiry = make_enquiry(case=case)
    browser = signed_in(app, officer)

    answer = browser.post(f"/enquiries/letter/?id={enquiry.id}")

    assert "characters that cannot be printed were left out of child_name" in (
        browser.get(answer.location).text
    )


def test_where_no_letter_fits_there_is_no_button_and_a_word_for_who_asks(app: Flask) -> None:
    officer = make_officer()
    case = make_case(officer=officer)
    enquiry = make_enquiry(case=case, agency=make_agency())
    browser = signed_in(app, officer)
    for address in (f"/cases/details/?id={case.id}", f"/enquiries/details/?id={enquiry.id}"):
        assert BUTTON not in browser.get(address).text

    browser.post(f"/cases/letter/?id={case.id}")

    assert not Letter.select().exists()
