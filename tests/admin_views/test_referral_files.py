"""Files of referrals on the staff pages: what opens, what does not, and what is written down."""

from __future__ import annotations

import pytest
from flask import Flask

from models.ledger.event import Event
from tests.admin_views.sweeping import Sweeper, words_in
from tests.making import make_authority, make_referral, make_referral_file

SOCKET = "unix:/run/clamav/clamd.ctl"


def test_t11_a_clean_file_is_given_as_a_download_named_by_reference(
    app: Flask, browser: Sweeper
) -> None:
    app.config["SCANNER"] = SOCKET
    file = make_referral_file(make_referral(), scan="clean", name="Tomasz Nowak.pdf")
    out = browser.get(f"/referral-files/file/?id={file.id}")

    assert out.get_data() == file.read()
    assert out.headers["Content-Disposition"] == f'attachment; filename="RF-{file.id}.pdf"'
    assert out.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("scan", "scanner", "words"),
    [
        ("waiting", SOCKET, "Waiting for the virus scanner"),
        ("waiting", "", "Waiting for the virus scanner"),
        ("infected", SOCKET, "A virus was found"),
        ("infected", "", "A virus was found"),
        ("", SOCKET, "No virus scanner"),
    ],
)
def test_t34_f61_what_the_scanner_has_not_called_clean_is_not_opened(
    app: Flask, browser: Sweeper, scan: str, scanner: str, words: str
) -> None:
    app.config["SCANNER"] = scanner
    file = make_referral_file(make_referral(), scan=scan)
    page = words_in(browser.get(f"/referral-files/details/?id={file.id}"))

    assert words in page
    assert "Download" not in page
    assert browser.get(f"/referral-files/file/?id={file.id}").status_code == 409
    assert browser.post(f"/referral-files/unseen/?id={file.id}").status_code == 409


def test_f61_with_no_scanner_a_file_opens_after_a_warning_and_with_an_event(
    browser: Sweeper,
) -> None:
    file = make_referral_file(make_referral())
    asked = f"/referral-files/confirm/?do=referral-files.unseen_view&amp;id={file.id}"
    page = words_in(browser.get(f"/referral-files/details/?id={file.id}"))
    warning = browser.get(asked.replace("&amp;", "&"))

    assert "Download it unseen" in page
    assert "No virus scanner has looked at this file" in words_in(warning)
    assert browser.get(f"/referral-files/file/?id={file.id}").status_code == 409
    assert browser.get(f"/referral-files/unseen/?id={file.id}").status_code == 405
    assert not Event.select().where(Event.verb == "opened_unseen").exists()

    out = browser.post(f"/referral-files/unseen/?id={file.id}")
    assert out.get_data() == file.read()
    (opened,) = Event.select().where(Event.verb == "opened_unseen")
    assert opened.row_id == file.id


def test_t02_a_file_of_another_council_is_not_there(browser: Sweeper) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    file = make_referral_file(make_referral(authority=theirs))
    for page in ("details", "file"):
        assert browser.get(f"/referral-files/{page}/?id={file.id}").status_code == 404
    assert browser.post(f"/referral-files/unseen/?id={file.id}").status_code == 404
