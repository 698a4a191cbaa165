"""A signed-in client that sends forms as a browser does: it takes the token off the page first."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from admin_views.page.assets import STATIC
from models.base import database
from models.organisations.officer import Officer
from tests.making import PASSWORD

STYLE = "/static/" + json.loads((STATIC / "manifest.json").read_text())["main.css"]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def token_in(page: TestResponse) -> str:
    found = TOKEN.search(page.get_data(as_text=True))
    assert found, f"no form token on the page (status {page.status_code})"
    return found[1]


class TidyClient(FlaskClient):
    """Closes what it sent: Werkzeug's own leaves a large form open, in a file on the disk."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        page = super().open(*args, **kwargs)
        page.request.input_stream.close()
        return page


class Browser:
    """`get` and `post` by address; a post is given the token of the page it is sent from."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, address: str, **kwargs: Any) -> TestResponse:
        page = self.client.get(address, **kwargs)
        # Each request ends by closing the connection; the test goes on using it.
        database.connect(reuse_if_open=True)
        return page

    def post(
        self, address: str, fields: dict[str, Any] | None = None, **kwargs: Any
    ) -> TestResponse:
        form = {"csrf_token": self.token(), **(fields or {})}
        page = self.client.post(address, data=form, **kwargs)
        database.connect(reuse_if_open=True)
        return page

    def token(self) -> str:
        """Any page of a session carries its token, signed in or not: this one asks for least."""
        page = self.get("/handbook/", follow_redirects=True)
        return token_in(page)

    def sign_in(self, officer: Officer, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", {"email": officer.email, "password": password, "next": "/"})


def signed_in(app: Flask, officer: Officer) -> Browser:
    browser = Browser(app)
    page = browser.sign_in(officer)
    assert page.status_code == 302, page.get_data(as_text=True)
    return browser
