"""Naming a record in a form: by reference, by words, by choosing; never from a long list."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from admin_views.lookups import MOST
from models.base import database
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.people.child import Child
from models.people.person import Person
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    case_views,
    form_in,
    forms_in,
    messages_in,
    rows_of,
    words_in,
)
from tests.browsing import Browser
from tests.making import (
    make_agency,
    make_child,
    make_enquiry,
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


def test_words_that_fit_too_many_say_so_and_offer_none(browser: Browser) -> None:
    for _ in range(MOST + 1):
        make_child(forenames="Zofia")
    page = browser.post("/cases/new/", new_case("Zofia"))

    assert any("Too many fit" in message for message in messages_in(page))
    assert "radio" not in words_in(page)


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

    assert browser.post("/cases/new/", new_case(["Zofia", str(theirs.id)])).status_code == 404
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
    many = range(3000)
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
