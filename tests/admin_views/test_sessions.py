"""Sessions are rows: what the cookie is, what the row keeps, when it is written."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from models.organisations.session import Session
from models.transaction import transaction
from tests.admin_views.sweeping import MARK, Sweeper, everything_but, sweeper
from tests.browsing import STYLE, Browser, signed_in
from tests.conftest import NOW, clock
from tests.making import TESTS, make_child, make_officer


def test_the_cookie_holds_256_bits_that_are_kept_nowhere(app: Flask) -> None:
    browser = signed_in(app, make_officer())
    cookie = browser.client.get_cookie("session")

    assert cookie is not None
    assert len(cookie.value) == 43  # 32 bytes
    assert Session.select().where(Session.key_hash == Session.hash_of(cookie.value)).exists()
    assert cookie.value not in repr(everything_but())


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(app: Flask) -> None:
    cookie = Browser(app).get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_over_https_the_cookie_is_bound_to_this_host(app: Flask) -> None:
    app.config["BASE_URL"] = "https://whereabouts.council.example"
    answer = Browser(app).get("/sign-in", base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"] == ("max-age=31536000; includeSubDomains")


def test_last_seen_is_written_once_a_minute_at_most(app: Flask, browser: Browser) -> None:
    def last_seen() -> list[object]:
        return [row.last_seen_at for row in Session.select()]

    for seconds, expected in ((0, 0), (59, 0), (60, 60), (119, 60), (120, 120)):
        clock["now"] = NOW + timedelta(seconds=seconds)
        browser.get("/")
        assert last_seen() == [NOW + timedelta(seconds=expected)]


def test_a_session_keeps_no_case_data(app: Flask) -> None:
    browser: Sweeper = sweeper(app, make_officer("manager"))
    child = make_child(surname=MARK)
    browser.get(f"/children/details/?id={child.id}")
    browser.post(f"/children/edit/?id={child.id}", {"surname": MARK, "upn": "wrong"})
    browser.post("/children/find/", {"search": MARK})

    assert [row.kept.keys() for row in Session.select()] == [{"csrf_token"}]
    assert MARK not in repr([row.kept for row in Session.select()])


def test_a_session_ended_by_somebody_else_is_over_at_once(app: Flask, browser: Browser) -> None:
    with transaction(TESTS, NOW):
        Session.get().end(NOW)

    assert browser.get("/").status_code == 302


def test_a_cookie_that_opens_nothing_is_a_stranger_s(app: Flask) -> None:
    for cookie in ("", "x", "é", "x" * 3000, "0" * 43):
        visitor = Browser(app)
        visitor.client.set_cookie("session", cookie)

        assert visitor.get("/").status_code == 302


def test_a_stranger_s_page_that_needs_no_session_makes_none(app: Flask) -> None:
    Browser(app).get(STYLE, buffered=True)
    Browser(app).get("/")

    assert not Session.select().exists()


def test_signing_out_leaves_nothing_in_the_browser(app: Flask) -> None:
    browser = Browser(app)
    browser.sign_in(make_officer())
    answer = browser.post("/sign-out")

    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/").status_code == 302
