"""Lists: what they cost, what they find, in which order; on every screen."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views.records.base import CaseView
from admin_views.records.rows import ordered
from models.casework.case import Case
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.template import LetterTemplate
from models.scope import Scope
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    counting,
    ids_listed,
    links_in,
    make_all_roles,
    open_views,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.making import (
    NOW,
    make_agency,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_one_of_each,
    make_task,
    saved,
    writing,
)

# An authority has four ladders, one for each sort of recipient, and never more.
NEVER_MANY = {Ladder}


def test_a_list_costs_as_many_queries_for_eight_rows_as_for_one(
    app: Flask, councils: Councils, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    views = open_views(app, browser)
    few = {view.address: _cost(browser, view, monkeypatch)[0] for view in views}
    with writing():
        for number in range(7):
            fill_again(councils, number)
    dearer = {}
    for view in views:
        cost, shown = _cost(browser, view, monkeypatch)
        assert shown >= 8 or view.model in NEVER_MANY, f"{shown} rows of {view.name}"
        if cost > few[view.address]:
            dearer[view.address] = (few[view.address], cost)

    assert dearer == {}


def test_many_rows_are_named_in_portions_and_read_alike(
    app: Flask, councils: Councils, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing():
        for number in range(4):
            fill_again(councils, number)
    browser = sweeper(app, make_all_roles(councils.ours))
    addresses = ["/enquiries/", "/handovers/", "/visits/"]
    at_once = [cells_in(browser.get(address)) for address in addresses]

    monkeypatch.setattr("admin_views.records.rows.AT_ONCE", 2)

    assert [cells_in(browser.get(address)) for address in addresses] == at_once


def cells_in(page: TestResponse) -> list[str]:
    tree = lxml.html.fromstring(words_in(page))
    return [cell.text_content().strip() for cell in tree.xpath("//tbody//th | //tbody//td")]


def fill_again(councils: Councils, number: int) -> None:

    ours, day = councils.ours, date(2027, 1, 1 + number)
    make_one_of_each(ours)
    make_agency()
    make_authority(code=f"9{number:02}", name=f"Council {number}")
    ladder = Ladder.get(Ladder.authority == ours)
    saved(
        LadderStep(authority=ours, ladder=ladder, number=number + 4, working_days=20, opening=".")
    )
    LetterTemplate.load_starter(ours, f"letter-{number}", b"PK", NOW)
    saved(Calendar(authority=ours, day=day, name="Office closed"))
    saved(Setting(authority=ours, name="enquiry_days", value=7, effective_from=day))


def _cost(browser: Browser, view: CaseView, patch: pytest.MonkeyPatch) -> tuple[int, int]:
    with counting(patch) as asked:
        page = browser.get(f"/{view.address}/")
    return len(asked), len(ids_listed(page, view))


def found_by(browser: Browser, address: str, fields: dict[str, str]) -> list[int]:
    kept = browser.post(f"/{address}/find/", fields)
    page = browser.get(kept.location)
    start = f"/{address}/details/?id="
    return [int(link.removeprefix(start)) for link in links_in(page) if link.startswith(start)]


def test_an_enquiry_is_found_by_the_child_of_its_case(browser: Browser) -> None:
    child = make_child(forenames="Zofia", surname="Kowalczyk")
    mine = make_enquiry(case=make_case(child=child))
    again = make_enquiry(case=mine.case)
    make_enquiry(case=make_case(child=make_child(forenames="Zofia", surname="Nowak")))

    assert sorted(found_by(browser, "enquiries", {"search": "zofia kowal"})) == [mine.id, again.id]
    assert found_by(browser, "enquiries", {"search": "kowalczyk nowak"}) == []


def test_two_keys_to_one_table_are_not_mixed_up_in_a_sort(app: Flask, councils: Councils) -> None:

    anna, zoe = make_officer(name="Anna Ash"), make_officer(name="Zoe Yew")
    first = make_case(officer=anna, opened_by=zoe, reason="no_start")
    second = make_case(officer=zoe, opened_by=anna, reason="no_start")
    both = Scope.officer(anna).of(Case).where(Case.reason == "no_start")

    def sorted_by(*paths: str) -> list[int]:
        query = both
        for path in paths:
            query = ordered(query, Case, path, descending=False)
        return [case.id for case in query]

    assert sorted_by("officer.name") == [first.id, second.id]
    assert sorted_by("opened_by.name") == [second.id, first.id]
    assert sorted_by("opened_by.name", "officer.name") == [first.id, second.id]


def test_a_list_is_sorted_by_the_name_of_what_a_column_names(browser: Browser) -> None:
    for name in ("Beech", "Ash", "Cedar"):
        make_case(reason="moved_out", officer=make_officer(name=f"Pat {name}"))
    kept = browser.post("/cases/find/", {"reason-is": "moved_out"}).location

    def officers(desc: str) -> list[str]:
        page = browser.get(f"{kept}&sort=officer&desc={desc}")
        listed = [link.rpartition("=")[2] for link in links_in(page) if "details" in link]
        return [Case.get_by_id(number).officer.name for number in listed]

    assert officers("0") == ["Pat Ash", "Pat Beech", "Pat Cedar"]
    assert officers("1") == ["Pat Cedar", "Pat Beech", "Pat Ash"]


def test_two_keys_to_one_table_are_not_mixed_up_in_a_filter(
    browser: Browser, councils: Councils
) -> None:
    theirs, ours = councils.theirs, councils.ours
    to_them = make_enquiry(other_authority=theirs)

    assert found_by(browser, "enquiries", {"other_authority-is": str(theirs.id)}) == [to_them.id]
    assert found_by(browser, "enquiries", {"authority-is": str(theirs.id)}) == []
    both = {"authority-is": str(ours.id), "other_authority-is": str(theirs.id)}
    assert found_by(browser, "enquiries", both) == [to_them.id]


def test_an_empty_key_and_an_empty_date_can_be_asked_for(browser: Browser) -> None:
    mine = make_task(due_on=date(2026, 3, 2), officer=make_officer(), done_on=date(2026, 3, 3))
    nobodys = make_task(due_on=date(2026, 3, 2))
    that_day = {"due_on-from": "2026-03-02", "due_on-to": "2026-03-02"}

    assert found_by(browser, "tasks", {**that_day, "officer-is": "none"}) == [nobodys.id]
    assert found_by(browser, "tasks", {**that_day, "done_on-is": "none"}) == [nobodys.id]
    assert found_by(browser, "tasks", {**that_day, "done_on-from": "2026-03-03"}) == [mine.id]
