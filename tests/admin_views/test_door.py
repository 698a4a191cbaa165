"""The door: who is let in, who is let out, and what a role opens at the next request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from models.casework.case import Case
from models.ledger.event import Event
from models.organisations.authority import AuthorityRecord
from models.organisations.duty import DutyTurn
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.organisations.session import Session
from models.organisations.term import Term
from models.outgoing.letter import Letter
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    WRITTEN_BY_LOOKING,
    case_views,
    everything_but,
    form_in,
    is_outside,
    links_in,
    mark,
    messages_in,
    open_views,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser, signed_in, token_in
from tests.conftest import NOW, clock
from tests.making import PASSWORD, make_case, make_officer, saved

WRONG = "That email address and password do not fit together. Try again."


def cookie_of(browser: Browser) -> str:
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, cookie: str) -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("session", cookie)
    return browser


def asks_to_sign_in(page: TestResponse) -> bool:
    return page.status_code == 302 and page.location.startswith("/sign-in")


# -- in ----------------------------------------------------------------------------------------


def test_an_officer_signs_in_and_is_greeted_by_name(app: Flask) -> None:
    officer = make_officer()
    browser = Browser(app)
    answer = browser.sign_in(officer)

    assert (answer.status_code, answer.location) == (302, "/")
    assert officer.name in words_in(browser.get("/"))
    assert "sign_in" in [event.verb for event in Event.select()]


def test_the_address_may_be_typed_in_capitals_and_with_spaces(app: Flask) -> None:
    officer = make_officer(email="anna@council.example")
    form = {"email": "  ANNA@Council.example ", "password": PASSWORD}

    assert Browser(app).post("/sign-in", form).status_code == 302
    assert officer.email == "anna@council.example"


def test_t18_whatever_was_wrong_is_refused_in_the_same_words(app: Flask) -> None:
    known = make_officer()
    disabled = make_officer(active=False)
    no_password = make_officer()
    Officer.update(password_hash="").where(Officer.id == no_password.id).execute()
    tried = [
        (known.email, "not the password"),
        ("nobody@council.example", PASSWORD),
        (disabled.email, PASSWORD),
        (no_password.email, PASSWORD),
        (no_password.email, " "),
    ]
    pages = []
    for email, password in tried:
        browser = Browser(app)
        page = browser.post("/sign-in", {"email": email, "password": password})
        assert page.status_code == 401
        assert messages_in(page) == [WRONG]
        assert asks_to_sign_in(browser.get("/children/"))
        pages.append(words_in(page).replace(email, "").replace(token_in(page), ""))
    assert len(set(pages)) == 1
    refusals = Event.select().where(Event.verb == "sign_in_refused")
    assert refusals.count() == len(tried)


def test_the_password_is_not_sent_back(app: Flask) -> None:
    page = Browser(app).post("/sign-in", {"email": "a@b.example", "password": "secret words"})

    assert "secret words" not in words_in(page)


OURS = ("/children/", "/children/?find=abc&page=2", "/children/details/?id=1")
NOT_OURS = (
    "",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "children/",
    "//[",
    "https://[",
    "/\r\nSet-Cookie: session=x",
)


def test_sign_in_leads_to_a_page_of_ours_and_nowhere_else(app: Flask) -> None:
    officer = make_officer()
    for wanted in (*OURS, *NOT_OURS):
        form = {"email": officer.email, "password": PASSWORD, "next": wanted}
        answer = Browser(app).post("/sign-in", form)

        assert answer.status_code == 302, wanted
        assert answer.location == (wanted if wanted in OURS else "/"), wanted
        assert len(answer.headers.getlist("Set-Cookie")) == 1


def test_whoever_was_asked_to_sign_in_comes_back_to_the_page(app: Flask) -> None:
    officer, browser = make_officer(), Browser(app)
    asked = browser.get("/children/?sort=born_on&desc=1")
    page = browser.get(asked.location)
    form = form_in(page) | {"email": officer.email, "password": PASSWORD}

    assert browser.client.post("/sign-in", data=form).location == "/children/?sort=born_on&desc=1"


# -- who is let in without ----------------------------------------------------------------------

LINKS = {"links.forgotten", "links.open_link"}
THEME = {"theme.static", "admin.static", "council.colours"}
OPEN_TO_ALL = {"door.sign_in", "door.sign_out", "static"} | THEME | LINKS


def an_address_of(rule: Rule) -> str:
    """Return an address a page answers at; one made up could be missing for another reason."""
    filled = rule.rule
    for part, value in PARTS.items():
        filled = filled.replace(part, value)
    return filled + "?id=1"


PARTS = {"<export_type>": "csv", "<screen>": "enquiries", "<name>": "school"}


def test_every_page_asks_for_a_sign_in(app: Flask, councils: Councils) -> None:
    mark(councils.ours)
    visitor = Browser(app)
    token, let_in, tried = visitor.token(), [], 0
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_ALL:
            continue
        outside = is_outside(app, rule.endpoint)
        address = an_address_of(rule)
        for method in sorted(rule.methods & {"GET", "POST", "HEAD"}):
            form = {"csrf_token": token} if method == "POST" else None
            answer = visitor.client.open(address, method=method, data=form)
            tried += 1
            if not (outside or asks_to_sign_in(answer)) or MARK in words_in(answer):
                let_in.append((address, method, answer.status_code))

    assert let_in == []
    assert tried > 300


def test_what_is_open_to_all_is_the_door_and_the_theme_only(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert endpoints & OPEN_TO_ALL <= LINKS | THEME | {"door.sign_in", "door.sign_out"}


# -- out ----------------------------------------------------------------------------------------


def test_t14_after_signing_out_the_old_cookie_is_worthless(app: Flask) -> None:
    browser = signed_in(app, make_officer())
    old = cookie_of(browser)
    answer = browser.post("/sign-out")

    assert answer.status_code == 302
    assert asks_to_sign_in(browser.get("/"))
    assert asks_to_sign_in(with_cookie(app, old).get("/"))
    row = Session.get(Session.key_hash == Session.hash_of(old))
    assert row.ended_at == NOW
    assert row.kept == {}
    assert "sign_out" in [event.verb for event in Event.select()]


def test_signing_out_is_a_form_and_not_a_link(app: Flask, browser: Browser) -> None:
    assert browser.get("/sign-out").status_code == 405
    assert browser.client.post("/sign-out").status_code == 400
    assert browser.get("/").status_code == 200


def test_t14_a_disabled_officer_is_out_at_the_next_request(app: Flask) -> None:
    officer = make_officer()
    browser = signed_in(app, officer)
    Officer.update(active=False).where(Officer.id == officer.id).execute()

    assert asks_to_sign_in(browser.get("/"))
    assert asks_to_sign_in(browser.get("/children/"))


def test_t15_the_session_has_another_name_after_the_sign_in(app: Flask) -> None:
    officer, browser = make_officer(), Browser(app)
    browser.token()
    before = cookie_of(browser)
    browser.sign_in(officer)
    after = cookie_of(browser)

    assert before != after
    assert asks_to_sign_in(with_cookie(app, before).get("/"))
    assert with_cookie(app, after).get("/").status_code == 200


def test_t15_a_cookie_set_beforehand_is_not_kept(app: Flask) -> None:
    officer = make_officer()
    planted = with_cookie(app, "planted by somebody else")
    planted.sign_in(officer)

    assert cookie_of(planted) != "planted by somebody else"
    assert asks_to_sign_in(with_cookie(app, "planted by somebody else").get("/"))


def test_signing_in_as_somebody_else_ends_the_first_session(app: Flask) -> None:
    browser = signed_in(app, make_officer())
    old, second = cookie_of(browser), make_officer()
    browser.sign_in(second)

    assert second.name in words_in(browser.get("/"))
    assert asks_to_sign_in(with_cookie(app, old).get("/"))


def test_t14_half_an_hour_without_a_request_ends_it(app: Flask, browser: Browser) -> None:
    clock["now"] = NOW + timedelta(minutes=29)
    assert browser.get("/").status_code == 200
    clock["now"] += timedelta(minutes=29)
    assert browser.get("/").status_code == 200
    clock["now"] += timedelta(minutes=30)
    assert asks_to_sign_in(browser.get("/"))


def test_t14_ten_hours_end_it_however_busy(app: Flask, browser: Browser) -> None:
    for _ in range(29):
        clock["now"] += timedelta(minutes=20)
        assert browser.get("/").status_code == 200
    clock["now"] = NOW + timedelta(hours=9, minutes=59)
    assert browser.get("/").status_code == 200
    clock["now"] = NOW + timedelta(hours=10)
    assert asks_to_sign_in(browser.get("/"))


# -- what a role opens ---------------------------------------------------------------------------


def test_t03_a_role_taken_away_bites_at_the_next_request(app: Flask, councils: Councils) -> None:
    officer = make_officer("manager", authority=councils.ours)
    browser = sweeper(app, officer)
    case = rows_of(Case, councils.ours)[0]
    address, token = f"/cases/edit/?id={case.id}", browser.token()
    form = form_in(browser.get(address)) | {"outcome": "Found"}
    Role.update(active=False).where(Role.officer == officer).execute()

    assert browser.get("/cases/").status_code == 403
    assert browser.get(f"/cases/details/?id={case.id}").status_code == 403
    assert browser.post(address, form | {"csrf_token": token}).status_code == 403
    assert Case.get_by_id(case.id).outcome == ""
    Role.update(active=True, name="auditor").where(Role.officer == officer).execute()
    assert browser.get(f"/cases/details/?id={case.id}").status_code == 200
    assert browser.post(address, form | {"csrf_token": token}).status_code == 403


def test_t03_a_role_moved_to_another_council_moves_what_is_seen(
    app: Flask, councils: Councils
) -> None:
    officer = make_officer("manager", authority=councils.ours)
    browser = sweeper(app, officer)
    ours, theirs = (rows_of(Case, one)[0].id for one in councils)
    assert browser.get(f"/cases/details/?id={ours}").status_code == 200
    Role.update(authority=councils.theirs).where(Role.officer == officer).execute()

    assert browser.get(f"/cases/details/?id={ours}").status_code == 404
    assert browser.get(f"/cases/details/?id={theirs}").status_code == 200


def test_t04_a_system_administrator_sees_no_case_data_on_any_screen(
    app: Flask, councils: Councils
) -> None:
    mark(councils.ours)
    browser = sweeper(app, make_officer("system_administrator", authority=councils.ours))
    shown, tried = [], 0
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.endpoint.startswith("door."):
            continue
        if rule.endpoint.startswith("terms."):
            continue  # a school's terms are no child's, and a calendar is theirs to look after
        for number in (1, 2, 3):
            page = browser.get(f"{rule.rule}?id={number}&child={number}&case={number}")
            tried += 1
            if MARK in words_in(page) or (page.status_code == 200 and page.mimetype != "text/html"):
                shown.append((rule.rule, number))
    for view in case_views(app):
        about_children = issubclass(view.model, AuthorityRecord) and view.model not in (
            Role,
            DutyTurn,
            Term,
        )
        assert not (about_children and browser.get(f"/{view.address}/").status_code != 403)

    assert shown == []
    assert tried > 300
    assert "/officers/" in links_in(browser.get("/"))
    assert "/children/" not in links_in(browser.get("/"))


# What is looked for and how a list looks is everybody's own, and changes no record.
OF_ONE_S_OWN = (
    ".find_view",
    ".export",
    ".columns_view",
    ".save_view",
    ".forget_view",
    ".unseen_view",  # a file taken away at one's own risk, which an event tells of
)


@pytest.mark.parametrize("role", ["auditor", "returns_officer"])
def test_those_who_may_only_read_can_change_nothing_on_any_screen(
    app: Flask, councils: Councils, role: str
) -> None:
    browser = sweeper(app, make_officer(role, authority=councils.ours))
    before = everything_but(*WRITTEN_BY_LOOKING)
    let_in, tried = [], 0
    for view in case_views(app):
        row = (rows_of(view.model, councils.ours) or list(view.model.select()))[0]
        for rule in app.url_map.iter_rules():
            changes = "POST" in rule.methods and rule.endpoint.startswith(f"{view.endpoint}.")
            if not changes or rule.endpoint.endswith(OF_ONE_S_OWN):
                continue
            answer = browser.post(f"{rule.rule}?id={row.id}", {"row_version": "1"})
            tried += 1
            if answer.status_code not in (403, 404):
                let_in.append((rule.rule, answer.status_code))

    # A welfare concern may be raised by whoever works with the child's record.
    assert let_in == ([("/concerns/new/", 422)] if role == "returns_officer" else [])
    assert everything_but(*WRITTEN_BY_LOOKING) == before
    assert tried > 100


def test_an_auditor_reads_and_is_offered_no_change(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_officer("auditor", authority=councils.ours))
    views, offered = open_views(app, browser), []
    for view in views:
        row = (rows_of(view.model, councils.ours) or list(view.model.select()))[0]
        for address in (f"/{view.address}/", f"/{view.address}/details/?id={row.id}"):
            page = browser.get(address)
            assert page.status_code == 200, address
            offered += [link for link in links_in(page) if "/new/" in link or "/edit/" in link]

    assert offered == []
    assert len(views) > 20


def test_an_auditor_may_open_the_file_of_a_letter(app: Flask, councils: Councils) -> None:
    letter = rows_of(Letter, councils.ours)[0]
    browser = sweeper(app, make_officer("auditor", authority=councils.ours))
    page = browser.get(f"/letters/details/?id={letter.id}")

    assert f"/letters/file/?id={letter.id}" in links_in(page)
    assert browser.get(f"/letters/file/?id={letter.id}").status_code == 200


def test_business_support_writes_people_down_and_decides_nothing(app: Flask) -> None:
    browser = sweeper(app, make_officer("business_support"))
    case = make_case()

    assert browser.get("/children/new/").status_code == 200
    assert browser.get("/cases/").status_code == 200
    assert browser.get("/cases/new/").status_code == 403
    assert browser.get(f"/cases/edit/?id={case.id}").status_code == 403
    assert browser.get("/notices/new/").status_code == 403
    assert browser.get("/events/").status_code == 403


def test_an_officer_with_no_role_sees_no_menu_and_no_record(app: Flask) -> None:
    officer = make_officer()
    Role.update(active=False).where(Role.officer == officer).execute()
    page = sweeper(app, officer).get("/")

    assert page.status_code == 200
    assert "Your role has no casework" in words_in(page)
    assert not {f"/{view.address}/" for view in case_views(app)} & set(links_in(page))
    assert saved(officer)
