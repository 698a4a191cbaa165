"""Pages of a list: each row on one of them, whichever way one goes; odd pages are answered."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.casework.enquiry import Enquiry
from models.casework.task import Task
from models.organisations.role import Role
from models.people.child import Child
from models.people.person import Person
from models.scope import Scope
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    Sweeper,
    counting,
    links_in,
    sweeper,
    words_in,
)
from tests.making import (
    NOW,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_restriction,
    make_task,
    saved,
    the_authority,
    writing,
)

SURNAMES = ("Ash", "Beech", "Beech", "Cedar", "Élan", "O’Neil", "elm")


def make_children() -> None:
    """Forty-five on three pages, many of one name."""
    with writing():
        for number in range(45):
            make_child(surname=SURNAMES[number % len(SURNAMES)])


def children_on(page: TestResponse) -> list[str]:
    return [link for link in links_in(page) if link.startswith("/children/details/")]


def page_after_page(browser: Sweeper, address: str, rel: str) -> list[list[str]]:
    """What stands on a page and on those its "next" or "prev" leads to."""
    page = browser.get(address)
    onward = lxml.html.fromstring(words_in(page)).xpath(f"//a[@rel='{rel}']/@href")
    further = page_after_page(browser, str(onward[0]), rel) if onward else []
    return [children_on(page), *further]


@pytest.mark.parametrize("order", ["", "&sort=surname&desc=1", "&sort=reference", "&sort=born_on"])
def test_each_row_is_on_one_page_whichever_way_one_goes(browser: Sweeper, order: str) -> None:
    make_children()
    on = page_after_page(browser, f"/children/?page=1{order}", "next")
    back = page_after_page(browser, f"/children/?page=3{order}", "prev")
    typed = [children_on(browser.get(f"/children/?page={n}{order}")) for n in (1, 2, 3)]

    assert [len(ids) for ids in on] == [20, 20, 5]
    assert on == back[::-1] == typed
    assert len({one for ids in on for one in ids}) == 45


@pytest.mark.parametrize("narrowed", [{}, {"sent_on-from": "1/9/2026"}, {"search": "e"}])
def test_a_list_sorted_by_the_child_of_its_case_is_whole_for_every_reader(
    app: Flask, councils: Councils, narrowed: dict[str, str]
) -> None:
    """However the database is asked for it; what a restriction hides is left out."""
    one, both = make_officer("manager"), make_officer("manager")
    saved(Role(officer=both, authority=councils.theirs, name="manager"))
    with writing():
        for number in range(24):
            authority = councils[number % 2]
            child = make_child(authority=authority, surname=SURNAMES[number % len(SURNAMES)])
            make_enquiry(case=make_case(child=child))
        make_restriction(child=child)

    for officer in (one, both):
        browser, scope = sweeper(app, officer), Scope.officer(officer, NOW)
        start = browser.post("/enquiries/find/?sort=case.child", narrowed).location
        shown = [int(link.rpartition("=")[2]) for page in pages(browser, start) for link in page]
        names = {row.id: row.case.child.surname for row in scope.of(Enquiry)}
        told = [names[row_id] for row_id in shown]
        assert len(set(shown)) == len(shown)
        assert [told.index(name) for name in told] == sorted(told.index(name) for name in told)
        if "search" not in narrowed:
            assert set(shown) == set(names)


def pages(browser: Sweeper, address: str) -> list[list[str]]:
    """The links to records on a page and on those its "next" leads to."""
    page = browser.get(address)
    onward = lxml.html.fromstring(words_in(page)).xpath("//a[@rel='next']/@href")
    here = [link for link in links_in(page) if link.startswith("/enquiries/details/")]
    return [here, *(pages(browser, str(onward[0])) if onward else [])]


def test_a_page_beyond_the_last_is_the_last_and_says_so(browser: Sweeper) -> None:
    make_children()
    for number in ("4", "1000000", "99999999999999999999999"):
        page = browser.get(f"/children/?page={number}")
        assert "45 records, page 3 of 3" in words_in(page), number
        assert "There are not so many pages" in words_in(page)
    for number in ("0", "-1", "x", "1.5", "²", ""):
        page = browser.get(f"/children/?page={number}&after=x&before=-3")
        assert "45 records, page 1 of 3" in words_in(page), number


def test_t02_a_page_after_a_row_of_another_council_says_nothing_of_it(
    app: Flask, councils: Councils
) -> None:
    theirs = make_child(authority=councils.theirs, surname="Ash")
    browser = sweeper(app, make_officer("manager"))
    make_children()
    missing = browser.get("/children/?page=2&after=99999999")
    theirs_named = browser.get(f"/children/?page=2&after={theirs.id}")

    assert (
        children_on(theirs_named)
        == children_on(missing)
        == children_on(browser.get("/children/?page=2"))
    )


def test_no_link_to_a_page_holds_what_the_list_is_sorted_by(browser: Sweeper) -> None:
    make_children()
    links = links_in(browser.get("/children/?page=2"))

    assert [link for link in links if "after=" in link]
    assert [link for link in links for name in SURNAMES if name in link] == []


def test_the_count_leaves_out_what_is_hidden_and_other_councils(
    app: Flask, councils: Councils
) -> None:
    """However it is counted: by authority, or the table at once for who sees every council."""
    one, both = make_officer("manager"), make_officer("manager")
    saved(Role(officer=both, authority=councils.theirs, name="manager"))
    with writing():
        cases = [make_case(child=make_child(authority=councils.ours)) for _ in range(3)]
        for case in cases:
            make_task(case=case)
        make_restriction(child=cases[0].child)

    for officer in (one, both):
        browser, scope = sweeper(app, officer), Scope.officer(officer, NOW)
        for model, address in ((Child, "children"), (Task, "tasks"), (Person, "people")):
            count = scope.of(model).count()
            words = f"{count} {'record' if count == 1 else 'records'}"
            assert f'<p class="count">{words}</p>' in words_in(browser.get(f"/{address}/"))
    assert scope.of(Child).count() == Child.select().count() - 1


def test_a_list_costs_the_same_few_queries_on_every_page(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_children()
    browser.get("/children/")  # the first asks for what is then remembered
    cost = []
    for number in (1, 2, 3):
        with counting(monkeypatch) as asked:
            browser.get(f"/children/?page={number}")
        cost.append(len(asked))

    assert len(set(cost)) == 1


def test_an_empty_list_says_what_to_do_next(app: Flask, browser: Sweeper) -> None:
    empty = words_in(browser.get("/children/"))
    nothing = words_in(browser.get(browser.post("/children/find/", {"search": "nobody"}).location))
    reading = words_in(sweeper(app, make_officer("auditor")).get("/children/"))

    assert 'no record here yet. <a href="/children/new/">Add the first one</a>' in empty
    assert "try fewer words or another spelling" in nothing
    assert "They come from the work on other pages" in reading


def test_the_heads_tell_how_the_list_is_sorted_and_the_way_to_the_other(browser: Sweeper) -> None:
    make_child(born_on=date(2015, 1, 1), authority=the_authority())
    usual = words_in(browser.get("/children/"))
    turned = words_in(browser.get("/children/?sort=surname&desc=1"))

    assert usual.count('aria-sort="ascending"') == 1
    assert (
        'aria-sort="ascending"><a class="govuk-link" href="/children/?sort=surname&amp;desc=1"'
        in usual
    )
    assert (
        'aria-sort="descending"><a class="govuk-link" href="/children/?sort=surname&amp;desc=0"'
        in turned
    )
    assert usual.count('aria-sort="none"') > 1
