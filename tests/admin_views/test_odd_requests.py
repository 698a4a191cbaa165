"""Requests no browser makes: refused in words, with nothing of the inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    Sweeper,
    case_views,
    form_in,
    make_all_roles,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.cluster import POSTGRESQL, some

ODD = ("-1", "abc", "9" * 19, "1' OR '1'='1", "\0", "../../etc/passwd", "٣", "%00%ff", "😀" * 100)
INSIDES = ("Traceback", "peewee", "SELECT", "sqlite", "psycopg", "/models/")


class Sending:
    """Counts what was sent, and keeps what came back that must not."""

    def __init__(self) -> None:
        self.sent = 0
        self.bad: list[tuple[str, str, int, list[str]]] = []

    def weigh(self, what: str, odd: str, page: TestResponse) -> None:
        self.sent += 1
        inside = [word for word in INSIDES if word in words_in(page)]
        if page.status_code >= 500 or inside:
            self.bad.append((what, odd[:30], page.status_code, inside))


@pytest.fixture
def browser(app: Flask, councils: Councils) -> Sweeper:
    return sweeper(app, make_all_roles(councils.ours))


@pytest.fixture
def sending() -> Iterator[Sending]:
    counting = Sending()
    yield counting
    print(f"{counting.sent} odd requests, {len(counting.bad)} bad answers")  # noqa: T201


def test_t36_no_odd_address_shows_the_inside(
    app: Flask, browser: Sweeper, sending: Sending
) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "door.sign_out"]
    for number, rule in enumerate(some(rules)):
        # Two of the nine a route, in turn; each is sent to every sort of route.
        for turn in range(number, number + 2):
            odd = ODD[turn % len(ODD)]
            sending.weigh(rule.rule, odd, _odd_request(browser, rule, odd, bool(turn % 2)))

    assert sending.bad == []
    assert sending.sent > (250 if POSTGRESQL else 750)


def _odd_request(browser: Browser, rule: Any, odd: str, posting: bool) -> TestResponse:
    address = rule.rule
    for name in rule.arguments:
        for kind in ("", "path:", "int:"):
            address = address.replace(f"<{kind}{name}>", quote(odd, safe=""))
    asked = dict.fromkeys(("id", "page", "sort", "find", "desc", "child", "case", "url"), odd)
    if posting and "POST" in rule.methods:
        names = ("search", "email", "password", "next", "officer-is", "born_on-from", "name-is")
        return browser.post(address, dict.fromkeys(names, odd), query_string=asked)
    return browser.get(address, query_string=asked)


def test_t36_no_odd_value_in_a_form_shows_the_inside(
    app: Flask, browser: Sweeper, councils: Councils, sending: Sending
) -> None:
    for view in some(case_views(app)):
        if not view.edits:
            continue
        row = (rows_of(view.model, councils.ours) or list(view.model.select()))[0]
        address = f"/{view.address}/edit/?id={row.id}"
        form = form_in(browser.get(address))
        names = [name for name in form if name not in ("csrf_token", "row_version")]
        for number, name in enumerate(names):
            for odd in (ODD[number % len(ODD)],):
                sending.weigh(f"{address} {name}", odd, browser.post(address, form | {name: odd}))
        for number, odd in enumerate(ODD):
            all_odd = form | dict.fromkeys(names, odd)
            if view.creates and number % 2:
                all_odd.pop("row_version", None)
                sending.weigh(address, odd, browser.post(f"/{view.address}/new/", all_odd))
            else:
                sending.weigh(address, odd, browser.post(address, all_odd))

    assert sending.bad == []
    assert sending.sent > (100 if POSTGRESQL else 400)


def test_t36_no_odd_cookie_or_method_shows_the_inside(app: Flask, sending: Sending) -> None:
    client = app.test_client()
    for odd in ("\xff\xfe", "é", "x" * 5000, "a;b=c", '"'):
        cookie = f"session={odd}".encode("latin-1", "replace").decode("latin-1")
        sending.weigh("cookie", odd, client.get("/children/", headers={"Cookie": cookie}))
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        sending.weigh("method", method, client.open("/children/", method=method))

    assert sending.bad == []
