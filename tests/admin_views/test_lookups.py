"""Naming a record in a form: by reference, by words, by choosing; never from a long list."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views.records.lookups import MOST
from models.base import database
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.ledger.event import Event
from models.people.child import Child
from models.people.person import Person
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    case_views,
    form_in,
    forms_in,
    messages_in,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.making import (
    close_case,
    make_agency,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_restriction,
    make_school,
)


def new_case(child: Any, **changes: Any) -> dict[str, Any]:

    kind = CaseKind.get(CaseKind.code == "CME")
    row = {"child": child, "kind": str(kind.id), "reason": "moved_in", "opened_on": "2026-11-02"}
    return {**row, **changes}


@pytest.fixture
def zofias(browser: Browser) -> list[Child]:
    return [make_child(forenames="Zofia", surname=name) for name in ("Nowak", "Kowalczyk")]


def test_a_child_is_named_by_reference(browser: Browser, zofias: list[Child]) -> None:
    answer = browser.post("/cases/new/", new_case(zofias[1].reference.lower()))

    assert answer.status_code == 302
    assert Case.select().order_by(Case.id.desc()).get().child_id == zofias[1].id


def test_a_child_is_named_by_words_that_fit_only_one(browser: Browser, zofias: list[Child]) -> None:
    assert browser.post("/cases/new/", new_case("kowal zof")).status_code == 302
    assert Case.select().order_by(Case.id.desc()).get().child_id == zofias[1].id


def test_words_that_fit_several_are_asked_back_as_a_choice(
    browser: Browser, zofias: list[Child]
) -> None:
    asked = browser.post("/cases/new/", new_case("Zofia"))
    radios = forms_in(asked)[-1].xpath(".//input[@type='radio'][@name='child']/@value")

    assert asked.status_code == 422
    assert any("More than one fits" in message for message in messages_in(asked))
    assert sorted(radios) == sorted(str(child.id) for child in zofias)
    chosen = browser.post("/cases/new/", new_case(["Zofia", str(zofias[0].id)]))
    assert chosen.status_code == 302
    assert Case.select().order_by(Case.id.desc()).get().child_id == zofias[0].id


def test_words_that_fit_nobody_say_so(browser: Browser, zofias: list[Child]) -> None:
    for typed in ("Ermintrude", "CH-999999999", "%", "_", "...", "CASE-1"):
        page = browser.post("/cases/new/", new_case(typed))

        assert page.status_code == 422
        assert any("Nothing fits" in message for message in messages_in(page))
        assert form_in(page)["child"] == typed
        assert form_in(page)["reason"] == "moved_in"


def test_words_that_fit_many_are_gone_through_ten_at_a_time_with_the_form_kept(
    browser: Browser,
) -> None:
    ids = [str(make_child(forenames="Zofia").id) for _ in range(2 * MOST + 5)]
    first = browser.post("/cases/new/", new_case("Zofia", outcome="So far"))
    second = browser.post("/cases/new/", form_in(first) | {"child": ["Zofia", "after:10"]})
    third = browser.post("/cases/new/", form_in(second) | {"child": ["Zofia", "after:20"]})

    assert choices_in(first) == [*ids[:10], "after:10"]
    assert choices_in(second) == [*ids[10:20], "after:20", "after:0"]
    assert choices_in(third) == [*ids[20:], "after:10"]
    assert "11 to 20 of 25" in words_in(second)
    assert {page.status_code for page in (first, second, third)} == {422}
    assert form_in(third)["outcome"] == "So far"
    chosen = browser.post("/cases/new/", form_in(third) | {"child": ["Zofia", ids[22]]})
    assert chosen.status_code == 302
    assert Case.select().order_by(Case.id.desc()).get().child_id == int(ids[22])


def choices_in(page: TestResponse) -> list[str]:
    return list(forms_in(page)[-1].xpath(".//input[@type='radio'][@name='child']/@value"))


def test_odd_pages_of_a_choice_are_a_page_or_nothing(browser: Browser, zofias: list[Child]) -> None:
    for odd in ("after:", "after:-1", "after:x", "after:999999999", "after:٣"):
        page = browser.post("/cases/new/", new_case(["Zofia", odd]))

        assert page.status_code == 422
        assert form_in(page)["child"] == "Zofia"


def test_a_case_is_offered_with_the_child_it_is_about(browser: Browser) -> None:
    child = make_child(forenames="Zofia", surname="Nowak")
    cases = [close_case(make_case(child=child)), make_case(child=child)]
    page = browser.post("/notes/new/", {"case": "Nowak"})

    for case in cases:
        assert f"{case.reference}: {child}" in words_in(page)


def test_a_forged_choice_is_no_choice(browser: Browser, zofias: list[Child]) -> None:
    for forged in ("0", "-1", "abc", "٣", "9" * 30, "1 OR 1=1"):
        answer = browser.post("/cases/new/", new_case(["Nobody", forged]))

        assert answer.status_code in (404, 422)
        assert not Case.select().exists()


def test_t02_the_id_of_another_authority_s_child_is_refused_as_a_choice(
    browser: Browser, councils: Councils
) -> None:
    (theirs, *_) = rows_of(Child, councils.theirs)
    cases = Case.select().count()

    page = browser.post("/cases/new/", new_case(["Zofia", str(theirs.id)], outcome="So far"))

    assert page.status_code == 422
    assert any("Nothing fits" in message for message in messages_in(page))
    assert (form_in(page)["child"], form_in(page)["outcome"]) == ("Zofia", "So far")
    assert theirs.surname not in words_in(page)
    assert Case.select().count() == cases


def test_a_look_up_left_as_it_was_stays_though_its_words_now_fit_others(
    browser: Browser,
) -> None:
    enquiry = make_enquiry(agency=make_agency(name="Housing"))
    make_agency(name="Housing benefit")
    address = f"/enquiries/edit/?id={enquiry.id}"
    form = form_in(browser.get(address)) | {"question": "Do they live there?"}

    assert browser.post(address, form).status_code == 302
    assert Enquiry.get_by_id(enquiry.id).agency_id == enquiry.agency_id


def test_no_form_prints_the_children_of_a_whole_council(
    app: Flask, browser: Browser, councils: Councils
) -> None:
    many = range(1000)
    ours = councils.ours.id
    name = {"authority": ours, "forenames": "Zofia"}
    with database.atomic():
        Child.insert_many([name | {"surname": f"Nowak {n}"} for n in many]).execute()
        Person.insert_many([name | {"surname": f"Nowak {n}"} for n in many]).execute()
        school = make_school().__class__
        row = {"local_authority": ours}
        schools = [row | {"urn": f"2{n:05}", "name": f"School {n}"} for n in many]
        school.insert_many(schools).execute()
    tried = 0
    for view in case_views(app):
        pages = [f"/{view.address}/"]
        pages += [f"/{view.address}/new/"] if view.creates else []
        if view.edits and (row_of := rows_of(view.model, councils.ours)):
            pages.append(f"/{view.address}/edit/?id={row_of[0].id}")
        for address in pages:
            page = browser.get(address)
            if page.status_code == 403:
                continue
            assert page.status_code == 200
            for form in forms_in(page):
                selects = form.xpath(".//select")
                assert all(len(select.xpath("option")) <= 50 for select in selects), address
            assert len(page.data) < 60_000
            tried += 1
    assert tried > 50


# -- offered while one types ------------------------------------------------------------------


def offered(browser: Browser, address: str, words: str) -> TestResponse:
    return browser.post(f"/look-up/{address}", {"words": words})


def test_what_fits_is_offered_as_typed_by_post_and_noted(
    browser: Browser, zofias: list[Child]
) -> None:
    answer = offered(browser, "cases/child", "zof")
    event = Event.select().order_by(Event.id.desc()).get()

    assert answer.json == {
        "found": [{"id": child.id, "label": str(child)} for child in zofias],
        "count": 2,
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert (event.verb, event.about["ids"]) == ("listed", [child.id for child in zofias])
    assert "zof" not in str(event.about)


def test_no_more_than_ten_are_offered_and_none_for_a_single_letter(browser: Browser) -> None:
    for _ in range(MOST + 3):
        make_child(forenames="Zofia")
    answer = offered(browser, "cases/child", "Zofia")
    assert answer.json is not None

    assert (len(answer.json["found"]), answer.json["count"]) == (MOST, MOST + 3)
    for short in ("", "z", " z "):
        assert offered(browser, "cases/child", short).json == {"found": [], "count": 0}


def test_t02_nobody_is_offered_whom_one_may_not_see(
    app: Flask, browser: Browser, councils: Councils
) -> None:
    (theirs, *_) = rows_of(Child, councils.theirs)
    hidden = make_child(forenames="Zofia", surname="Hidden")
    make_restriction(child=hidden)
    none = {"found": [], "count": 0}

    for words in (theirs.reference, "Hidden", hidden.reference, "Ermintrude"):
        assert offered(browser, "cases/child", words).json == none
    assert offered(browser, "notes/case", "Hidden").json == none


def test_only_fields_that_a_form_has_are_offered_and_only_who_may_open_it(
    app: Flask, browser: Browser
) -> None:
    for address in (
        "cases/nothing",
        "cases/officer",  # a choice of all, no look-up
        "children/authority",
        "cases/id",
        "nothing/child",
        "chases/enquiry",  # a screen with no form
    ):
        assert offered(browser, address, "Zofia").status_code == 404
    admin = sweeper(app, make_officer("system_administrator"))
    assert offered(admin, "cases/child", "Zofia").status_code == 403
    visitor = Browser(app)
    assert offered(visitor, "cases/child", "Zofia").status_code == 302
    assert browser.client.post("/look-up/cases/child", data={"words": "Zofia"}).status_code == 400
    assert browser.get("/look-up/cases/child").status_code == 405


def test_every_look_up_of_every_form_says_where_to_ask(
    app: Flask, browser: Browser, councils: Councils
) -> None:
    asked = set()
    for view in [view for view in case_views(app) if view.creates]:
        page = browser.get(f"/{view.address}/new/")
        for form in forms_in(page) if page.status_code == 200 else []:
            asked |= set(form.xpath(".//@data-look-up"))

    assert len(asked) > 15
    for address in sorted(asked):
        answer = browser.post(address, {"words": "no such thing at all"})
        assert answer.json == {"found": [], "count": 0}, address


def test_a_school_is_found_however_it_is_spelt_in_forms_and_on_the_list(browser: Browser) -> None:
    school = make_school(name="St Mary’s École")
    assert offered(browser, "enquiries/school", "saint marys ecole").json == {
        "found": [{"id": school.id, "label": str(school)}],
        "count": 1,
    }

    for typed, there in (("saint marys ecole", True), ("st peters", False), ("’", False)):
        found = browser.post("/schools/find/", {"search": typed}, follow_redirects=True)
        assert ("École" in words_in(found)) is there
