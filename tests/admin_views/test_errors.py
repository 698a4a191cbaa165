"""When something is not so: words for the reader, a code for the operator, no inside."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_admin
import pytest
from flask import Flask, template_rendered
from peewee import OperationalError
from werkzeug.exceptions import ImATeapot

from admin_views.errors import WORDS
from admin_views.people.children import ChildView
from admin_views.worklist.front_page import Worklist
from app import Settings, create_app
from models.base import RuleBroken, database, on_postgresql
from models.casework.enquiry import Enquiry
from models.connecting import connect
from models.people.child import Child
from models.scope import Scope
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    Sweeper,
    form_in,
    make_all_roles,
    messages_in,
    sweeper,
    words_in,
)
from tests.browsing import STYLE, Browser
from tests.cluster import POSTGRESQL, some
from tests.conftest import AUDIT_KEY, NOW
from tests.making import make_child, make_enquiry, make_officer

LINKS = ("/forgo", "/door/", "/refer", "/reply")  # behind a mailed link, or what asks for one
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def title_of(page: Any) -> str:
    found = re.search(r"<h1>(.*?)</h1>", words_in(page))
    return found[1] if found else ""


# -- words ------------------------------------------------------------------------------------


def test_each_sort_of_refusal_has_its_words(app: Flask, browser: Browser) -> None:
    officer = sweeper(app, make_officer("cme_officer"))
    big = "x" * (33 * 1024 * 1024)
    pages = {
        400: browser.client.post("/children/new/"),
        403: officer.get("/events/"),
        404: browser.get("/nowhere/"),
        405: browser.get("/children/find/"),
        413: browser.client.post("/children/new/", data={"surname": big}),
    }

    assert {status: page.status_code for status, page in pages.items()} == {s: s for s in pages}
    assert title_of(pages[400]) == "This form is out of date"
    for status in (403, 404, 405, 413):
        assert title_of(pages[status]) == WORDS[status][0]
        assert WORDS[status][1].replace("10 MB", "32 MB") in words_in(pages[status])
    for page in pages.values():
        assert 'href="/"' in words_in(page)


def test_a_visitor_is_let_send_no_more_than_before(app: Flask) -> None:
    big = "x" * (11 * 1024 * 1024)
    page = app.test_client().post("/sign-in", data={"email": big})

    assert page.status_code == 413
    assert "Send less than 10 MB" in words_in(page)


def test_too_many_tries_are_told_in_words_and_when_to_come_back(app: Flask) -> None:
    officer, browser = make_officer(), Browser(app)
    pages = [browser.sign_in(officer, "not this") for _ in range(12)]
    last = pages[-1]

    assert last.status_code == 429
    seconds = re.search(r"Too many tries\. Wait (\d+) seconds", words_in(last))
    assert seconds is not None
    assert last.headers["Retry-After"] == seconds[1]
    assert form_in(last)["email"] == officer.email


def test_the_bare_page_wears_the_theme_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    page = app.test_client().get("/nowhere", headers={"Host": "elsewhere.example"})

    assert page.status_code == 400
    assert f'<link rel="stylesheet" href="{STYLE}">' in words_in(page)


def test_nothing_of_the_library_s_own_is_served_or_rendered(app: Flask, councils: Councils) -> None:
    """Its pages load styles and scripts of their own, some from other sites."""
    shipped = Path(flask_admin.__file__).parent
    files = [path for path in (shipped / "static").rglob("*") if path.is_file()]
    rendered: set[str] = set()

    def note(_app: Flask, template: Any, **_: Any) -> None:
        rendered.add(str(template.filename))

    template_rendered.connect(note, app)
    browser = sweeper(app, make_all_roles(councils.ours))
    rules = [rule for rule in app.url_map.iter_rules() if not rule.arguments]
    for rule in [rule for rule in rules if "GET" in rule.methods]:
        browser.client.get(f"{rule.rule}?id=1")
    for file in files[:: len(files) // 20]:
        address = f"/static/admin/{file.relative_to(shipped / 'static')}"
        assert browser.client.get(address).status_code == 404
    database.connect(reuse_if_open=True)

    assert len(files) > 100
    assert len(rendered) > 10
    assert [name for name in rendered if "flask_admin" in name] == []
    assert not app.jinja_env.list_templates(filter_func=lambda name: name.startswith("admin/"))


def test_a_status_with_no_words_of_its_own_gets_plain_ones(app: Flask, browser: Browser) -> None:

    def refuse(*_: Any) -> None:
        raise ImATeapot

    app.view_functions["children.index_view"] = refuse
    page = browser.get("/children/")

    assert page.status_code == 418
    assert title_of(page) == WORDS[400][0]


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of children fails with an error that quotes a record."""

    def fail(*_: Any) -> None:
        raise ValueError(f"SELECT surname FROM child -- {MARK}")

    monkeypatch.setattr(ChildView, "_found", fail)


@pytest.mark.usefixtures("broken")
def test_t36_a_fault_of_ours_shows_a_code_that_is_in_the_log_and_nothing_else(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = browser.get("/children/")
    code = re.search(r"<strong>([0-9A-F]{8})</strong>", words_in(page))

    assert page.status_code == 500
    assert title_of(page) == WORDS[500][0]
    assert code is not None
    assert f"error {code[1]}: ValueError" in caplog.text
    assert "in index_view" in caplog.text  # where, for whoever looks into it
    for inside in ("ValueError", "SELECT", "Traceback", MARK, "/admin_views/"):
        assert inside not in words_in(page)


@pytest.mark.usefixtures("broken")
def test_t29_the_log_of_a_fault_does_not_quote_the_record(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get("/children/")

    assert MARK not in caplog.text


def test_t34_a_fault_in_working_out_who_may_gives_no_data(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = make_child(surname=MARK)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("no roles to be had")

    for method in ("may", "of", "authorities", "officer"):
        with monkeypatch.context() as patched:
            patched.setattr(Scope, method, fail)
            for address in ("/", "/children/", f"/children/details/?id={child.id}"):
                page = browser.client.get(address)
                assert page.status_code == 500
                assert title_of(page) == WORDS[500][0]
                assert MARK not in words_in(page)
                assert {name: page.headers.get(name) for name in HEADERS} == HEADERS
    database.connect(reuse_if_open=True)


def test_t34_with_no_database_at_all_there_is_a_page_that_says_so(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("could not connect to server at 10.0.0.7")

    with monkeypatch.context() as patched:
        patched.setattr(type(database.obj), "connect", fail)
        page = browser.client.get("/")
    database.connect(reuse_if_open=True)

    assert page.status_code == 503
    assert title_of(page) == WORDS[503][0]
    assert "10.0.0.7" not in words_in(page)
    assert {name: page.headers.get(name) for name in HEADERS} == HEADERS


def test_a_rule_broken_by_a_button_is_said_on_the_page_it_is_on(browser: Browser) -> None:
    enquiry = make_enquiry(due_on=NOW.date())
    here = f"http://localhost/enquiries/details/?id={enquiry.id}"
    answer = browser.post(f"/enquiries/chase/?id={enquiry.id}", headers={"Referer": here})

    assert (answer.status_code, answer.location) == (302, here)
    assert "Nobody was chased: the answer is not overdue." in words_in(browser.get(here))


def test_a_rule_broken_by_a_button_never_leads_away(browser: Browser) -> None:
    enquiry = make_enquiry(due_on=NOW.date())
    for elsewhere in ("https://evil.example/", "http://localhost.evil.example/", "//evil"):
        answer = browser.post(f"/enquiries/chase/?id={enquiry.id}", headers={"Referer": elsewhere})
        assert (answer.status_code, answer.location) == (302, "/")


def test_a_rule_broken_by_opening_a_page_is_a_page_and_no_circle(
    app: Flask, browser: Browser
) -> None:

    def refuse(*_: Any) -> None:
        raise RuleBroken("The office is closed.")

    app.view_functions["children.index_view"] = refuse
    page = browser.get("/children/")

    assert page.status_code == 409
    assert "The office is closed." in words_in(page)


# -- the database is busy ---------------------------------------------------------------------


def test_a_database_that_does_not_answer_is_said_to_be_busy(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError("could not connect to server at 10.0.0.7")

    monkeypatch.setattr(Worklist, "index", fail)
    page = browser.get("/")
    if page.status_code == 200:  # the library keeps the function it was given
        app.view_functions["admin.index"] = fail
        page = browser.get("/")

    assert page.status_code == 503
    assert title_of(page) == WORDS[503][0]
    assert "10.0.0.7" not in words_in(page)


@contextmanager
def another_writes(url: str) -> Iterator[None]:
    """Another writer has the database to itself for a while."""
    other = connect(url)
    other.execute_sql("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute_sql("ROLLBACK")
        other.close()
        database.connect(reuse_if_open=True)


@pytest.fixture
def impatient(db: None, database_url: str, tmp_path: Path) -> tuple[Flask, str]:
    """The program on SQLite, waiting a second for another writer and no longer."""
    if on_postgresql():
        pytest.skip("about SQLite's one writer")
    given = Settings(
        database_url=f"{database_url}?timeout=1",
        secret_key="a secret key for the tests, long enough",
        audit_key=AUDIT_KEY.decode(),
        base_url="http://127.0.0.1:8000",
        mail_url="smtp://127.0.0.1:8025",
        mail_from="education@council.example",
        mail_folder=tmp_path / "mail",
        listen="127.0.0.1:8000",
        demo=True,
    )
    return create_app(given, clock=lambda: NOW), database_url


def test_f34_while_another_writes_the_form_comes_back_with_what_was_typed(
    impatient: tuple[Flask, str],
) -> None:
    app, url = impatient
    browser = sweeper(app, make_officer("manager"))
    child = make_child()
    address = f"/children/edit/?id={child.id}"
    form = form_in(browser.get(address)) | {"surname": "Typed at length", "sex": "M"}
    with another_writes(url):
        page = browser.client.post(address, data=form)

    assert page.status_code == 503
    assert messages_in(page) == ["The records are busy. Nothing was saved; press Save again."]
    kept = form_in(page)
    assert (kept["surname"], kept["sex"], kept["upn"]) == ("Typed at length", "M", "")
    assert Child.get_by_id(child.id).surname == child.surname
    assert browser.post(address, kept).status_code == 302
    assert Child.get_by_id(child.id).surname == "Typed at length"


def test_f34_a_busy_form_shows_what_was_sent_and_nothing_that_was_not(
    impatient: tuple[Flask, str],
) -> None:
    """No event can be written just now, so no record may be shown."""
    app, url = impatient
    browser = sweeper(app, make_officer("manager"))
    child = make_child(first_language=MARK)
    form = form_in(browser.get(f"/children/edit/?id={child.id}")) | {"forenames": "Ann"}
    del form["first_language"]
    with another_writes(url):
        page = browser.client.post(f"/children/edit/?id={child.id}", data=form)

    assert page.status_code == 503
    assert MARK not in words_in(page)


def test_f34_a_busy_answer_keeps_its_words(impatient: tuple[Flask, str]) -> None:
    app, url = impatient
    browser = sweeper(app, make_officer("manager"))
    enquiry = make_enquiry(question=MARK)
    address = f"/enquiries/answer/?id={enquiry.id}"
    form = form_in(browser.get(address)) | {"answer": "With an aunt in Leeds"}
    with another_writes(url):
        page = browser.client.post(address, data=form)

    assert page.status_code == 503
    assert form_in(page)["answer"] == "With an aunt in Leeds"
    assert MARK not in words_in(page)
    assert Enquiry.get_by_id(enquiry.id).answered_on is None


def test_f34_while_another_writes_no_record_is_shown(impatient: tuple[Flask, str]) -> None:
    app, url = impatient
    browser = sweeper(app, make_officer("manager"))
    child = make_child(surname=MARK)
    with another_writes(url):
        page = browser.client.get(f"/children/details/?id={child.id}")

    assert page.status_code == 503
    assert title_of(page) == WORDS[503][0]
    assert MARK not in words_in(page)


# -- headers ----------------------------------------------------------------------------------


def test_t38_every_answer_carries_the_headers_errors_too(app: Flask, councils: Councils) -> None:
    browser: Sweeper = sweeper(app, make_all_roles(councils.ours))
    missing, tried = [], 0
    for turn, rule in enumerate(some(app.url_map.iter_rules())):
        address = rule.rule.replace("<export_type>", "csv").replace("<path:filename>", "style.css")
        if rule.endpoint == "door.sign_out":
            continue
        for method, number in (
            ("GET", "1"),
            (("GET", "abc"), ("PUT", "1"))[turn % 2],
            ("POST", "1"),
        ):
            answer = browser.client.open(f"{address}?id={number}", method=method, buffered=True)
            tried += 1
            if answer.data and answer.mimetype.startswith("text/"):
                assert answer.mimetype_params.get("charset") == "utf-8", address
            got = {name: answer.headers.get(name) for name in HEADERS}
            # The address of a page behind a mailed link is a key.
            strict = {"Referrer-Policy": "no-referrer"} if address[:6] in LINKS else {}
            if got not in (HEADERS, HEADERS | strict):
                missing.append((address, method, answer.status_code, got))
    database.connect(reuse_if_open=True)
    print(f"{tried} answers, {len(missing)} with a header missing")  # noqa: T201

    assert missing == []
    assert tried > (300 if POSTGRESQL else 900)


@pytest.mark.usefixtures("broken")
def test_t38_a_fault_of_ours_carries_the_headers(browser: Browser) -> None:
    answer = browser.get("/children/")

    assert answer.status_code == 500
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


OUR_SCRIPT = re.compile(r'<script type="module" src="/static/[a-z.0-9]+\.js"></script>')


def test_no_page_runs_a_script_or_a_style_of_its_own(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments:
            continue
        answer = browser.get(f"{rule.rule}?id=1")
        page = words_in(answer) if answer.mimetype == "text/html" else ""
        page = OUR_SCRIPT.sub("", page)
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page), rule.rule
