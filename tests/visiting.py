"""Somebody without an account, who fills in the pages of a referral."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.base import database
from tests.browsing import token_in

FORM_KEY = re.compile(r'name="form_key" value="([^"]+)"')
RECEIPT = re.compile(r"<strong>([A-Z]{3}-[0-9]{4}-[A-Z]{3})</strong>")

CHILD = {
    "name": {"forenames": "Zephyrine", "surname": "Quill", "known-as": "Zeph"},
    "born": {"born": "12/3/2015", "sex": "F", "year-group": "7"},
    "child": {"upn": "", "flags": ["service"]},
    "address": {"address": "12 Mill Lane\nCambridge", "postcode": "cb12ab"},
    "family": {"adult1-name": "Margaret Quill", "adult1-phone": "07700 900123"},
}
SCHOOL = {
    "referrer": {
        "referrer-name": "Pat Bell",
        "referrer-role": "Attendance officer",
        "referrer-organisation": "Hilltop Primary",
        "referrer-email": "pat@hilltop.example",
        "referrer-phone": "01223 555 0123",
    },
    **CHILD,
    "school": {"school": "none"},
    "attendance": {
        "last-attended": "23",
        "last-attended-month": "10",
        "last-attended-year": "2026",
    },
    "roll": {
        "on-roll": "off",
        "ground": "i",
        "deleted-on": "20/11/2026",
    },
    "why": {"criteria": ["no-contact", "history"], "background": "Nobody has seen the family."},
    "enquiries": {"did-visit-on": "12/11/2026", "did-visit-result": "The house stands empty."},
    "safeguarding": {"worried": "no"},
    "destination": {"destination-place": "Lithuania"},
    "more": {"more": ""},
    "files": {},
}
PUBLIC = {
    "name": {"forenames": "Zephyrine", "surname": "Quill"},
    "born": {"age": "about ten"},
    "address": {"address": "The blue house in Mill Lane"},
    "school": {},
    "what": {"background": "Always at home on school days.", "worried": "no"},
    "family": {},
    "referrer": {"anonymous": "yes"},
    "files": {},
}
_homes = count()
PAGES = {"school": SCHOOL, "agency": SCHOOL, "public": PUBLIC}


class Visitor:
    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        # Each at home: what one of them sends does not count for another.
        self.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{next(_homes) % 254 + 1}"

    def get(self, address: str) -> TestResponse:
        page = self.client.get(address)
        database.connect(reuse_if_open=True)
        return page

    def post(self, address: str, fields: dict[str, Any] | None = None) -> TestResponse:
        """Send a form with the token that every page of this browser has."""
        page = self.client.post(address, data={"csrf_token": self.token(), **(fields or {})})
        database.connect(reuse_if_open=True)
        return page

    def token(self) -> str:
        return token_in(self.get("/refer/begin"))

    def cookie(self) -> str:
        cookie = self.client.get_cookie("visit")
        assert cookie is not None
        return cookie.value

    def elsewhere(self) -> Visitor:
        """Another client with the cookie of this one: one browser that does two things at once."""
        other = Visitor(self.app)
        other.client.set_cookie("visit", self.cookie())
        return other

    def begin(self, route: str = "school", council: str = "873") -> TestResponse:
        return self.post("/refer/begin", {"route": route, "council": council})

    def answer(self, step: str, **fields: Any) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in fields.items()}
        return self.post(f"/refer/step/{step}", sent)

    def fill(self, route: str = "school", **changes: dict[str, Any]) -> None:
        """Answer every page of a route, as PAGES has it but for `changes` of a step."""
        assert self.begin(route).status_code == 302
        for step, fields in PAGES[route].items():
            answer = self.post(f"/refer/step/{step}", fields | changes.get(step, {}))
            assert answer.status_code == 302, (step, answer.get_data(as_text=True))

    def add(self, content: bytes, name: str = "report.pdf") -> TestResponse:
        file = (BytesIO(content), name)
        return self.post("/refer/step/files", {"then": "add", "file": file})

    def add_large(self, content: bytes) -> TestResponse:
        """The same for a file so large that the test client would write it to the disk first."""
        parts = [f'name="csrf_token"\r\n\r\n{self.token()}'.encode(), b'name="then"\r\n\r\nadd']
        parts += [b'name="file"; filename="large.pdf"\r\n\r\n' + content]
        told = b"".join(b"--x\r\nContent-Disposition: form-data; " + p + b"\r\n" for p in parts)
        kind = "multipart/form-data; boundary=x"
        page = self.client.post("/refer/step/files", data=told + b"--x--\r\n", content_type=kind)
        database.connect(reuse_if_open=True)
        return page

    def form_key(self) -> str:
        found = FORM_KEY.search(self.get("/refer/check").get_data(as_text=True))
        assert found, "no check page is open"
        return found[1]

    def send(self) -> str:
        """Send what is written and return the receipt."""
        answer = self.post("/refer/check", {"form_key": self.form_key()})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return receipt_in(self.get(answer.location))

    @staticmethod
    def without_tokens(page: str) -> str:
        return re.sub(r'name="(csrf_token|form_key)" value="[^"]*"', "", page)


def receipt_in(page: TestResponse) -> str:
    found = RECEIPT.search(page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)
    return found[1]


def altered(link: str) -> str:
    """A link with one of its last letters changed; the very last may not count."""
    return link[:-5] + ("A" if link[-5] != "A" else "B") + link[-4:]
