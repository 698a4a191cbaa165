"""A day of business support and a day of a manager, with scripts and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from commands.starters import load_starters
from correspondence.workers import close_workers
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.people.address import Address
from models.people.child import Child
from tests.browser.conftest import Visit
from tests.browser.working_day import SURNAME, Day, with_and_without
from tests.making import (
    NOW,
    make_case,
    make_chase,
    make_child,
    make_enquiry,
    make_message,
    make_officer,
    make_parent,
    make_restriction,
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


@with_and_without
def test_a_day_of_business_support(
    app: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    child = make_child(forenames="Zofia", surname=SURNAME)
    case = make_case(
        child=child, kind="EHE", reason="ehe_chosen", officer=make_officer("ehe_officer")
    )
    parent = make_parent(child)
    enquiry = make_enquiry(case=case, person=parent)
    load_starters(NOW)
    day = Day(visit(javascript), javascript)
    day.at.sign_in(make_officer("business_support"))

    day.read("What needs the team today")
    day.look()
    day.look_for("kowalzcyk", child)  # two letters changed over
    day.look_for("12/3/2015", child)
    a_call_and_a_file(day, parent.name)
    what_a_family_told(day, enquiry, case, child)
    day.look_for("zofia 2015", child)
    an_address(day, Address.get())
    day.look_for(child.reference, child)
    day.press(f"Produce the letter of {case.reference}")
    day.read("is produced. Check it before it goes.")
    with day.page.expect_download() as taken:
        day.follow("Download the Word file")
    assert taken.value.suggested_filename.startswith("LET-")
    day.ends()


def a_call_and_a_file(day: Day, person: str) -> None:
    day.follow("Log a call")
    day.look()
    day.page.get_by_label(person).check()
    day.fill(said="She rang to say that they moved.")
    day.press("Log the call")
    day.read("The call is logged.")
    day.follow("Attach a file")
    day.look()
    day.fill(what="Letter of the family doctor")
    file: Any = {"name": "Scan.PDF", "mimeType": "", "buffer": b"%PDF-1.7\n%%EOF"}
    day.page.get_by_label("The file").set_input_files(file)
    day.press("Attach")
    day.read("The record is added.")
    day.look()


def what_a_family_told(day: Day, enquiry: Enquiry, case: Case, child: Child) -> None:
    """Business support writes down what came and whose it is to decide that it is the answer."""
    day.follow("Today")
    day.follow(enquiry.reference)
    day.look()
    assert not day.page.get_by_role("link", name="Record the answer").count()
    day.look_for(case.reference, child)
    day.follow("Record a contact")
    assert day.page.locator("[name=case]").first.input_value() == case.reference
    day.page.get_by_label("Kind").select_option(label="Letter")
    day.fill(happened_on="23 Nov 2026", summary="He reads with us each morning.")
    day.press("Save")
    day.read("The record is added.")
    day.follow("Set a task")
    day.fill(what=f"An answer came: {enquiry.reference}", due_on="2026-11-23")
    day.press("Save")
    day.follow("Today")
    day.page.get_by_role("heading", name="Tasks due (1)").wait_for()


def an_address(day: Day, address: Address) -> None:
    day.follow(address.lines.partition("\n")[0])
    day.follow("Change from")
    day.fill(lines="7 Fen Road\nCambridge", from_on="31/02/2026")
    day.press("Save")
    day.read("February 2026 has 28 days")
    day.look()
    assert day.page.locator("[name=from_on]").input_value() == "31/02/2026"
    assert day.page.locator("[name=lines]").input_value() == "7 Fen Road\nCambridge"
    day.fill(from_on="12 Mar 2015")
    day.press("Save")
    day.read("12 Mar 2015")


@with_and_without
def test_a_day_of_a_manager(app: Flask, visit: Callable[..., Visit], javascript: bool) -> None:
    manager, officer = make_officer("manager"), make_officer("cme_officer", name="Pat Ash")
    cases = [make_case(child=make_child(surname=SURNAME)) for _ in range(2)]
    hidden = make_child(surname="Hidden")
    make_restriction(child=hidden)
    failed = make_message(state="failed", why="No such address.")
    make_chase(make_enquiry(case=cases[0]), message=failed)
    day = Day(visit(javascript), javascript)
    day.at.sign_in(manager)

    day.page.get_by_role("table", name="Work of each officer today").wait_for()
    day.look()
    day.follow("Nobody", exact=True)
    day.read("What needs somebody and has nobody")
    day.look()
    cases_given(day, officer.name)
    day.follow("Figures", exact=True)
    day.page.get_by_role("table", name="Open cases by officer").get_by_role(
        "link", name="2 Pat Ash, CME"
    ).click()
    day.page.get_by_role("link", name=cases[0].reference).wait_for()
    day.look()
    a_mail_sent_elsewhere(day, failed.reference)
    a_restricted_record(day, hidden)
    a_list_taken_away(day)
    day.ends()


def cases_given(day: Day, name: str) -> None:
    day.follow("Cases", exact=True)
    boxes = day.page.get_by_role("checkbox", name="Choose")
    boxes.first.wait_for()  # the page before has none to tick
    for box in boxes.all():
        box.check()
    day.press("Give to an officer")
    day.look()
    day.page.get_by_label("Officer").select_option(label=name)
    day.press("Give to an officer")
    day.read("2 records given to the officer.")


def a_mail_sent_elsewhere(day: Day, reference: str) -> None:
    day.follow("Today")
    day.follow(f"Send it to another address ({reference})")
    day.look()
    day.fill(recipient="head@hilltop.example", reason="The office said so by phone.")
    day.press("Send it there")
    day.read("It is in the outbox under a number of its own.")


def a_restricted_record(day: Day, child: Child) -> None:
    day.page.get_by_text("More", exact=True).click()
    day.follow("Open one")
    day.look()
    day.fill(reference=child.reference, reason="The hospital called.")
    day.press("Open it and tell the other managers")
    day.read("It is open to you for 60 minutes.")
    day.look()


def a_list_taken_away(day: Day) -> None:
    day.follow("Cases", exact=True)
    day.follow("Download this list")
    day.look()
    day.page.get_by_label("Why you need these rows").fill("The meeting of heads")
    with day.page.expect_download() as taken:
        day.press("Download for Excel")
    assert taken.value.suggested_filename.startswith("case")
