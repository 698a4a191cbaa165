"""A referral from its arrival to a case: by keyboard alone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from correspondence.caught import caught
from correspondence.smtp import SmtpMailer
from jobs.arrivals import match_arrivals
from jobs.world import World
from models.casework.case import Case
from models.casework.referral import Referral
from models.scope import Scope
from models.transaction import transaction
from tests.browser.conftest import Visit
from tests.browser.test_handover import Mailbox
from tests.browser.test_keyboard import press_to
from tests.making import NOW, make_child, make_officer, make_restriction, the_authority

pytestmark = pytest.mark.browser

WORLD = World(NOW, SmtpMailer("smtp://127.0.0.1:1"), "education@council.example", "tests:1")


def arrives(route: str, **said: Any) -> Referral:
    """What the public page and the next tick do."""
    with transaction(Scope.visitor(), NOW):
        referral = Referral.receive(the_authority(), route, said, NOW)
    match_arrivals(WORLD)
    return referral


def test_a_newly_found_child_becomes_a_case_by_keyboard_alone(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    officer = make_officer("cme_officer")
    make_restriction(child=make_child())  # so that what has just arrived has to be looked at
    told = [["What was seen", [["In their own words", "Two children, home every day."]]]]
    arrives("public", forenames="Daniel", surname="Quill", born_on=date(2016, 5, 4), told=told)
    at = visit()
    at.sign_in(officer)
    keys = at.page.keyboard

    press_to(at.page, "Triage")
    keys.press("Enter")
    at.page.get_by_text("Two children, home every day.").wait_for()
    found = at.violations()
    press_to(at.page, "risk")
    keys.press("Space")
    keys.press("ArrowRight")  # from low to medium
    press_to(at.page, "risk_why")
    keys.type("Nobody has seen them at school.")
    press_to(at.page, "choice")
    keys.press("Space")
    keys.press("ArrowDown")  # from another child on record to a new child
    press_to(at.page, "reason")
    keys.type("Newly found")
    press_to(at.page, "why")
    keys.type("Nobody of that name is known.")
    press_to(at.page, "Record the decision")
    keys.press("Enter")
    at.page.get_by_text("is accepted").wait_for()

    case = Case.get()
    assert (case.child.name, case.reason, case.referral.risk) == (
        "Daniel Quill",
        "newly_found",
        "medium",
    )
    at.open("/")
    at.page.get_by_role("link", name=case.reference, exact=True).wait_for()
    assert (found, at.complaints) == ([], [])


def test_a_vanished_pupil_we_know_joins_the_record_without_scripts(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    """The school swapped day and month; the child was known before."""
    child = make_child(forenames="Zofia", surname="Nowak", born_on=date(2014, 5, 12))
    said = {"forenames": "Zosia", "surname": "NOWAK", "born_on": date(2014, 12, 5)}
    referral = arrives("school", **said, referrer_email="office@hilltop.example")
    box = Mailbox(app)
    box.tick()
    (mail,) = [one for one in caught(box.folder) if one.recipient == "office@hilltop.example"]
    assert referral.receipt in mail.subject
    assert "nowak" not in (mail.subject + mail.body).lower()
    at = visit(javascript=False)
    at.sign_in(make_officer("manager"))
    at.open(f"/referrals/triage/?id={referral.id}")
    page = at.page

    page.get_by_text("born 12 May 2014, written 5 Dec 2014: day and month swapped").wait_for()
    page.get_by_label("High").check()
    page.get_by_label("Why", exact=True).fill("Gone for three weeks.")
    page.get_by_label(f"This child: {child}").check()
    page.get_by_label("Reason for the case").select_option("vanished")
    page.get_by_label("Why you decide so").fill("The mother’s name on the phone.")
    page.get_by_role("button", name="Record the decision").click()

    page.get_by_role("link", name="Zofia Nowak").first.wait_for()
    assert (Case.get().child_id, Case.get().reason) == (child.id, "vanished")
