"""Believed to have moved: checked, stood over, confirmed by the other authority, and closed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from models.casework.case import Case
from models.casework.standing import Standing
from models.outgoing.chase import Chase
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from models.outgoing.template import LetterTemplate
from tests.browser.conftest import Visit
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_authority,
    make_case,
    make_check,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    make_school,
    writing,
)

pytestmark = pytest.mark.browser

LETTERS = Path(__file__).parents[2] / "letter_templates"


def test_a_child_believed_to_have_moved_is_confirmed_elsewhere_and_the_case_closed(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    officer, manager = make_officer("cme_officer"), make_officer("manager")
    make_authority(code="383", name="Leeds City Council", ours=False, email="cme@leeds.example")
    child = make_child(forenames="Zephyrine", surname="Quill")
    make_parent(child)
    case = make_case(child=child, officer=officer, reason="moved_out")
    make_enquiry(case=case, school=make_school(name="Hilltop Primary"), sent_on=TODAY)
    late = make_enquiry(case=case)
    with writing():
        for number in (2, 3, 4, 5, 6, 7, 10):
            make_check(case=case, number=number)
        content = (LETTERS / "cme-closure-to-family.docx").read_bytes()
        LetterTemplate.load_starter(case.authority, "cme-closure-to-family", content, NOW)
    case_page = f"/cases/details/?id={case.id}"

    at = visit()
    at.sign_in(officer)
    at.open(case_page)
    found = at.violations()
    at.page.get_by_role("link", name="Record row 1", exact=True).click()
    at.page.get_by_label("What came of it").select_option("Nothing is known there")
    at.page.get_by_label("In words").fill("Rang at nine and at six: the number is not in use.")
    found += at.violations()
    at.page.get_by_role("button", name="Record it").click()
    at.page.get_by_text("Every required row is done.").wait_for()
    at.page.get_by_role("link", name="Propose a standing").click()
    at.page.get_by_label("What is believed").select_option(
        "Believed to have moved to another authority"
    )
    at.page.get_by_label("Reasons").fill("The van was seen, and the school heard Leeds.")
    at.page.get_by_role("button", name="Propose a standing").click()
    at.page.get_by_text("Proposed, to be signed", exact=True).wait_for()
    assert any(one.step for one in Chase.plan(TESTS, TODAY))

    over = visit()
    over.sign_in(manager)
    over.page.get_by_role("link", name="Sign it, or turn it down").click()
    over.page.get_by_role("link", name="Sign it", exact=True).click()
    over.page.get_by_role("button", name="Sign STA").click()
    over.page.get_by_text("Off daily chasing.").wait_for()
    assert [one.why for one in Chase.plan(TESTS, TODAY) if "standing" not in one.why] == []
    assert late.case_id == case.id

    at.open(case_page)
    at.page.get_by_role("link", name="Close the case").click()
    at.page.get_by_label("Believed to have moved").check()
    at.page.get_by_role("button", name="Continue").click()
    at.page.get_by_text("still missing education, and the case stays open").wait_for()
    at.page.get_by_label("On roll at a school in another authority").check()
    at.page.get_by_role("button", name="Continue").click()
    at.page.get_by_label("Which authority").fill("Leeds")
    at.page.get_by_label("Where:").fill("Roundhay School")
    at.page.get_by_label("Day", exact=True).first.fill("16 November 2026")
    named = at.page.get_by_role("group", name="Confirmed by a named officer")
    named.get_by_label("In words").fill("Ms Ali, CME team: attends since the 16th.")
    at.page.get_by_label("Who confirmed it").fill("Ms Ali, Leeds City Council")
    found += at.violations()
    at.page.get_by_role("button", name="Close the case").click()
    at.page.get_by_role("button", name="Letter to the family").wait_for()
    kept = Case.get_by_id(case.id)
    assert kept.outcome.endswith("Roundhay School, Leeds City Council, from 16 November 2026.")
    assert Standing.get().ending == "outcome"

    found += at.violations()
    at.page.get_by_role("link", name="Email the schools").click()
    at.page.get_by_role("button", name="Email the schools").click()
    at.page.get_by_text("2 mails are in the outbox").wait_for()
    at.page.get_by_role("button", name="Letter to the family").click()
    at.page.get_by_text("is produced").first.wait_for()
    assert Letter.select().count() == 1
    assert not [mail for mail in Message.select() if "Quill" in mail.subject + mail.body]
    at.open(f"/children/details/?id={child.id}")
    at.page.get_by_text(f"{kept.reference} closed").first.wait_for()
    assert found == []
