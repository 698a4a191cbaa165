"""Every route, method, role and sort of record: what is not open is not given, by any road.

The routes are read from the URL map and the screens from the admin, so what is
added tomorrow is tried tomorrow.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from admin_views.records.base import CaseView
from models.base import BaseModel
from models.casework.case import Case
from models.ledger.event import Event
from models.organisations.access import ROLES
from models.organisations.authority import AuthorityRecord
from models.scope import PART_OF, Scope
from models.tables import TABLES
from tests.admin_views.conftest import Councils, fill
from tests.admin_views.sweeping import (
    MARK,
    WRITTEN_BY_LOOKING,
    Sweeper,
    case_views,
    everything_but,
    mark,
    rows_of,
    sweeper,
    words_in,
)
from tests.cluster import POSTGRESQL, some
from tests.making import (
    NOW,
    make_authority,
    make_officer,
    make_one_of_each,
    make_restriction,
    the_authority,
)

MISSING = 99_999_999
KEPT_MARK = "Featherstonehaugh"  # in every text that a restriction hides
TEXTS = ("surname", "text", "question", "summary", "appears", "lines")
SHUT = (302, 403, 404, 405)
# What changes with every answer and says nothing.
CHANGING = re.compile(r'name="csrf_token"[^>]*value="[^"]*"')


class Rows(NamedTuple):
    """The ids of one model's rows by whose they are."""

    own: list[int]
    other: list[int]
    restricted: list[int]


class Sweep:
    """Probes by one role; counts them, and keeps what should not have been."""

    def __init__(self, app: Flask, browser: Sweeper, scope: Scope, turn: int = 0) -> None:
        self.app, self.browser, self.scope, self.turn = app, browser, scope, turn
        self.count: Counter[str] = Counter()
        self.faults: list[str] = []
        self.of_none: dict[tuple[str, str], tuple[int, str]] = {}
        # An auditor reads what is restricted: that is what the role is for.
        self.reads_restricted = any("auditor" in names for names in scope.roles.values())

    def ask(self, method: str, address: str) -> TestResponse:
        self.count["probes"] += 1
        page = self.browser.get(address) if method == "GET" else self.browser.post(address)
        if page.status_code >= 500:
            self.faults.append(f"{method} {address}: {page.status_code}")
        marks = [MARK] if self.reads_restricted else [MARK, KEPT_MARK]
        if any(word in words_in(page) for word in marks):
            self.count["leaks"] += 1
            self.faults.append(f"{method} {address}: shows what is hidden")
        return page

    def shut(self, method: str, address: str, row_id: int) -> None:
        """Expect for this row the very answer that a missing one gets."""
        hidden = self.ask(method, f"{address}?id={row_id}")
        if hidden.status_code not in SHUT or _said(hidden) != self.missing(method, address):
            self.count["leaks"] += 1
            self.faults.append(f"{method} {address}?id={row_id}: {hidden.status_code}")

    def missing(self, method: str, address: str) -> tuple[int, str]:
        """Return what is said of a row that is not there; asked once of each address."""
        if (method, address) not in self.of_none:
            self.of_none[method, address] = _said(self.ask(method, f"{address}?id={MISSING}"))
        return self.of_none[method, address]

    def open_or_refused(self, method: str, address: str, row_id: int, view: CaseView) -> None:
        """Expect a page where the role may see the noun, and none where it may not."""
        before = Event.select().where(Event.verb == "read").count()
        page = self.ask(method, f"{address}?id={row_id}")
        may_see = self.scope.may("see", PART_OF.get(view.shows.__name__, view.shows))
        if page.status_code == 200 and not may_see:
            self.faults.append(f"{method} {address}: open to a role that may not see it")
        if page.status_code == 200 and method == "GET" and issubclass(view.shows, AuthorityRecord):
            read = Event.select().where(Event.verb == "read").count() - before
            self.count["unlogged"] += read == 0


def _said(page: TestResponse) -> tuple[int, str]:
    return page.status_code, CHANGING.sub("", words_in(page))


@pytest.fixture
def rows(app: Flask) -> dict[type[BaseModel], Rows]:
    """A record of every kind: of the other council, restricted, and open to be seen."""
    theirs, ours = make_authority(code="874", name="Peterborough City Council"), the_authority()
    fill(theirs)
    mark(theirs)
    hidden = make_one_of_each(ours)
    mark_what_hangs_on(hidden)
    gone = {model: {row.id for row in rows_of(model, ours)} for model in TABLES}
    make_restriction(child=hidden.child)
    fill(ours)
    councils = Councils(ours, theirs)
    return {model: sorted_out(model, councils, gone[model], hidden) for model in TABLES}


def sorted_out(model: type[BaseModel], councils: Councils, first: set[int], hidden: Case) -> Rows:
    ours = rows_of(model, councils.ours)
    kept = {row.id for row in ours if row.id in first and hangs_on(row, hidden)}
    own = [row.id for row in ours if row.id not in kept and row.id not in first]
    return Rows(own, [row.id for row in rows_of(model, councils.theirs)], sorted(kept))


def hangs_on(row: BaseModel, hidden: Case) -> bool:
    return isinstance(row, AuthorityRecord) and hidden.child_id in row.child_ids()


def mark_what_hangs_on(hidden: Case) -> None:
    """Write KEPT_MARK into the texts of what a restriction on the child is to hide."""
    for model in TABLES:
        fields = [name for name in TEXTS if name in model._meta.fields]
        for row in rows_of(model, hidden.authority) if fields else []:
            if hangs_on(row, hidden):
                marked = dict.fromkeys(fields, KEPT_MARK)
                model.update(marked).where(model.id == row.id).execute()
    hidden.child.refresh_search_keys()


def routes(app: Flask, view: CaseView) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(f"{view.endpoint}.") and "<" not in rule.rule:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method


@pytest.mark.parametrize("role", [name for name, _ in ROLES])
def test_t02_t03_t04_nothing_is_given_that_is_not_open(
    app: Flask, rows: dict[type[BaseModel], Rows], role: str
) -> None:
    officer = make_officer(role)
    turn = [name for name, _ in ROLES].index(role)
    sweep = Sweep(app, sweeper(app, officer), Scope.officer(officer, NOW), turn)

    gets_change_nothing(sweep, rows)
    posts_reach_nothing(sweep, rows)
    print(role, dict(sweep.count))  # noqa: T201

    assert sweep.faults == []
    assert sweep.count["leaks"] == sweep.count["unlogged"] == 0
    assert sweep.count["probes"] > (250 if POSTGRESQL else 750)  # seven roles: 5,000


def gets_change_nothing(sweep: Sweep, rows: dict[type[BaseModel], Rows]) -> None:
    before = everything_but(*WRITTEN_BY_LOOKING)
    probe(sweep, rows, "GET")
    after = everything_but(*WRITTEN_BY_LOOKING)
    changed = [table for table in before if before[table] != after[table]]
    sweep.faults += [f"a GET changed {table}" for table in changed]


def posts_reach_nothing(sweep: Sweep, rows: dict[type[BaseModel], Rows]) -> None:
    probe(sweep, rows, "POST")


def probe(sweep: Sweep, rows: dict[type[BaseModel], Rows], method: str) -> None:
    for view in some(case_views(sweep.app), 7, sweep.turn):
        whose: Any = rows[view.shows]
        for rule, allowed in routes(sweep.app, view):
            if allowed != method:
                continue
            sweep.ask(method, rule.rule)
            if not needs_a_row(rule):
                continue
            for row_id in whose.other[:1]:
                sweep.shut(method, rule.rule, row_id)
            for row_id in [] if sweep.reads_restricted else whose.restricted[:1]:
                sweep.shut(method, rule.rule, row_id)
            for row_id in whose.own[:1]:
                sweep.open_or_refused(method, rule.rule, row_id, view)


def needs_a_row(rule: Rule) -> bool:
    """A list, a new form and a search take no id: with one they answer as without."""
    of_no_row = ("index_view", "create_view", "find_view", "ask_export")
    return not rule.endpoint.endswith(of_no_row)
