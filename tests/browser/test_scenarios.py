"""Moved in, and home education that turned out to be none: from the first word to the outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from commands.starters import load_starters
from correspondence.caught import caught
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.enquiry import Enquiry
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from tests.browser.conftest import Visit
from tests.browser.test_handover import Mailbox
from tests.browser.test_triage import arrives
from tests.making import (
    NOW,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_other_authority,
    make_parent,
    make_school,
)

pytestmark = pytest.mark.browser


def close_as_on_roll(at: Visit, case: Case, school: str, scripts: bool = True) -> list[str]:
    """Close the case as an officer does once the school has answered; return what axe finds."""
    at.open(f"/cases/details/?id={case.id}")
    at.page.get_by_role("link", name="Close the case").click()
    at.page.get_by_label("On roll at a school in our area").check()
    at.page.get_by_role("button", name="Continue").click()
    at.page.get_by_role("button", name="Close the case").click()
    at.page.get_by_text("There is a problem").first.wait_for()
    found = at.violations() if scripts else []
    at.page.get_by_label("Which school").fill(school)
    started = at.page.get_by_role("group", name="First day there")
    for box, value in (("Day", "16"), ("Month", "11"), ("Year", "2026")):
        started.get_by_label(box).fill(value)
    answer = at.page.get_by_role("group", name="The school's own answer, with the first day")
    answer.get_by_label("In words").fill("On roll since Monday, seen in class.")
    at.page.get_by_label("Who confirmed it, and what they are").fill("Pat Bell, office manager")
    at.page.get_by_role("button", name="Close the case").click()
    at.page.get_by_text("is closed. Now tell the school and the family.").wait_for()
    return found


def become_cme(at: Visit, case: Case, because: str, why: str) -> Case:
    at.open(f"/cases/details/?id={case.id}")
    at.page.get_by_role("link", name="It is missing education").click()
    at.page.get_by_label("What was found").select_option(because)
    at.page.get_by_label("Why it appears that there is no suitable education").fill(why)
    at.page.get_by_role("button", name="It is missing education").click()
    at.page.get_by_text("ended today.").wait_for()
    return Case.get(Case.child == case.child_id, Case.closed_on.is_null())


def give_by_rule(at: Visit, officer: Officer) -> None:
    at.page.get_by_role("link", name="Give to an officer").click()
    at.page.get_by_text(f"By the rule: {officer.name}").wait_for()
    at.page.get_by_role("button", name="Give a case to an officer").click()
    at.page.get_by_text("The record is added.").wait_for()


@pytest.mark.parametrize("because", ["ehe_no_information", "ehe_unsatisfactory"])
def test_home_education_becomes_missing_education_and_ends_at_a_school(
    app: Flask, visit: Callable[..., Visit], because: str
) -> None:
    officer = make_officer("cme_officer", name="Una Marsh")
    load_starters(NOW)
    child = make_child(forenames="Zephyrine", surname="Quill")
    make_parent(child)
    school = make_school(name="Hilltop Primary")
    before = make_case(child=child, kind="EHE", reason="ehe_chosen", opened_on=date(2026, 9, 1))
    make_enquiry(case=before, school=school, sent_on=date(2026, 9, 7))
    scripts = because == "ehe_no_information"
    box, at = Mailbox(app), visit(javascript=scripts)
    at.sign_in(make_officer("manager"))

    case = become_cme(at, before, because, "Two letters and a visit: nothing was shown.")
    give_by_rule(at, officer)
    make_enquiry(case=case, school=school, sent_on=NOW.date())
    found = close_as_on_roll(at, case, "Hilltop Primary", scripts)

    at.page.get_by_role("link", name="Email the schools and agencies asked").click()
    at.page.get_by_role("button", name="Email the schools and agencies asked").click()
    at.page.get_by_text("1 mail is in the outbox.").wait_for()
    box.tick()
    (mail,) = [one for one in caught(box.folder) if one.recipient == school.email]
    assert "Quill" not in mail.subject + mail.body
    at.page.get_by_role("button", name="Letter to the family").click()
    at.page.get_by_text("is produced").first.wait_for()

    case = Case.get_by_id(case.id)
    assert (case.reason, case.is_open, case.officer_id) == (because, False, officer.id)
    assert Letter.get().recipient_name == "Mrs Margaret O’Neil"
    assert not Clock.select().where(Clock.met_on.is_null(), Clock.stopped_on.is_null()).exists()
    assert found == []


def test_a_child_who_moved_in_is_asked_after_where_it_came_from_and_starts_here(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    make_school(name="Hilltop Primary")
    make_other_authority(name="Borchester", cme_email="cme@borchester.example")
    told = {"reason": "moved_in", "referrer_organisation": "Housing", "born_on": date(2016, 5, 4)}
    referral = arrives("agency", forenames="Daniel", surname="Quill", **told)
    box, at = Mailbox(app), visit()
    at.sign_in(make_officer("cme_officer"))

    at.open(f"/referrals/triage/?id={referral.id}")
    at.page.get_by_label("Low").check()
    at.page.get_by_label("Why", exact=True).fill("Seen yesterday, and well.")
    at.page.get_by_label("A new child").check()
    at.page.get_by_label("Why you decide so").fill("Nobody of that name is known.")
    at.page.get_by_role("button", name="Record the decision").click()
    at.page.get_by_text("is accepted").wait_for()
    case = Case.get()

    at.open(f"/cases/details/?id={case.id}")
    at.page.get_by_role("link", name="Ask other authorities").click()
    at.page.get_by_label("Borchester").check()
    at.page.get_by_role("button", name="Ask them").click()
    at.page.get_by_text("1 asked by mail.").wait_for()
    mail = box.tick()
    assert mail.recipient == "cme@borchester.example"
    assert "Quill" not in mail.subject + mail.body
    assert "/reply/" in mail.body
    at.open(f"/enquiries/details/?id={Enquiry.get().id}")
    at.page.get_by_role("link", name="Record the answer").click()
    at.page.get_by_label("What the answer was").fill("On roll at Green Lane until July.")
    at.page.get_by_role("button", name="Record the answer").click()

    found = close_as_on_roll(at, case, "Hilltop Primary")
    case = Case.get_by_id(case.id)
    assert (case.reason, case.referral_id, case.is_open) == ("moved_in", referral.id, False)
    assert (found, at.complaints) == ([], [])
