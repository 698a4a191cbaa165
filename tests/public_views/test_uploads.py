"""Hostile and ordinary files through a referral: each refused in words or held, and none opened."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from flask import Flask

from correspondence.scanning import Clamd
from correspondence.smtp import SmtpMailer
from jobs.scanning import scan_files
from jobs.world import World
from models.casework.draft_file import MOST_FILES, DraftFile
from models.casework.referral_file import ReferralFile
from models.ledger.setting import Setting
from tests.attached import EML, PROGRAM, REFUSED, WHOLE, package
from tests.correspondence.clamd_double import EICAR, a_scanner
from tests.correspondence.hostile import broken, carried, zipped
from tests.making import NOW, TODAY, saved
from tests.visiting import Visitor


def bomb() -> bytes:
    """A Word file of 20 kB that holds 20 MB."""
    written = io.BytesIO(package())
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("word/media/large.xml", bytes(20 * 2**20))
    return written.getvalue()


# Two things at once: what one program takes for a picture, another runs.
POLYGLOTS = {
    "a PDF that is a page": b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF",
    "a PDF with a package behind": WHOLE["pdf"] + package(),
    "a picture with a package behind": WHOLE["jpg"] + package(),
    "an email with a program": EML + PROGRAM,
    "a package with a PDF before": WHOLE["pdf"][:9] + package() + b"%%EOF",
    "a bomb": bomb(),
}


@pytest.fixture
def sender(visitor: Visitor) -> Visitor:
    """Somebody at the page of files, who may try as often as they like."""
    saved(Setting(name="pages_an_hour", value=100_000, effective_from=TODAY))
    visitor.begin()
    return visitor


def outcome(sender: Visitor, token: str, content: bytes, name: str = "report.pdf") -> str:
    """Send one file; return what is said of it, or "kept"."""
    form = {"csrf_token": token, "then": "add", "file": (io.BytesIO(content), name)}
    page = sender.client.post("/refer/step/files", data=form)
    if page.status_code == 302:
        DraftFile.sweep_away(DraftFile.id > 0)
        return "kept"
    assert page.status_code == 422, page.status
    (words,) = lxml.html.fromstring(page.get_data(as_text=True)).xpath(
        "//p[@class='govuk-error-message'][1]"
    )
    return str(words.text_content())


def test_t11_f49_what_may_not_be_sent_is_refused_in_words_whatever_its_name(
    sender: Visitor,
) -> None:
    token = sender.token()
    for what, (content, words) in REFUSED.items():
        assert words in outcome(sender, token, content, "report.pdf"), what
    assert "Choose a file first" in outcome(sender, token, b"", "")
    assert DraftFile.select().count() == 0


def test_t11_hundreds_of_hostile_and_ordinary_files_break_no_page(sender: Visitor) -> None:
    token = sender.token()
    files = [*WHOLE.values(), *POLYGLOTS.values(), *map(zipped, carried()), *broken(20)]
    told = Counter(outcome(sender, token, content)[:30] for content in files)
    assert told["kept"] >= len(WHOLE)
    assert sum(told.values()) == len(files)
    print(f"{len(files)} files: {told['kept']} kept shut, the others refused, 0 errors")  # noqa: T201


def test_f61_what_was_sent_is_shut_until_it_is_scanned_and_a_virus_never_opens(
    app: Flask, sender: Visitor, tmp_path: Path
) -> None:
    app.config["SCANNER"] = f"unix:{tmp_path}/clamd.ctl"
    sender.fill("public")
    sender.add(b"%PDF-1.7\n" + EICAR + b"\n%%EOF")
    sender.add(WHOLE["pdf"])
    sender.send()
    assert [file.is_shut for file in ReferralFile.select()] == [True, True]
    with a_scanner(tmp_path) as double:
        world = World(
            NOW, SmtpMailer("smtp://127.0.0.1:1"), "a@b.example", "1", scanner=Clamd(double.address)
        )
        assert scan_files(world) == {"infected": 1, "clean": 1}


def test_more_files_than_a_referral_may_have_are_refused_in_words(sender: Visitor) -> None:
    token = sender.token()
    for number in range(MOST_FILES):
        form = {"csrf_token": token, "then": "add", "file": (io.BytesIO(WHOLE["pdf"]), "a.pdf")}
        assert sender.client.post("/refer/step/files", data=form).status_code == 302, number
    form = {"csrf_token": token, "then": "add", "file": (io.BytesIO(WHOLE["pdf"]), "a.pdf")}
    assert "Take one away first." in sender.client.post("/refer/step/files", data=form).text
