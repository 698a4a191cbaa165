"""Somebody outside who fills in the pages of a referral, over a real connection."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM_KEY = re.compile(r'name="form_key" value="([^"]+)"')
RECEIPT = re.compile(r"<strong>([A-Z]{3}-[0-9]{4}-[A-Z]{3})</strong>")

STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("name", {"forenames": "Zephyrine", "surname": "Quill"}),
    ("born", {"age": "about ten"}),
    ("address", {"address": "The blue house in Mill Lane"}),
    ("school", {}),
    ("what", {"background": "Always at home on school days.", "worried": "no"}),
    ("family", {}),
    ("referrer", {"anonymous": "no", "referrer-name": "Ann", "referrer-email": "ann@home.example"}),
    ("files", {}),
)
POSTS = len(STEPS) + 2  # and the first and the last
REQUESTS = POSTS + 2  # and two pages that are opened


class Answer(NamedTuple):
    status: int
    text: str
    leads_to: str
    again_in: float


def at_once() -> None:
    """Wait for nothing."""


class Referrer:
    """One address and its browser. `statuses` counts what its posts were answered."""

    def __init__(
        self,
        connection: HTTPConnection,
        address: str,
        statuses: Counter[int],
        first: Callable[[], None] = at_once,
    ) -> None:
        self.connection, self.address, self.statuses = connection, address, statuses
        self.first = first  # done before each page
        self.cookie = self.token = ""

    def ask(self, path: str, fields: dict[str, str] | None = None) -> Answer:
        self.first()
        headers = {"X-Forwarded-For": self.address, "Cookie": self.cookie}
        body = None
        if fields is not None:
            body = urlencode({"csrf_token": self.token, **fields})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookie = line.split(";")[0]
        if fields is not None:
            self.statuses[answer.status] += 1
        wait = float(answer.headers["Retry-After"] or 0)
        return Answer(answer.status, text, answer.headers["Location"] or "", wait)

    def open(self) -> bool:
        """Fetch the token of this browser's forms; False if the page is not given."""
        found = TOKEN.search(self.ask("/refer/begin").text)
        self.token = found[1] if found else ""
        return bool(found)

    def write(self) -> list[Answer]:
        """Answer every page but the last; return the answers."""
        begun = [self.ask("/refer/begin", {"route": "public", "council": "873"})]
        return begun + [self.ask(f"/refer/step/{name}", fields) for name, fields in STEPS]

    def send(self) -> str:
        """Send it; return its receipt, or "" where there is none (yet)."""
        found = FORM_KEY.search(self.ask("/refer/check").text)
        answer = self.ask("/refer/check", {"form_key": found[1] if found else ""})
        if answer.leads_to != "/refer/sent":
            return ""
        receipt = RECEIPT.search(self.ask(answer.leads_to).text)
        return receipt[1] if receipt else ""
