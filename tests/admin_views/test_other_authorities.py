"""Another authority's record: asked for by every road on every screen, and given on none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views.records.base import CaseView
from admin_views.records.forms import ChoiceOfRow, LookUpField
from models.base import BaseModel
from models.organisations.authority import AuthorityRecord
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    case_views,
    ids_listed,
    make_all_roles,
    mark,
    messages_in,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.cluster import POSTGRESQL, some

REASON = {"reason": "To see what leaves"}

# What is asked of a list and of no record.
OF_THE_LIST = (".index_view", ".find_view", ".create_view", ".ask_export", ".columns_view")


class Probing:
    """Asks for another authority's records and keeps count of what came back."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app, self.browser = app, browser
        self.probes = 0
        self.leaks: list[str] = []

    def refused(self, address: str, fields: dict[str, Any] | None = None) -> None:
        """Expect "no such record" or "not open to you", for the form sent there or the page."""
        page = self.browser.get(address) if fields is None else self.browser.post(address, fields)
        self.weigh(address, page.status_code in (403, 404) and MARK not in words_in(page))

    def without(self, view: CaseView, page: TestResponse, theirs: set[int], typed: str) -> None:
        """Expect a list without their rows; what was typed may stand in its box again."""
        shown = MARK in words_in(page) and MARK not in typed
        closed = page.status_code == 403  # not open to anybody for a role alone
        good = page.status_code == 200 and not shown and not theirs & set(ids_listed(page, view))
        self.weigh(f"{view.address} {typed}", good or closed)

    def weigh(self, what: str, good: bool) -> None:
        self.probes += 1
        if not good:
            self.leaks.append(what)


@pytest.fixture
def probing(app: Flask, councils: Councils) -> Probing:
    mark(councils.theirs)
    return Probing(app, sweeper(app, make_all_roles(councils.ours)))


def test_t02_no_screen_gives_another_authority_s_record_away(
    probing: Probing, councils: Councils
) -> None:
    for view in some(case_views(probing.app)):
        rows = rows_of(view.model, councils.theirs)
        if "authority" in view.model._meta.fields:
            assert rows, f"no {view.name} of the other authority to try with"
        for row in rows[:1]:
            _open_and_change(probing, view, row)
        if rows:
            _list_find_sort_and_export(probing, view, {row.id for row in rows})
    print(f"{probing.probes} probes, {len(probing.leaks)} leaks")  # noqa: T201

    assert probing.leaks == []
    assert probing.probes > (300 if POSTGRESQL else 500)


def _open_and_change(probing: Probing, view: CaseView, row: BaseModel) -> None:
    values = dict.fromkeys(view.form_columns or (), "mine now") | {"row_version": "1"}
    before = type(row).get_by_id(row.id).__data__
    for rule in probing.app.url_map.iter_rules():
        if not rule.endpoint.startswith(f"{view.endpoint}.") or "<" in rule.rule:
            continue
        if rule.endpoint.endswith(OF_THE_LIST):
            continue
        address = f"{rule.rule}?id={row.id}"
        if "GET" in rule.methods:
            probing.refused(address)
        if "POST" in rule.methods:
            probing.refused(address, values)
    assert type(row).get_by_id(row.id).__data__ == before


def _list_find_sort_and_export(probing: Probing, view: CaseView, theirs: set[int]) -> None:
    browser, start = probing.browser, f"/{view.address}/"
    probing.without(view, browser.get(start), theirs, "")
    with probing.app.test_request_context():
        sortable = view._sortable()
    for name, _ in sortable:
        for desc in "01":
            probing.without(view, browser.get(f"{start}?sort={name}&desc={desc}"), theirs, name)
    for criteria in _criteria_for(view, theirs):
        kept = browser.post(f"{start}find/", criteria)
        typed = str(criteria)
        probing.without(view, browser.get(kept.location), theirs, typed)
        if view.can_export:
            token = kept.location.partition("find=")[2]
            file = browser.post(f"{start}export/csv/?find={token}", REASON)
            told = words_in(file).partition("\r\n")[2]  # the first line says what was looked for
            probing.weigh(f"{view.address} export {typed}", _is_file(file) and MARK not in told)
    if view.can_export:
        file = browser.post(f"{start}export/csv/", REASON)
        probing.weigh(f"{view.address} export", _is_file(file) and MARK not in words_in(file))


def _is_file(answer: TestResponse) -> bool:
    """A list that leaves as no file at all gives nothing away either."""
    return answer.mimetype == "text/csv" or answer.status_code in (403, 404)


def _criteria_for(view: CaseView, theirs: set[int]) -> Iterator[dict[str, str]]:
    """Searches and filters that would find their rows, and theirs only, were there no scope."""
    if view.can_search:
        yield {"search": MARK}
    row = view.model.get_by_id(min(theirs))
    for name in view.narrow_by:
        value = row.__data__.get(name)
        if isinstance(value, date):
            yield {f"{name}-from": str(value), f"{name}-to": str(value)}
        elif isinstance(value, bool):
            yield {f"{name}-is": "yes" if value else "no"}
        elif value is not None:
            yield {f"{name}-is": str(value)}


def test_t02_no_form_offers_or_takes_another_authority_s_record(
    probing: Probing, councils: Councils
) -> None:
    for view in case_views(probing.app):
        if not view.creates:
            continue
        with probing.app.test_request_context():
            fields = list(view._create_form_class())
        for field in fields:
            if isinstance(field, LookUpField):
                _look_up(probing, view, field, councils)
            elif isinstance(field, ChoiceOfRow):
                _choose(probing, view, field, councils)
        for name in view.prefills:
            other = view.model._meta.fields[name].rel_model
            for row in rows_of(other, councils.theirs):
                probing.refused(f"/{view.address}/new/?{name}={row.id}")
    print(f"{probing.probes} probes, {len(probing.leaks)} leaks")  # noqa: T201

    assert probing.leaks == []
    assert probing.probes > 60


def _look_up(probing: Probing, view: CaseView, field: LookUpField, councils: Councils) -> None:
    if not issubclass(field.model, AuthorityRecord):
        return
    address = f"/{view.address}/new/"
    for row in rows_of(field.model, councils.theirs)[:2]:
        reference = str(getattr(row, "reference", MARK))
        forged = ["anything", str(row.id)]
        for typed in (reference, MARK, str(row), forged):
            page = probing.browser.post(address, {field.name: typed})
            said = [m for m in messages_in(page) if "Nothing fits" in m]
            told = MARK in words_in(page) and typed is forged
            offered = "candidates" in words_in(page)
            probing.weigh(f"{address} {typed}", bool(said) and not (told or offered))


def _choose(probing: Probing, view: CaseView, field: ChoiceOfRow, councils: Councils) -> None:
    if field.name == "authority":
        theirs: list[Any] = [councils.theirs]
    else:
        theirs = rows_of(view.model._meta.fields[field.name].rel_model, councils.theirs)
    for row in theirs:
        page = probing.browser.post(f"/{view.address}/new/", {field.name: str(row.id)})
        refused = page.status_code == 403 or "Choose one of the list." in words_in(page)
        probing.weigh(f"{view.address} {field.name}", refused)
