"""A form with a file that is too large: refused in words, and what was typed is given back."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.exceptions import ClientDisconnected
from werkzeug.test import EnvironBuilder

from admin_views.uploads import FORM_AROUND, TO_GIVE_BACK, ClosingRequest
from models.casework.attachment import LARGEST
from models.casework.check_row import CheckRow
from tests.admin_views.sweeping import Sweeper, form_in, messages_in, words_in
from tests.browsing import Browser
from tests.making import make_case


def test_f55_a_file_over_the_limit_is_refused_beside_its_field_and_the_text_given_back(
    browser: Sweeper,
) -> None:
    case = make_case()
    row = f"/checks/record/?case={case.id}&row=1"
    typed = "She was seen at the bus stop on Friday."
    file = (BytesIO(b"%PDF-1.7" + b" " * 2 * LARGEST), "scan.pdf")
    form = {**form_in(browser.get(row)), "result": "found", "words": typed, "file": file}
    page = browser.post(row, form, content_type="multipart/form-data")

    assert page.status_code == 422
    assert any("This file has 20.0 MB, and one may have 10 MB" in one for one in messages_in(page))
    assert typed in words_in(page)
    assert not CheckRow.select().exists()


def test_f55_what_is_larger_still_is_refused_unread_with_the_way_back(
    app: Flask, browser: Sweeper
) -> None:
    """Of a visitor no more than before."""
    usual = LARGEST + FORM_AROUND
    for client, most in ((browser.client, usual + TO_GIVE_BACK), (Browser(app).client, usual)):
        body = BytesIO(b"never read")
        page = client.post(
            "/attachments/new/",
            input_stream=body,
            environ_overrides={"CONTENT_LENGTH": str(most + 1)},
            content_type="multipart/form-data; boundary=x",
        )
        assert page.status_code == 413
        assert "Go back: most browsers still hold what you typed" in words_in(page)
        assert "Send less than 10 MB" in words_in(page)


def test_f58_a_file_that_broke_off_half_way_is_closed() -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF'
    asked = EnvironBuilder(
        method="POST",
        input_stream=BytesIO(body),
        environ_overrides={"CONTENT_LENGTH": str(len(body) + 5_000)},
        content_type="multipart/form-data; boundary=x",
    )
    request = ClosingRequest(asked.get_environ())
    with pytest.raises(ClientDisconnected):
        _ = request.form
    (file,) = request.begun_files
    request.close()

    assert file.closed
