"""How many pages an address may have in an hour, and how many people are served at once."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from threading import Thread
from time import perf_counter, sleep
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.base import database
from models.ledger.setting import Setting
from public_views import gate
from public_views.gate import Gate
from public_views.slots import AT_ONCE, GIVES_WAY, WAITING, Slots
from tests.admin_views.sweeping import counting
from tests.conftest import NOW, clock
from tests.making import TODAY, saved, the_authority

PAGE = "/refer/nothing"


class Visitor:
    """Somebody outside at an internet address, who keeps no cookies."""

    def __init__(self, app: Flask, address: str = "192.0.2.1") -> None:
        self.client = app.test_client(use_cookies=False)
        self.address = address

    def get(self, page: str = PAGE, **kwargs: Any) -> TestResponse:
        return self._asked("GET", page, **kwargs)

    def post(self, form: dict[str, Any], page: str = PAGE, **kwargs: Any) -> TestResponse:
        return self._asked("POST", page, data=form, **kwargs)

    def _asked(self, method: str, page: str, **kwargs: Any) -> TestResponse:
        from_here = {"REMOTE_ADDR": self.address}
        answer = self.client.open(
            page,
            method=method,
            base_url="http://127.0.0.1:8000",
            environ_overrides=from_here,
            **kwargs,
        )
        database.connect(reuse_if_open=True)
        return answer


@pytest.fixture
def few(app: Flask) -> int:
    """The council allows 20 pages an hour."""
    the_authority()
    saved(Setting(name="pages_an_hour", value=20, effective_from=TODAY))
    return 20


def test_a_page_of_the_staff_is_never_counted(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    for _ in range(few + 1):
        visitor.get()

    assert visitor.get().status_code == 429
    assert visitor.get("/referrals/").status_code == 302


def test_t25_an_address_has_so_many_pages_an_hour_and_the_next_address_as_many(
    app: Flask, few: int
) -> None:
    flooder = Visitor(app)
    statuses = [flooder.get().status_code for _ in range(few + 5)]
    assert statuses == [404] * few + [429] * 5
    assert Visitor(app, "192.0.2.2").get().status_code == 404

    clock["now"] = NOW + timedelta(minutes=59)
    assert flooder.get().status_code == 429
    clock["now"] = NOW + timedelta(hours=1)
    assert flooder.get().status_code == 404


def test_t25_what_is_opened_does_not_use_up_what_may_be_sent(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    for _ in range(few):
        visitor.get()
    assert visitor.get().status_code == 429
    assert visitor.post({}).status_code != 429


def test_t25_a_home_counts_once_for_all_its_addresses_of_ipv6(app: Flask, few: int) -> None:
    statuses = [Visitor(app, f"2001:db8:1:1::{n:x}").get().status_code for n in range(few + 1)]
    assert statuses[-1] == 429
    assert Visitor(app, "2001:db8:1:2::1").get().status_code == 404


def test_t25_whoever_is_stopped_is_told_when_and_whom_to_ring(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    for _ in range(few):
        visitor.get()
    clock["now"] = NOW + timedelta(minutes=10)
    page = visitor.get()
    text = page.get_data(as_text=True)

    assert page.headers["Retry-After"] == "3000"
    for words in ("You can go on at 10:00.", "01223 555 0100", "ring 999"):
        assert words in text
    assert page.headers["Content-Security-Policy"]


def test_t25_what_was_written_comes_back_to_be_sent_again(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    form = {"what": "She was last seen on <Monday> & 'cried'.", "csrf_token": "a token", "none": ""}
    for _ in range(few):
        visitor.post(form)
    text = visitor.post(form, PAGE + "?at=2").get_data(as_text=True)

    said = "She was last seen on &lt;Monday&gt; &amp; &#x27;cried&#x27;."
    assert f'<div class="govuk-inset-text">{said}</div>' in text
    assert f'<input type="hidden" name="what" value="{said}">' in text
    assert '<input type="hidden" name="csrf_token" value="a token">' in text
    assert 'action="/refer/nothing?at=2"' in text
    assert text.count("a token") == 1


def test_t25_files_are_not_even_read_when_there_is_no_room(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    for _ in range(few):
        visitor.post({})
    body = b"--x\r\nnot what it says it is"
    page = visitor._asked("POST", PAGE, data=body, content_type="multipart/form-data; boundary=x")
    assert page.status_code == 429
    assert "go back with your browser" in page.get_data(as_text=True)


def test_t25_whoever_is_stopped_costs_no_question_to_the_database(
    app: Flask, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(app)
    for _ in range(few):
        visitor.post({"what": "words"})
    with counting(monkeypatch) as asked:
        assert visitor.post({"what": "words"}).status_code == 429
    assert asked == []


def test_t25_staff_pages_are_not_counted(app: Flask, few: int) -> None:
    visitor = Visitor(app)
    for page, status in (("/sign-in", 200), ("/referrals/", 302), ("/referral-files/", 302)):
        assert {visitor.get(page).status_code for _ in range(few + 5)} == {status}


def test_t25_only_so_many_are_served_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ours: Gate = app.config["GATE"]
    monkeypatch.setattr(ours.slots, "patience", 0.01)
    with ExitStack() as others:
        for _ in range(AT_ONCE):
            assert ours.slots.enter()
            others.callback(ours.slots.leave)
        connection = database.connection()
        page = Visitor(app).post({"what": "kept"})
        assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
        # In a flood the staff would wait for connections that are closed and opened again.
        assert database.connection() is connection
        assert "kept" in page.get_data(as_text=True)
        assert Visitor(app).get("/sign-in").status_code == 200
    assert Visitor(app).get().status_code == 404


def test_t25_a_place_is_given_back_whatever_came_of_the_page(app: Flask) -> None:
    visitor = Visitor(app)
    for _ in range(3 * (AT_ONCE + WAITING)):
        assert visitor.post({}).status_code != 503


def test_one_more_than_may_wait_is_sent_away_at_once() -> None:
    slots = Slots(at_once=1, waiting=0)
    assert slots.enter()
    assert not slots.enter()
    slots.leave()
    assert slots.enter()


def test_t25_people_outside_give_way_to_the_staff_but_not_for_ever() -> None:
    slots, came = Slots(), []
    slots.staff_enter()

    def visit() -> None:
        slots.enter()
        came.append(perf_counter())

    visitor = Thread(target=visit)
    begun = perf_counter()
    visitor.start()
    sleep(GIVES_WAY / 4)
    assert came == []
    slots.staff_leave()
    visitor.join()
    assert came[0] - begun < GIVES_WAY

    slots.staff_enter()
    begun = perf_counter()
    assert slots.enter()
    assert perf_counter() - begun >= GIVES_WAY


def test_only_the_pages_that_are_open_to_everybody_are_counted(app: Flask) -> None:
    with app.app_context():
        counted = {
            path: gate._is_counted(path)
            for path in (PAGE, "/refer", "/refer/leavers/x", "/accessibility")
        }
        others = {path: gate._is_counted(path) for path in ("/referrals/", "/reply/x", "/")}
    assert set(counted.values()) == {True}
    assert set(others.values()) == {False}
    assert {Visitor(app).get("/referrals/").status_code for _ in range(9)} == {302}
