"""A program that serves more than a demo, cheap passwords, and the ways through its door."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import Settings
from correspondence.officer_emails import Door, queue_officer_mail, with_link
from models.organisations.officer import Officer
from models.organisations.second_factor import SecondFactor
from models.outgoing.message import Message
from models.scope import Scope
from tests.browsing import Browser
from tests.conftest import AUDIT_KEY, NOW, clock, program
from tests.making import TODAY, writing

HOST = "cases.council.example"
BASE_URL = f"https://{HOST}"
LINK = re.compile(r"https?://[^\s]+")


@pytest.fixture
def real(db: None, database_url: str, tmp_path: Path) -> Flask:
    """The whole program as it serves for real: https, and a second factor for everybody."""
    given = Settings(
        database_url=database_url,
        secret_key="a secret key for the tests, long enough",
        audit_key=AUDIT_KEY.decode(),
        base_url=BASE_URL,
        mail_url="smtps://user:password@mx.example:465",
        mail_from="education@council.example",
        mail_folder=tmp_path / "mail",
        listen="0.0.0.0:8000",
        demo=False,
    )
    return serving(given)


def serving(given: Settings, **changes: object) -> Flask:
    return program(replace(given, **changes))  # type: ignore[arg-type]


class RealBrowser(Browser):
    """A browser that opens the program by the name it is known under."""

    def __init__(self, app: Flask, address: str = "192.0.2.7") -> None:
        super().__init__(app)
        self.client.environ_base["REMOTE_ADDR"] = address
        self.client.environ_base["HTTP_HOST"] = HOST
        self.client.environ_base["wsgi.url_scheme"] = "https"

    def get(self, address: str, **kwargs: object) -> TestResponse:
        return super().get(address, **{"base_url": BASE_URL, **kwargs})

    def post(
        self, address: str, fields: dict[str, object] | None = None, **kwargs: object
    ) -> TestResponse:
        return super().post(address, fields, **{"base_url": BASE_URL, **kwargs})

    def cookie(self, name: str = "__Host-session") -> str:
        cookie = self.client.get_cookie(name, domain=HOST)
        return cookie.value if cookie else ""

    def set_cookie(self, value: str, name: str = "__Host-session") -> None:
        self.client.set_cookie(name, value, domain=HOST, secure=True)


def with_app(app: Flask, officer: Officer) -> pyotp.TOTP:
    """Set up the officer's second factor a day ago; return the app on their phone."""
    seal = app.config["SEAL"]
    with writing():
        kept = SecondFactor.offer(officer, seal)
        phone = pyotp.TOTP(kept.offered_secret(seal))
        yesterday = NOW.replace(day=NOW.day - 1)
        assert kept.confirm(phone.at(yesterday), seal, yesterday)
    return phone


def let_in(browser: Browser, officer: Officer, phone: pyotp.TOTP, **fields: object) -> TestResponse:
    """Sign in with password and code."""
    page = browser.sign_in(officer)
    assert page.location == "/sign-in/code", page.get_data(as_text=True)
    return browser.post("/sign-in/code", {"code": phone.at(clock["now"]), **fields})


def mail(app: Flask) -> list[tuple[Message, str]]:
    """Let the job write what officers are to get; return each message and its body as it leaves."""
    queue_officer_mail(Scope.job("doors"), clock["now"], TODAY)
    door = Door(app.config["BASE_URL"], app.config["SEAL"])
    return [
        (message, with_link(message, door)) for message in Message.select().order_by(Message.id)
    ]


def link_in(app: Flask) -> str:
    """The link in the newest mail, as an address of ours."""
    _, body = mail(app)[-1]
    found = LINK.search(body)
    assert found, body
    return found[0].removeprefix(app.config["BASE_URL"])
