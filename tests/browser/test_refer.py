"""A school refers a child with scripts off; and what it writes runs in nobody's browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from commands.catcher import catching
from correspondence.caught import caught
from correspondence.smtp import SmtpMailer
from jobs.referrals import acknowledge_referrals
from jobs.sending import send_queued
from jobs.world import World
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile
from public_views.questions import LINE, SCHOOL, TEXT
from public_views.school_route import STEPS
from tests.browser.conftest import Visit, free_port
from tests.making import NOW, make_officer, make_school, saved, the_authority
from tests.public_views.payloads import PAYLOADS
from tests.visiting import SCHOOL as ANSWERS
from tests.visiting import Visitor

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7\nreport\n%%EOF"


def go_on(at: Visit, button: str = "Continue") -> None:
    at.page.get_by_role("button", name=button, exact=True).click()


def fill(at: Visit, **answers: str) -> None:
    for name, answer in answers.items():
        at.page.locator(f"[name='{name.replace('_', '-')}']").fill(answer)


def choose(at: Visit, words: str) -> None:
    at.page.get_by_label(words, exact=True).check()


@pytest.mark.both_databases
def test_a_school_refers_a_child_saves_comes_back_and_hears_that_it_arrived(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    here = the_authority()
    here.hub_phone = "0345 045 5203"
    saved(here)
    make_school(name="Hilltop Primary")
    at = visit(javascript=False)
    at.open("/refer")
    at.page.get_by_role("button", name="Start now").click()
    choose(at, "I work for a school")
    go_on(at)
    fill(at, referrer_name="Pat Bell", referrer_role="Attendance officer")
    fill(at, referrer_organisation="Hilltop", referrer_email="pat@hilltop.example")
    go_on(at)
    at.page.get_by_role("link", name="Enter a phone number on which we reach you.").click()
    fill(at, referrer_phone="01223 555 0123")
    go_on(at)
    fill(at, forenames="Zephyrine", surname="Quill")
    go_on(at)
    fill(at, born="12 March 2015")
    choose(at, "Female")
    go_on(at, "Save and come back later")
    go_on(at, "Save and show the code")
    code = at.page.locator(".refer-code").inner_text()
    go_on(at, "Close it in this browser")

    at = visit(javascript=False)  # another computer
    at.open("/refer/return")
    fill(at, code=code, proof="pat@hilltop.example")
    go_on(at, "Go on")
    go_on(at)
    at.page.get_by_label("Unique pupil number").wait_for()
    go_on(at)
    fill(at, address="12 Mill Lane", postcode="CB1 2AB")
    go_on(at)
    fill(at, adult1_name="Margaret Quill")
    go_on(at)
    fill(at, school="hilltop")
    go_on(at)
    at.page.get_by_label("Hilltop Primary").check()
    go_on(at)
    go_on(at)
    choose(at, "Not known")
    go_on(at)
    choose(at, "Every contact we have for the family has failed")
    fill(at, background="Nobody has seen the family since half-term.")
    go_on(at)
    go_on(at)
    choose(at, "No")
    for _page in ("safeguarding", "destination", "more", "files"):
        go_on(at)
    at.page.get_by_role("heading", name="Check your answers").wait_for()
    at.page.get_by_role("link", name="Change Files").click()
    files = [{"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    at.page.set_input_files("#file", files=files)  # type: ignore[arg-type]
    go_on(at)
    at.page.get_by_role("link", name="Change What has been done to find the child").click()
    at.page.get_by_text("Visits to the home", exact=True).click()
    fill(at, did_visit_on="12/11/2026", did_visit_result="The house stands empty.")
    go_on(at)
    at.page.get_by_text("The house stands empty.").wait_for()
    at.page.get_by_text("report.pdf, 1 kB").wait_for()
    go_on(at, "Send the referral")
    receipt = at.page.locator(".govuk-panel strong").inner_text()

    referral = Referral.get()
    assert (referral.receipt, ReferralFile.get().read()) == (receipt, PDF)
    (mail,) = told(app)
    assert mail == ("pat@hilltop.example", f"Your referral {receipt} has arrived")
    assert at.complaints == []


def told(app: Flask) -> list[tuple[str, str]]:
    folder, port = app.config["MAIL_FOLDER"], free_port()
    with catching(folder, port=port):
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}")
        world = World(NOW, mailer, "team@council.example", "here:1")
        acknowledge_referrals(world)
        send_queued(world)
    return [(mail.recipient, mail.subject) for mail in caught(folder)]


# What would run leaves a mark, and so does what the policy of the page stops.
LISTENING = """
window.ran = []; window.stopped = [];
for (const name of ['alert', 'confirm', 'prompt']) window[name] = (n) => window.ran.push(n);
addEventListener('securitypolicyviolation', (e) => window.stopped.push(e.violatedDirective));
"""
FIELDS = [
    (step.name, question)
    for step in STEPS
    for question in step.questions
    if question.kind in (LINE, TEXT, SCHOOL) and question.tidy is None
]
LINES = [pair for pair in FIELDS if pair[1].kind != TEXT]


def send(visitor: Visitor, texts: list[str]) -> None:
    """Send a referral by the real form: a text in each line, and where there is room a page of all.

    So every text stands once in a line, and in every box of many lines.
    """
    left = iter(texts)
    half = len(PAYLOADS) // 2
    changes: dict[str, dict[str, str]] = {}
    for number, (step, question) in enumerate(FIELDS):
        many = PAYLOADS[:half] if number % 2 else PAYLOADS[half:]
        text = "\n".join(many) if question.kind == TEXT else next(left, "")
        changes.setdefault(step, {})[question.name] = text or "Smith"
    changes["school"] |= {"school-for": changes["school"]["school"], "school-urn": "none"}
    visitor.fill("school", **changes)
    visitor.add(PDF, f"{texts[0]}.pdf")


def test_t07_nothing_that_is_written_into_a_referral_runs_where_it_is_read(
    app: Flask, visit: Callable[..., Visit]
) -> None:
    assert len(set(PAYLOADS)) >= 200
    assert set(ANSWERS) == {step.name for step in STEPS}
    the_authority()
    at = visit()
    at.page.add_init_script(LISTENING)
    at.sign_in(make_officer("manager"))
    rest, opened = list(PAYLOADS), 0

    def look(address: str) -> None:
        nonlocal opened
        at.open(address)
        at.page.wait_for_load_state("load")
        assert at.page.evaluate("[window.ran, window.stopped]") == [[], []], address
        opened += 1

    while rest:
        visitor, texts = Visitor(app), rest[: len(LINES)]
        send(visitor, texts)
        rest = rest[len(texts) :]
        cookie = {"name": "visit", "value": visitor.cookie(), "url": at.address}
        at.page.context.add_cookies([cookie])  # type: ignore[list-item]
        look("/refer/check")
        if len(rest) + len(texts) == len(PAYLOADS):
            for step in ("name", "family", "enquiries", "files"):
                look(f"/refer/step/{step}")
        visitor.send()

    look("/referrals/")
    there = {rule.rule for rule in app.url_map.iter_rules()}
    for referral in Referral.select():
        for address in {"/referrals/details/", "/referrals/triage/"} & there:
            look(f"{address}?id={referral.id}")
    for file in ReferralFile.select():
        look(f"/referral-files/details/?id={file.id}")
    shown = sum(text in at.page.content() for text in PAYLOADS)
    print(f"{len(PAYLOADS)} payloads, {opened} pages, 0 ran, 0 stopped by the policy")  # noqa: T201
    assert (shown, at.complaints) == (0, [])
    # And it would have been heard.
    at.page.evaluate("document.body.innerHTML = '<img src=x onerror=alert(1)>'")
    at.page.wait_for_function("window.stopped.length > 0")
    assert re.search("onerror", str(Referral.get().told))


def test_the_pages_are_for_everybody_to_use(visit: Callable[..., Visit]) -> None:
    the_authority()
    make_school(name="Hilltop Primary")
    at = visit()
    at.open("/accessibility")
    found = at.violations()
    at.open("/refer")
    found += at.violations()
    at.open("/refer/begin")
    choose(at, "I work for a school")
    go_on(at)
    go_on(at)  # with nothing answered
    found += at.violations()
    at.open("/refer/step/enquiries")
    at.page.get_by_text("Visits to the home", exact=True).click()
    found += at.violations()
    at.open("/refer/step/born")
    fill(at, born="1/2/2000")
    choose(at, "Male")
    go_on(at)
    found += at.violations()
    at.open("/refer/step/school")
    fill(at, school="hilltop")
    go_on(at)
    found += at.violations()
    at.open("/refer/check")
    found += at.violations()

    assert found == []
    assert at.complaints == []
