"""The thin path as an officer walks it, in a real browser with a real mail server."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from commands.catcher import catching
from commands.starters import load_starters
from correspondence.caught import CaughtMail, caught
from correspondence.smtp import SmtpMailer
from jobs.chasing import queue_due_chases
from jobs.sending import send_queued
from jobs.world import World
from tests.browser.conftest import Visit, free_port
from tests.browser.working_day import on_both_databases
from tests.making import NOW, make_case, make_enquiry, make_notice, make_officer

pytestmark = pytest.mark.browser


def one_tick(folder: Path) -> list[CaughtMail]:
    """Do what `python -m jobs` does each minute, and return the mail that was caught."""
    port = free_port()
    with catching(folder, port=port):
        world = World(NOW, SmtpMailer(f"smtp://127.0.0.1:{port}"), "team@council.example", "here:1")
        queue_due_chases(world)
        send_queued(world)
    return caught(folder)


@on_both_databases
def test_an_overdue_enquiry_is_chased_answered_and_chased_no_more(
    app: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    officer = make_officer("cme_officer")
    enquiry = make_enquiry(case=make_case(officer=officer))
    folder = app.config["MAIL_FOLDER"]

    (mail,) = one_tick(folder)
    assert mail.recipient == enquiry.asked.email
    assert enquiry.reference in mail.subject

    at = visit(javascript=javascript)
    at.sign_in(officer)
    at.page.get_by_role("heading", name="Enquiries overdue (1)").wait_for()
    at.page.get_by_role("link", name=f"Record the answer ({enquiry.reference})").click()
    at.page.get_by_label("What the answer was").fill("She joined Brookfield School in Leeds.")
    at.page.get_by_role("button", name="Record the answer").click()
    at.page.get_by_text("nobody is chased for it any more").wait_for()

    at.open("/")
    at.page.get_by_text("Nothing needs you today.").wait_for()
    assert len(one_tick(folder)) == 1
    assert at.complaints == []


@pytest.mark.both_databases
@pytest.mark.office
def test_a_notice_is_produced_in_word_and_reads_well(
    app: Flask, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    manager = make_officer("manager", name="Priya Nair", job_title="Named Person")
    notice = make_notice(case=make_case(kind="EHE", reason="ehe_no_information", officer=manager))
    load_starters(NOW)

    at = visit()
    at.sign_in(manager)
    at.open(f"/notices/details/?id={notice.id}")
    at.page.get_by_role("button", name="Produce the notice").click()
    at.page.get_by_text("is produced. Check it before it is served.").wait_for()
    with at.page.expect_download() as downloading:
        at.page.get_by_role("link", name="Download the Word file").click()
    word = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(word)

    said = as_text(word)
    assert word.name.startswith("LET-")
    assert "15 December 2026" in said  # posted first class on 23 November, 21 days
    assert notice.parent.name in said
    assert "12 Mill Lane" in said
    assert "Priya Nair" in said
    assert at.complaints == []


def as_text(word: Path) -> str:
    """Return what LibreOffice prints of a letter."""
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{word.parent}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(word.parent),
            str(word),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    printed = subprocess.run(
        ["pdftotext", "-layout", str(word.with_suffix(".pdf")), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return printed.stdout
