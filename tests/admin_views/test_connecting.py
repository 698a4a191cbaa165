"""A thread keeps its connection from page to page, and nothing of one page reaches the next."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from peewee import OperationalError

from models.base import database
from models.connecting import connect
from models.organisations.officer import Officer
from models.organisations.session import Session
from models.people.child import Child
from tests.admin_views.sweeping import Sweeper, sweeper, words_in
from tests.conftest import POSTGRESQL
from tests.making import make_child


def connection() -> Any:
    return database.connection()


def test_the_next_page_is_made_on_the_same_connection(browser: Sweeper) -> None:
    browser.get("/children/")
    first = connection()
    browser.get("/children/")

    assert connection() is first


def test_after_a_fault_the_next_page_begins_with_a_new_one(
    app: Flask, browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_way() -> None:
        database.begin()
        raise ZeroDivisionError

    first = connection()
    app.view_functions["children.index_view"] = half_way
    assert browser.get("/children/").status_code == 500

    assert connection() is not first
    assert not database.in_transaction()
    assert browser.get("/enquiries/").status_code == 200


def test_a_page_that_leaves_a_transaction_open_loses_it(app: Flask, browser: Sweeper) -> None:
    child = make_child()

    def left_open() -> str:
        database.begin()
        Child.update(surname="Lost").where(Child.id == child.id).execute()
        return "an answer"

    app.view_functions["children.index_view"] = left_open
    assert browser.get("/children/").status_code == 200

    assert Child.get_by_id(child.id).surname == child.surname


def test_a_connection_that_broke_while_it_lay_idle_is_replaced(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    plain = Session.opened_by

    def broken_once(cookie: str, now: Any) -> Session | None:
        asked.append(connection())
        if len(asked) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return plain(cookie, now)

    monkeypatch.setattr(Session, "opened_by", broken_once)

    assert browser.get("/children/").status_code == 200
    assert len(asked) == 2
    assert asked[0] is not asked[1]


@pytest.mark.skipif(bool(POSTGRESQL), reason="only SQLite keeps a log that readers hold up")
def test_a_page_holds_no_reader_open(browser: Sweeper, database_url: str) -> None:
    for address in ("/", "/children/", "/enquiries/?page=2", "/audit/"):
        browser.get(address)
        with closing(connect(database_url)) as other:
            (busy, *_) = other.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert busy == 0, address


def test_what_is_said_once_writes_no_row_and_is_read_by_nobody_else(
    app: Flask, browser: Sweeper, manager: Officer
) -> None:
    child = make_child()
    browser.token()
    saved = browser.post(
        f"/children/edit/?id={child.id}",
        {"row_version": "1", "authority": str(child.authority_id), "surname": "Said", "sex": "F"},
    )
    cookie = next(one for one in saved.headers.getlist("Set-Cookie") if one.startswith("said="))
    kept = [row.kept for row in Session.select()]
    thief = sweeper(app, manager)
    thief.client.set_cookie("said", cookie.split(";")[0].partition("=")[2], domain="localhost")

    assert saved.status_code == 302
    assert "HttpOnly" in cookie
    assert "saved" not in cookie
    assert all("_flashes" not in one for one in kept)
    assert "The changes are saved." not in words_in(thief.get("/children/"))
    assert "The changes are saved." in words_in(browser.get("/children/"))
    assert "The changes are saved." not in words_in(browser.get("/children/"))


def test_words_that_were_tampered_with_are_not_shown(browser: Sweeper) -> None:
    for odd in ("x", "gAAAAAB" + "x" * 200, "é"):
        browser.client.set_cookie("said", odd, domain="localhost")

        assert browser.get("/children/").status_code == 200
        assert browser.client.get_cookie("said", domain="localhost") is None
