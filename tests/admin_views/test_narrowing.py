"""Filters: shown as tags that take them off again; what cannot be meant comes back with words."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views.records.narrowing import day_in
from models.ledger.saved_search import SavedSearch
from models.people.address import Address
from tests.admin_views.sweeping import Sweeper, links_in, sweeper, words_in
from tests.making import (
    make_child,
    make_enquiry,
    make_officer,
    make_school,
    saved,
    writing,
)


def found(browser: Sweeper, address: str, fields: dict[str, str]) -> TestResponse:
    return browser.get(browser.post(f"/{address}/find/", fields).location)


def tags(page: TestResponse) -> dict[str, str]:
    """The words of each tag and what its button sends."""
    tree = lxml.html.fromstring(words_in(page))
    buttons = tree.xpath("//button[@name='without']")
    return {b.text_content().partition(": ")[2]: b.get("value") for b in buttons}


def test_each_thing_looked_for_is_a_tag_that_takes_off_itself_alone(browser: Sweeper) -> None:
    girl, boy = (make_child(surname="Hill", sex=sex) for sex in ("F", "M"))
    looked = {
        "search": "hill",
        "sex-is": "F",
        "born_on-from": "1/3/2015",
        "born_on-to": "2015-12-31",
    }
    page = found(browser, "children", looked)

    assert tags(page) == {
        "“hill”": "search",
        "Sex: Female": "sex is",
        "Born: from 1 Mar 2015": "born_on from",
        "Born: to 31 Dec 2015": "born_on to",
    }
    here = page.request.query_string.decode()
    less = browser.post(f"/children/find/?{here}&sort=upn", {"without": "sex is"}).location
    assert "sort=upn" in less
    assert "Female" not in tags(browser.get(less))
    ids = [link.rpartition("=")[2] for link in links_in(browser.get(less)) if "details" in link]
    assert sorted(ids) == sorted([str(girl.id), str(boy.id)])


def test_the_last_tag_taken_off_gives_the_whole_list(browser: Sweeper) -> None:
    page = found(browser, "children", {"sex-is": "F"})
    here = page.request.query_string.decode()

    assert browser.post(f"/children/find/?{here}", {"without": "sex is"}).location == "/children/"
    for odd in ("", "sex", "sex to", "nothing is", "search"):
        assert browser.post(f"/children/find/?{here}", {"without": odd}).status_code == 302


WRONG = [
    pytest.param("children", {"born_on-from": "31/02/2026"}, "like 23/11/2026", id="no day"),
    pytest.param("children", {"born_on-to": "soon"}, "this filter is left out", id="no date"),
    pytest.param("children", {"sex-is": "Q"}, "Choose one of the list.", id="no choice"),
    pytest.param("tasks", {"officer-is": "all"}, "Choose one of the list.", id="no officer"),
    pytest.param(
        "addresses", {"restricted-is": "maybe"}, "Choose one of the list.", id="yes or no"
    ),
    pytest.param(
        "children",
        {"born_on-from": "2/1/2015", "born_on-to": "1/1/2015"},
        "The first day is after the last",
        id="backwards",
    ),
]


@pytest.mark.parametrize(("address", "fields", "words"), WRONG)
def test_a_filter_of_the_wrong_kind_comes_back_with_words_and_as_typed(
    browser: Sweeper, address: str, fields: dict[str, str], words: str
) -> None:
    page = found(browser, address, fields)
    told = words_in(page)

    assert page.status_code == 200
    assert "There is a problem" in told
    assert words in told
    assert 'aria-invalid="true"' in told
    for name, typed in fields.items():
        if "-is" not in name:
            assert f'name="{name}" value="{typed}"' in told


def test_a_day_is_read_as_it_is_usually_written() -> None:
    march = date(2015, 3, 12)
    for text in ("12/3/2015", "2015-03-12", "12 Mar 2015", " 12 March 2015 ", "12.3.2015"):
        assert day_in(text) == march, text
    for text in ("", "3/13/2015", "31/02/2026", "2015", "12/3/15 x", "²/3/2015"):
        assert day_in(text) is None, text


def test_t04_nobody_sorts_or_narrows_by_what_they_may_not_read(app: Flask) -> None:
    """The order of rows would tell what a field holds."""
    child = make_child()
    kept = {"lines": "1 Ash Road", "restricted": True}
    for postcode in ("CB1 1AA", "CB9 9ZZ"):
        saved(Address(authority=child.authority_id, child=child, postcode=postcode, **kept))

    def orders(role: str) -> set[str]:
        browser = sweeper(app, make_officer(role))
        asked = ("?sort=postcode&desc=0", "?sort=postcode&desc=1")
        pages = [browser.get(f"/addresses/{order}") for order in asked]
        return {",".join(link for link in links_in(page) if "details" in link) for page in pages}

    assert len(orders("cme_officer")) == 1
    assert len(orders("manager")) == 2


def test_a_record_of_a_long_list_is_asked_for_by_its_name(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from admin_views.casework.enquiries import EnquiryView

    enquiry = make_enquiry()
    make_enquiry()
    monkeypatch.setattr(EnquiryView, "narrow_by", ("school", "round"))
    assert enquiry.school is not None
    page = found(browser, "enquiries", {"school-is": enquiry.school.name})

    assert "1 record" in words_in(page)
    assert "<option" not in words_in(page)
    assert "0 records" in words_in(found(browser, "enquiries", {"round-is": "7"}))
    assert "2 records" in words_in(found(browser, "enquiries", {"round-is": "1"}))
    assert "like 5" in words_in(found(browser, "enquiries", {"round-is": "x"}))
    with writing():
        for _ in range(10):
            make_school()
    many = words_in(found(browser, "enquiries", {"school-is": "hilltop"}))
    assert "Too many fit. Type more of the name" in many
    assert "0 records" in many


def test_a_saved_search_whose_column_is_gone_says_so(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    from admin_views.people.children import ChildView

    make_child(sex="F")
    make_child(sex="M")
    location = browser.post(
        "/children/find/", {"sex-is": "F", "born_on-from": "2015-01-01"}
    ).location
    monkeypatch.setattr(ChildView, "narrow_by", ("born_on",))
    page = words_in(browser.get(f"{location}&sort=upn"))

    assert "a filter that this list has no more: Sex" in page
    assert "2 records" in page
    assert SavedSearch.get().criteria["narrow"].keys() == {"sex", "born_on"}
    only = SavedSearch.get()
    only.criteria = {"search": "", "narrow": {"gone": {"is": "x"}}}
    SavedSearch.update(criteria=only.criteria).execute()
    assert (
        browser.post(f"/children/export/csv/?find={only.token}", {"reason": "A list."}).status_code
        == 200
    )
