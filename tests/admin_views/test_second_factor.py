"""The second step at the door: nothing is seen before it, and nothing gets round it."""

from __future__ import annotations

import re
from datetime import timedelta

import lxml.html
import pyotp
import pytest
from flask import Flask

from models.ledger.event import Event
from models.organisations.device import TRUSTED_FOR
from models.organisations.recovery_code import RecoveryCode
from models.organisations.second_factor import SecondFactor
from models.organisations.session import Session
from tests.admin_views.sweeping import is_outside
from tests.browsing import signed_in
from tests.conftest import NOW, clock
from tests.doors import (
    RealBrowser,
    let_in,
    real,
    with_app,
)
from tests.making import make_child, make_officer, writing

__all__ = ["real"]


def secret_on(page: str) -> str:
    found = re.search(r'class="key">([A-Z2-7 ]+)<', page)
    assert found, page
    return found[1].replace(" ", "")


def test_whoever_has_no_second_factor_sets_one_up_before_anything_else(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    assert browser.sign_in(officer).location == "/sign-in/set-up"
    page = browser.get("/sign-in/set-up").get_data(as_text=True)
    picture = browser.get("/sign-in/set-up/picture.svg")
    assert picture.mimetype == "image/svg+xml"
    assert b"<svg" in picture.data
    assert b"style" not in picture.data

    wrong = browser.post("/sign-in/set-up", {"code": "000000"})
    assert wrong.status_code == 422
    assert browser.get("/").status_code == 302
    phone = pyotp.TOTP(secret_on(page))
    answer = browser.post("/sign-in/set-up", {"code": phone.at(NOW)})

    codes = lxml.html.fromstring(answer.get_data(as_text=True)).xpath("//code/text()")
    assert len(codes) == 10
    assert browser.get("/").status_code == 200
    assert SecondFactor.is_on(officer)
    assert "second_factor_set_up" in [event.verb for event in Event.select()]
    for path in ("/sign-in/set-up", "/sign-in/set-up/picture.svg", "/account"):
        assert codes[0] not in browser.get(path).get_data(as_text=True)


def test_password_then_code_lets_in(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    answer = let_in(browser, officer, phone)

    assert (answer.status_code, answer.location) == (302, "/")
    assert officer.name in browser.get("/").get_data(as_text=True)


def test_the_page_first_asked_for_is_reached_after_both_steps(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    browser.post(
        "/sign-in",
        {"email": officer.email, "password": "a long enough password", "next": "/children/"},
    )

    assert browser.post("/sign-in/code", {"code": phone.at(NOW)}).location == "/children/"


def test_between_the_steps_nothing_but_the_second_is_seen(real: Flask) -> None:
    child, officer, browser = make_child(), make_officer("manager"), RealBrowser(real)
    with_app(real, officer)
    browser.sign_in(officer)
    seen = []
    for rule in real.url_map.iter_rules():
        if rule.endpoint.startswith(("door.", "links.", "theme.", "council.", "admin.static")):
            continue
        if rule.endpoint.startswith("second_step.") or "GET" not in rule.methods:
            continue
        if is_outside(real, rule.endpoint):
            continue
        page = browser.get(rule.rule.replace("<export_type>", "csv") + f"?id={child.id}")
        if page.status_code != 302 or child.surname in page.get_data(as_text=True):
            seen.append((rule.rule, page.status_code))

    assert seen == []
    assert officer.name not in browser.get("/sign-in/code").get_data(as_text=True)
    # The picture of a secret is for who has none yet.
    assert browser.get("/sign-in/set-up/picture.svg").status_code == 302
    assert browser.get("/sign-in/set-up").status_code == 302


def test_t20_a_code_is_not_taken_twice_even_in_another_browser(real: Flask) -> None:
    officer = make_officer()
    phone = with_app(real, officer)
    assert let_in(RealBrowser(real), officer, phone).status_code == 302

    again = RealBrowser(real)
    assert let_in(again, officer, phone).status_code == 422
    assert again.get("/").status_code == 302


def test_the_second_step_is_owed_for_ten_minutes_only(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    browser.sign_in(officer)
    token = browser.token()
    clock["now"] = NOW + timedelta(minutes=11)
    form = {"code": phone.at(clock["now"]), "csrf_token": token}

    assert browser.post("/sign-in/code", form).location == "/sign-in"
    assert browser.get("/").status_code == 302


def test_t16_the_code_is_not_to_be_guessed_either(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    with_app(real, officer)
    browser.sign_in(officer)
    token, statuses = browser.token(), []
    for n in range(60):
        clock["now"] = NOW + timedelta(seconds=5 * n)
        page = browser.client.post(
            "/sign-in/code",
            data={"csrf_token": token, "code": f"{n:06}"},
            base_url="https://cases.council.example",
        )
        statuses.append(page.status_code)

    assert statuses.count(422) <= 10
    assert statuses.count(429) == 60 - statuses.count(422)


# -- recovery codes and devices -------------------------------------------------------------------


def test_t20_a_recovery_code_lets_in_once(real: Flask) -> None:
    officer = make_officer()
    with_app(real, officer)
    with writing():
        code, *_ = RecoveryCode.make_ten(officer, NOW)
    first, second = RealBrowser(real), RealBrowser(real)
    first.sign_in(officer)
    second.sign_in(officer)

    assert first.post("/sign-in/code", {"code": code.upper()}).status_code == 302
    assert "9 are left" in first.get("/").get_data(as_text=True)
    assert second.post("/sign-in/code", {"code": code}).status_code == 422
    assert "recovery_code_used" in [event.verb for event in Event.select()]


def test_a_trusted_device_is_asked_for_the_password_alone_for_fourteen_days(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    let_in(browser, officer, phone, trust="y")
    browser.post("/sign-out")

    assert browser.sign_in(officer).location == "/"
    browser.post("/sign-out")
    clock["now"] = NOW + TRUSTED_FOR - timedelta(minutes=1)
    assert browser.sign_in(officer).location == "/"
    browser.post("/sign-out")
    clock["now"] = NOW + TRUSTED_FOR
    assert browser.sign_in(officer).location == "/sign-in/code"


def test_a_device_trusted_by_one_officer_lets_no_other_round_the_second_step(real: Flask) -> None:
    ann, bob, browser = make_officer(), make_officer(), RealBrowser(real)
    phone = with_app(real, ann)
    with_app(real, bob)
    let_in(browser, ann, phone, trust="y")
    browser.post("/sign-out")

    assert browser.sign_in(bob).location == "/sign-in/code"


def test_a_device_is_not_trusted_unless_asked_and_not_by_a_wrong_code(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    browser.sign_in(officer)
    browser.post("/sign-in/code", {"code": "000000", "trust": "y"})
    assert browser.cookie("__Host-device") == ""
    let_in(browser, officer, phone)

    assert browser.cookie("__Host-device") == ""


# -- T15 ------------------------------------------------------------------------------------------


def test_t15_the_session_is_new_after_the_password_and_new_after_the_code(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    browser.token()
    names = [browser.cookie()]
    browser.sign_in(officer)
    names.append(browser.cookie())
    browser.post("/sign-in/code", {"code": phone.at(NOW)})
    names.append(browser.cookie())

    assert all(names)
    assert len(set(names)) == 3
    kept = 0
    for name in names[:2]:
        other = RealBrowser(real)
        other.set_cookie(name)
        kept += other.get("/").status_code == 200
        kept += Session.opened_by(name, NOW) is not None
    assert kept == 0
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("planted", ["planted by somebody else", "x" * 43])
def test_t15_a_cookie_set_beforehand_survives_neither_step(real: Flask, planted: str) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    browser.set_cookie(planted)
    browser.sign_in(officer)
    assert browser.cookie() != planted
    browser.post("/sign-in/code", {"code": phone.at(NOW)})

    assert browser.cookie() != planted
    thief = RealBrowser(real)
    thief.set_cookie(planted)
    assert thief.get("/").status_code == 302


def test_cookies_are_out_of_reach_of_scripts_and_of_plain_http(real: Flask) -> None:
    officer, browser = make_officer(), RealBrowser(real)
    phone = with_app(real, officer)
    answer = let_in(browser, officer, phone, trust="y")
    set_cookies = answer.headers.getlist("Set-Cookie")

    assert {one.split("=")[0] for one in set_cookies} == {"__Host-session", "__Host-device"}
    for one in set_cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(one.split("; "))
        assert "Domain" not in one


# -- in the demo ----------------------------------------------------------------------------------


def test_in_the_demo_it_is_up_to_the_officer(app: Flask) -> None:
    officer = make_officer()
    browser = signed_in(app, officer)
    assert "in the demo it is up to you" in browser.get("/account").get_data(as_text=True)
    phone = with_app(app, officer)
    browser.post("/sign-out")

    assert browser.sign_in(officer).location == "/sign-in/code"
    assert browser.post("/sign-in/code", {"code": phone.at(NOW)}).location == "/"
