"""Files on the staff pages: what opens, what does not, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from models.casework.kept_file import KeptFile
from models.ledger.event import Event
from tests.admin_views.sweeping import Sweeper, words_in
from tests.making import (
    make_attachment,
    make_authority,
    make_case,
    make_child,
    make_referral,
    make_referral_file,
)

SOCKET = "unix:/run/clamav/clamd.ctl"
Make = Callable[..., KeptFile]


def make_file_of_referral(**changes: Any) -> KeptFile:
    return make_referral_file(make_referral(), **changes)


both = pytest.mark.parametrize(
    ("address", "make"),
    [("referral-files", make_file_of_referral), ("attachments", make_attachment)],
    ids=["of a referral", "with a child"],
)


@both
def test_t11_a_clean_file_is_given_as_a_download_named_by_reference(
    app: Flask, browser: Sweeper, address: str, make: Make
) -> None:
    app.config["SCANNER"] = SOCKET
    file = make(scan="clean")
    out = browser.get(f"/{address}/file/?id={file.id}")

    assert out.get_data() == file.read()
    assert out.headers["Content-Disposition"] == f'attachment; filename="{file.reference}.pdf"'
    assert out.headers["X-Content-Type-Options"] == "nosniff"


@both
@pytest.mark.parametrize(
    ("scan", "scanner", "words"),
    [
        ("waiting", SOCKET, "Waiting for the virus scanner"),
        ("waiting", "", "Waiting for the virus scanner"),
        ("infected", SOCKET, "A virus was found"),
        ("infected", "", "A virus was found"),
        ("", SOCKET, "No virus scanner has looked at it"),
    ],
)
def test_t34_f61_what_the_scanner_has_not_called_clean_is_not_opened(
    app: Flask, browser: Sweeper, address: str, make: Make, scan: str, scanner: str, words: str
) -> None:
    app.config["SCANNER"] = scanner
    file = make(scan=scan)
    page = words_in(browser.get(f"/{address}/details/?id={file.id}"))

    assert words in page
    assert "Download" not in page
    assert browser.get(f"/{address}/file/?id={file.id}").status_code == 409
    assert browser.post(f"/{address}/unseen/?id={file.id}").status_code == 409


@both
def test_f61_with_no_scanner_a_file_opens_after_a_warning_and_with_an_event(
    browser: Sweeper, address: str, make: Make
) -> None:
    file = make()
    page = words_in(browser.get(f"/{address}/details/?id={file.id}"))
    warning = browser.get(f"/{address}/confirm/?do={address}.unseen_view&id={file.id}")

    assert "Download it unseen" in page
    assert "No virus scanner has looked at this file" in words_in(warning)
    assert browser.get(f"/{address}/file/?id={file.id}").status_code == 409
    assert browser.get(f"/{address}/unseen/?id={file.id}").status_code == 405
    assert not Event.select().where(Event.verb == "opened_unseen").exists()

    out = browser.post(f"/{address}/unseen/?id={file.id}")
    assert out.get_data() == file.read()
    (opened,) = Event.select().where(Event.verb == "opened_unseen")
    assert opened.row_id == file.id


def test_t02_a_file_of_another_council_is_not_there(browser: Sweeper) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    files = {
        "referral-files": make_referral_file(make_referral(authority=theirs)),
        "attachments": make_attachment(case=make_case(child=make_child(authority=theirs))),
    }
    for address, file in files.items():
        for page in ("details", "file"):
            assert browser.get(f"/{address}/{page}/?id={file.id}").status_code == 404
        assert browser.post(f"/{address}/unseen/?id={file.id}").status_code == 404
