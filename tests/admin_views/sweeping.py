"""Goes over every screen, route and form there is, found from the program and not typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import lxml.html
import pytest
from flask import Flask
from peewee import CharField, TextField
from werkzeug.test import TestResponse

from admin_views.records.base import CaseView
from models.base import BaseModel, JsonField, database
from models.dates.months import last_months
from models.ledger.event import AuditHead, Event
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import ROLES, Role
from models.organisations.session import Session
from models.people.child import Child
from models.tables import TABLES
from models.transaction import transaction
from tests.browsing import Browser
from tests.cluster import some
from tests.making import TESTS, TODAY, make_officer, saved

# A word that stands in every record of an authority once `mark` has been at it, and nowhere else.
MARK = "Quackenbush"


class Sweeper(Browser):
    """A browser that fetches its form token once a session and not once a form."""

    kept = ""

    def token(self) -> str:
        self.kept = self.kept or super().token()
        return self.kept


def sweeper(app: Flask, officer: Officer) -> Sweeper:
    """A browser let in with a session made for it: the slow check of a password is not the test."""
    browser = Sweeper(app)
    now = app.config["CLOCK"]()
    with transaction(TESTS, now):
        _, cookie = Session.start(officer, now)
    browser.client.set_cookie("session", cookie, domain="localhost")
    return browser


def is_outside(app: Flask, endpoint: str) -> bool:
    """Say whether it is a page for people without an account."""
    return app.view_functions[endpoint].__module__.startswith("public_views")


def all_views(app: Flask) -> list[Any]:
    return list(app.extensions["admin"][0]._views)


def case_views(app: Flask) -> list[CaseView]:
    """Every screen with a table behind it."""
    return [view for view in all_views(app) if getattr(view, "model", None) is not None]


def open_views(app: Flask, browser: Browser) -> list[CaseView]:
    """Those of them that whoever is signed in may open at all."""
    return [v for v in case_views(app) if browser.get(f"/{v.address}/").status_code == 200]


def make_all_roles(authority: Authority, **changes: Any) -> Officer:
    """An officer who holds every role there is, in one authority only."""
    officer = make_officer(ROLES[0][0], authority=authority, **changes)
    for role, _ in ROLES[1:]:
        saved(Role(officer=officer, authority=authority, name=role))
    return officer


def rows_of(model: type[BaseModel], authority: Authority) -> list[Any]:
    """The rows that belong to the authority; for a shared table, none."""
    if model is Event:
        heads = AuditHead.select().where(AuditHead.authority == authority)
        return list(Event.select().where(Event.head.in_(heads)).order_by(Event.id))
    if "authority" not in model._meta.fields:
        return []
    theirs = model._meta.fields["authority"] == authority
    return list(model.select().where(theirs).order_by(model.id))


def mark(authority: Authority) -> None:
    """Write MARK into every text of the authority's records, behind the program's back."""
    for model in TABLES:
        if not issubclass(model, AuthorityRecord):
            continue
        texts = [field.name for field in model._meta.sorted_fields if _is_free_text(field)]
        for row in rows_of(model, authority) if texts else []:
            values = dict.fromkeys(texts, MARK)
            model.update(values).where(model.id == row.id).execute()
    for child in rows_of(Child, authority):
        child.refresh_search_keys()


def _is_free_text(field: Any) -> bool:
    is_text = isinstance(field, CharField | TextField) and not isinstance(field, JsonField)
    has_room = getattr(field, "max_length", 255) >= len(MARK)
    return is_text and has_room and not field.choices and not field.unique and field.name != "upn"


def words_in(page: TestResponse) -> str:
    return page.get_data(as_text=True)


def forms_in(page: TestResponse) -> list[Any]:
    return list(lxml.html.fromstring(words_in(page)).forms)


def form_in(page: TestResponse) -> dict[str, str]:
    """What a browser would send from the page's own form: the last one, with nothing changed."""
    form = forms_in(page)[-1]
    sent = dict(form.form_values())
    for area in form.xpath(".//textarea"):
        # As a browser does: the first line end is mark-up, the others go as two characters.
        sent[area.name] = (area.text or "").removeprefix("\n").replace("\n", "\r\n")
    return sent


def messages_in(page: TestResponse) -> list[str]:
    """What the page says went right or wrong, above the form and beside its fields."""
    tree = lxml.html.fromstring(words_in(page))
    told = tree.xpath(
        "//p[contains(@class, 'message')] | //p[contains(@class, 'banner__heading')]"
        " | //*[contains(@class, 'error-summary__body')]/p"
    )
    return [" ".join(one.text_content().split()) for one in told]


def links_in(page: TestResponse) -> list[str]:
    tree = lxml.html.fromstring(words_in(page))
    return [link for link in tree.xpath("//a/@href") if link.startswith("/")]


def pages_from(browser: Browser) -> Iterator[tuple[str, TestResponse]]:
    """Follow every link from the front page, each once; yield each address and its page.

    Twelve months of somebody's history are one page: the newest and the oldest stand for them.
    So are the lists behind the numbers of a chart: those of its totals stand for them. And a
    list sorted by one column stands for the same list sorted by another.
    """
    seen, to_do = {"/"}, ["/"]
    while to_do:
        address = to_do.pop()
        page = browser.get(address)
        yield address, page
        if page.mimetype == "text/html":
            fresh = {SORTED.sub("sort=", link): link for link in sorted(links_in(page))}
            to_do += some(
                fresh[one] for one in sorted(fresh) if one not in seen and not _is_like_another(one)
            )
            seen |= set(fresh)


SORTED = re.compile(r"sort=[^&]*(&desc=1)?")


def _is_like_another(link: str) -> bool:
    if re.match(r"/figures/[^/]+/(?!all/)[^/]+/[^/]+/", link):
        return True
    month = re.search(r"month=(\d{4}-\d{2})", link)
    months = last_months(TODAY, 12)
    return month is not None and month[1] not in (str(months[0]), str(months[-1]))


def ids_listed(page: TestResponse, view: CaseView) -> list[int]:
    """The ids of the rows that a list page links to, in order."""
    tree = lxml.html.fromstring(words_in(page))
    start = f"/{view.address}/details/?id="
    links = tree.xpath("//tbody//th/a/@href")
    return [int(link.removeprefix(start)) for link in links if link.startswith(start)]


def everything_but(*left_out: str) -> dict[str, list[Any]]:
    """Every row of every table but those, to compare with later."""
    tables = [name for name in database.get_tables() if name not in left_out]
    return {
        name: sorted(map(repr, database.execute_sql(f'SELECT * FROM "{name}"').fetchall()))
        for name in tables
    }


# What looking itself writes: the event, the session's "last seen", the criteria of a search.
WRITTEN_BY_LOOKING = (
    "event",
    "event_child",
    "event_detail",
    "audit_head",
    "session",
    "saved_search",
)


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Yield a list that fills with the SELECTs sent to the database."""
    asked: list[str] = []
    plain = type(database.obj).execute_sql

    def counted(self: Any, sql: str, params: Any = None) -> Any:
        if sql.startswith(("SELECT", "(SELECT", "WITH")):
            asked.append(sql)
        return plain(self, sql, params)

    with monkeypatch.context() as patched:
        patched.setattr(type(database.obj), "execute_sql", counted)
        yield asked


@contextmanager
def no_audit() -> Iterator[None]:
    """Take the table of events away, so that writing one fails on either database."""
    database.execute_sql("ALTER TABLE event RENAME TO event_gone")
    try:
        yield
    finally:
        database.connect(reuse_if_open=True)
        database.execute_sql("ALTER TABLE event_gone RENAME TO event")
