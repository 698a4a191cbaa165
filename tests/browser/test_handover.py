"""A child handed over and sent back, then taken on: by mail with a link; and what left."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from commands.catcher import catching
from correspondence.caught import CaughtMail, caught
from correspondence.officer_emails import Door
from correspondence.smtp import SmtpMailer
from jobs.schedule import SCHEDULE, tick
from jobs.world import World
from models.casework.case import Case
from models.casework.handover import Handover
from tests.browser.conftest import Visit, free_port
from tests.conftest import clock
from tests.making import NOW, make_case, make_child, make_officer, make_other_authority

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]


class Mailbox:
    """What a real mail server on this machine has taken by now."""

    def __init__(self, app: Flask) -> None:
        self.folder, self.port = app.config["MAIL_FOLDER"], free_port()
        self.door = Door(app.config["BASE_URL"], app.config["SEAL"])
        self.minutes = 0

    def tick(self) -> CaughtMail:
        """Do what the jobs do a minute later; return the mail that came last."""
        self.minutes += 1
        clock["now"] = NOW + timedelta(minutes=self.minutes)
        mailer = SmtpMailer(f"smtp://127.0.0.1:{self.port}")
        with catching(self.folder, port=self.port):
            tick(World(clock["now"], mailer, "cme@council.example", "here:1", self.door), SCHEDULE)
        return caught(self.folder)[0]


def hand_over(at: Visit, case: Case, to: str) -> None:
    at.open(f"/cases/details/?id={case.id}")
    at.page.get_by_role("link", name="Hand over", exact=True).click()
    at.page.get_by_label("Handed over to").fill(to)
    at.page.get_by_label("Why the child is handed over").fill("The family moved.")
    at.page.get_by_role("button", name="Hand a child over").click()
    at.page.get_by_text("The case stays open here until they acknowledge it.").wait_for()


def answer(
    at: Visit, box: Mailbox, mail: CaughtMail, choice: str, words: str, scripts: bool
) -> list[str]:
    """Answer as the other authority does, from its mailbox alone; return what axe finds."""

    def look() -> list[str]:
        return at.violations() if scripts else []

    found = re.search(r"http://127\.0\.0\.1:8000(/reply/\S+)", mail.body)
    assert found is not None
    at.open(found[1])
    broken = look()
    assert "Quill" not in at.page.inner_text("main")
    at.page.get_by_role("button", name="Send me a code").click()
    at.page.get_by_text("A code is on its way").wait_for()
    code = re.search(r"^ {4}(\d{6})$", box.tick().body, re.MULTILINE)
    assert code is not None
    at.page.get_by_label("Code of six digits").fill(code[1])
    at.page.get_by_role("button", name="Continue").click()
    at.page.get_by_text("Zephyrine Quill").wait_for()
    broken += look()
    at.page.get_by_label(choice).check()
    at.page.get_by_label("Anything we should know").fill(words)
    at.page.get_by_label("Your name").fill("Jo Bell")
    at.page.get_by_label("What you do there").fill("CME officer")
    at.page.get_by_role("button", name="Send the answer").click()
    at.page.get_by_text("Your answer is saved.").wait_for()
    return broken + look()


def test_fact_19_handed_over_and_back_then_taken_on_elsewhere(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    officer = make_officer("cme_officer", name="Una Marsh")
    child = make_child(forenames="Zephyrine", surname="Quill")
    case = make_case(child=child, officer=officer, opened_on=NOW.date())
    first = make_other_authority(name="Borchester")
    second = make_other_authority(name="Melchester")
    box, here, there, without_scripts = Mailbox(app), visit(), visit(), visit(javascript=False)
    here.sign_in(officer)

    hand_over(here, case, "Borchester")
    mail = box.tick()
    assert (mail.recipient, "Quill" in mail.subject + mail.body) == (first.cme_email, False)
    words = "The family has moved on to Melchester."
    found = answer(there, box, mail, "We send this child back to you", words, scripts=True)

    assert Handover.acknowledged_for(case) is None
    here.open("/")
    here.page.get_by_text("Read the answer to").first.wait_for()
    here.open(f"/children/details/?id={child.id}")
    here.page.get_by_text(words).first.wait_for()
    found += here.violations()

    hand_over(here, case, "Melchester")
    mail = box.tick()
    assert mail.recipient == second.cme_email
    choice = "We have taken this child on"
    answer(without_scripts, box, mail, choice, "Under MEL-7.", scripts=False)

    taken = Handover.acknowledged_for(case)
    assert taken is not None
    assert taken.acknowledged_by == "Jo Bell, CME officer"
    assert Case.get_by_id(case.id).is_open
    here.open("/")
    here.page.get_by_text("Melchester took the child on, on 23 Nov 2026").first.wait_for()
    assert sorted(mail.recipient for mail in caught(box.folder)) == sorted(
        [first.cme_email] * 2 + [second.cme_email] * 2
    )
    assert found == []
    assert here.complaints + there.complaints + without_scripts.complaints == []
