"""A day of a case officer: chasing, writing down, asking, keeping a list; scripts on and off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from models.casework.case import Case
from tests.browser.conftest import Visit
from tests.browser.working_day import SURNAME, Day, on_both_databases
from tests.making import make_case, make_child, make_enquiry, make_officer, make_school, make_task

pytestmark = pytest.mark.browser


@on_both_databases
def test_a_day_of_a_case_officer(app: Flask, visit: Callable[..., Visit], javascript: bool) -> None:
    officer = make_officer("cme_officer")
    case = make_case(child=make_child(surname=SURNAME), officer=officer)
    make_task(case=case, what="Ring the school.")
    make_task(case=case, what="Look at the house.")
    enquiry = make_enquiry(case=case, school=make_school(name="Hilltop Primary School"))
    day = Day(visit(javascript), javascript)
    day.at.sign_in(officer)

    day.read("What needs you today")
    day.look()
    day.follow(enquiry.reference, exact=True)
    day.page.get_by_text("How this was worked out").first.click()
    day.page.get_by_text("working day").first.wait_for()
    day.follow("Chase now")
    day.look()
    day.press("Chase now")
    day.read("to Hilltop Primary School is in the outbox.")
    day.look_for(case.reference, case.child)
    a_note_and_a_question(day, case)
    tasks_done_together(day)
    a_list_kept(day)
    day.follow("Today")
    day.follow(f"Record the answer ({enquiry.reference})")
    day.look()
    day.fill(answer="She joined Brookfield School in Leeds.")
    day.press("Record the answer")
    day.read("nobody is chased for it any more")
    day.ends()


def a_note_and_a_question(day: Day, case: Case) -> None:
    day.follow("Write a note")
    day.fill(written_on="23/11/2026", text="Nobody came to the door.")
    day.press("Save")
    day.follow("Ask a question")
    day.look()
    assert day.page.locator("[name=case]").first.input_value() == case.reference
    if day.scripts:
        day.page.get_by_label("School").press_sequentially("hillt")
        day.page.get_by_role("option", name="Hilltop").wait_for()
        day.page.keyboard.press("ArrowDown")
        day.page.keyboard.press("Enter")
    else:
        day.fill(school="hillt")
    day.fill(question="Is she on your roll?", sent_on="23 Nov 2026")
    day.press("Save")
    day.read("The record is added.")
    day.page.get_by_text("Show only some of it").click()
    day.page.get_by_label("Notes").check()
    day.press("Show", exact=True)
    day.read("Nobody came to the door.")
    assert not day.page.get_by_text("Is she on your roll?").count()
    day.look()


def tasks_done_together(day: Day) -> None:
    day.page.get_by_text("More", exact=True).click()
    day.follow("Tasks", exact=True)
    boxes = day.page.get_by_role("checkbox", name="Choose")
    boxes.first.wait_for()  # the page before has none to tick
    for box in boxes.all():
        box.check()
    day.look()
    day.press("Mark as done today")
    day.read("Mark as done today?")
    day.look()
    day.press("Mark as done today")
    day.read("2 records marked as done.")


def a_list_kept(day: Day) -> None:
    """Narrow a list, keep what was asked for by a name, and take the filter off again."""
    day.follow("Enquiries", exact=True)
    day.page.get_by_text("Filters", exact=True).click()
    day.page.locator("[name=answered_on-is]").check()
    day.press("Use these filters")
    day.look()
    day.page.get_by_text("Save this search").click()
    day.page.get_by_label("Name", exact=True).fill("Still open")
    day.press("Save", exact=True)
    day.read("The search is saved as Still open.")
    day.press("Remove this filter: Answered")
    day.page.get_by_role("button", name="Remove this filter").wait_for(state="detached")
    day.follow("Still open")
    day.page.get_by_role("button", name="Remove this filter: Answered").wait_for()
    day.look()
