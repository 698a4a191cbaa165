"""Columns and density: chosen, kept for one officer and one list, and never more than is open."""

from __future__ import annotations

import lxml.html
import pytest
from flask import Flask

from models.ledger.list_choice import ListChoice
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    Sweeper,
    case_views,
    counting,
    make_all_roles,
    open_views,
    sweeper,
    words_in,
)
from tests.admin_views.test_lists import fill_again
from tests.making import make_child, make_officer, writing


def heads(browser: Sweeper, address: str) -> list[str]:
    tree = lxml.html.fromstring(words_in(browser.get(f"/{address}/")))
    return [" ".join(one.text_content().split()) for one in tree.xpath("//thead//th")]


def test_the_columns_chosen_are_kept_for_one_officer_and_one_list(app: Flask) -> None:
    make_child()
    mine, other = sweeper(app, make_officer()), sweeper(app, make_officer())
    usual = heads(mine, "children")
    chosen = {"column": ["first_language", "surname", "nonsense"], "density": "compact"}
    answer = mine.post("/children/columns/?sort=surname&desc=1", chosen)

    assert answer.location == "/children/?sort=surname&desc=1"
    assert heads(mine, "children") == ["Surname", "First language"]
    assert 'class="scroll listing compact"' in words_in(mine.get("/children/"))
    assert heads(other, "children") == usual
    mine.post("/children/columns/", {"usual": "1", "density": "odd"})
    assert heads(mine, "children") == usual
    assert ListChoice.get().density == "comfortable"


def test_no_column_at_all_changes_nothing_and_says_what_to_do(browser: Sweeper) -> None:
    make_child()
    usual = heads(browser, "children")
    answer = browser.post("/children/columns/", {"column": "nonsense"}, follow_redirects=True)

    assert "tick at least one column" in words_in(answer)
    assert heads(browser, "children") == usual


def test_a_column_chosen_that_is_gone_is_left_out(browser: Sweeper) -> None:
    make_child()
    usual = heads(browser, "children")
    browser.post("/children/columns/", {"column": ["surname", "upn"]})
    ListChoice.update(columns=["surname", "gone"]).execute()
    assert heads(browser, "children") == ["Surname"]
    ListChoice.update(columns=["gone"]).execute()
    assert heads(browser, "children") == usual


def test_t04_a_field_kept_from_a_role_is_not_offered_nor_shown(app: Flask) -> None:
    make_child(safeguarding_note="Featherstonehaugh")
    shown = {}
    for role in ("business_support", "cme_officer"):
        browser = sweeper(app, make_officer(role))
        browser.post("/children/columns/", {"column": ["surname", "safeguarding_note"]})
        page = words_in(browser.get("/children/"))
        shown[role] = ('value="safeguarding_note"' in page, "Featherstonehaugh" in page)

    assert shown == {"business_support": (False, False), "cme_officer": (True, True)}


def test_a_role_taken_away_takes_the_column_with_it(app: Flask) -> None:
    make_child(safeguarding_note="Featherstonehaugh")
    officer = make_officer("business_support")
    with writing():
        ListChoice.of(officer.id, "children").choose(["surname", "safeguarding_note"], "compact")

    assert "Featherstonehaugh" not in words_in(sweeper(app, officer).get("/children/"))


def test_every_column_of_every_screen_can_be_chosen_at_the_same_few_queries(
    app: Flask, councils: Councils, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = make_all_roles(councils.ours)
    browser = sweeper(app, officer)
    with writing():
        for view in case_views(app):
            columns = [name for name, _ in (*view._list_columns, *view._details_columns)]
            ListChoice.of(officer.id, view.endpoint).choose(columns, "compact")
    views = open_views(app, browser)
    few = {view.address: cost(browser, view.address, monkeypatch) for view in views}
    with writing():
        for number in range(3):
            fill_again(councils, number)
    many = {view.address: cost(browser, view.address, monkeypatch) for view in views}

    assert {
        address: (few[address], many[address]) for address in few if many[address] > few[address]
    } == {}


def cost(browser: Sweeper, address: str, patch: pytest.MonkeyPatch) -> int:
    with counting(patch) as asked:
        assert browser.get(f"/{address}/").status_code == 200
    return len(asked)


def test_a_long_text_is_cut_in_the_list_and_whole_on_its_page(browser: Sweeper) -> None:
    child = make_child(first_language="x" * 150 + " end " + "y" * 100)
    browser.post("/children/columns/", {"column": ["surname", "first_language"]})
    listed = words_in(browser.get("/children/"))

    assert "end yyy" in listed
    assert "y" * 100 not in listed
    assert "y" * 100 in words_in(browser.get(f"/children/details/?id={child.id}"))
