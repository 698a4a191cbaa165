"""A form refused: in words, beside its field, with what was typed still there."""

from __future__ import annotations

from datetime import date
from typing import Any

import lxml.html
from flask import Flask
from stdnum.gb.upn import calc_check_digit
from werkzeug.test import TestResponse

from models.casework.case import Case
from models.people.child import Child
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    case_views,
    form_in,
    forms_in,
    make_all_roles,
    messages_in,
    rows_of,
    sweeper,
    words_in,
)
from tests.browsing import Browser
from tests.making import (
    make_case,
    make_child,
    make_officer,
    make_school,
    the_authority,
)


def test_t32_the_second_of_two_savers_is_shown_both_and_may_save_again(
    app: Flask, browser: Browser
) -> None:
    case = make_case(officer=make_officer(name="Anna Ash"))
    zoe = make_officer(name="Zoe Yew")
    address = f"/cases/edit/?id={case.id}"
    first, second = browser, sweeper(app, make_officer("manager"))
    forms = [form_in(one.get(address)) for one in (first, second)]

    assert first.post(address, forms[0] | {"opened_on": "2026-09-04"}).status_code == 302
    mine = forms[1] | {"officer": str(zoe.id), "outcome": "Found & <safe>"}
    refused = second.post(address, mine)

    assert refused.status_code == 409
    assert "Somebody else has changed this record" in words_in(refused)
    assert both_in(refused) == {
        "Opened": ("4 Sep 2026", "1 Sep 2026"),
        "Officer": ("Anna Ash", "Zoe Yew"),
        "Outcome": ("", "Found & <safe>"),
    }
    assert Case.get_by_id(case.id).officer.name == "Anna Ash"
    assert form_in(refused)["outcome"] == "Found & <safe>"
    again = form_in(refused) | {"opened_on": "2026-09-04"}
    assert second.post(address, again).status_code == 302
    now = Case.get_by_id(case.id)
    assert (now.officer.name, str(now.opened_on), now.outcome) == (
        "Zoe Yew",
        "2026-09-04",
        "Found & <safe>",
    )


def both_in(page: TestResponse) -> dict[str, tuple[str, str]]:
    """What the page sets side by side: field, what is saved now, what was not saved."""
    rows = lxml.html.fromstring(words_in(page)).xpath("//section[@class='stale']//tbody/tr")
    cells = [[cell.text_content() for cell in row] for row in rows]
    return {name: (theirs, mine) for name, theirs, mine in cells}


def test_t32_no_form_without_a_version_is_saved(browser: Browser) -> None:
    case = make_case()
    address = f"/cases/edit/?id={case.id}"
    form = form_in(browser.get(address)) | {"outcome": "Found"}
    del form["row_version"]
    for wrong in (form, form | {"row_version": "abc"}, form | {"row_version": ""}):
        assert browser.post(address, wrong).status_code == 422
    assert browser.post(address, form | {"row_version": "9" * 30}).status_code == 409
    assert Case.get_by_id(case.id).outcome == ""


def test_t36_one_sentence_says_that_another_record_holds_this_already(browser: Browser) -> None:
    held = make_school()
    row = {"urn": held.urn, "name": "Another", "local_authority": "873"}
    page = browser.post("/schools/new/", row)

    assert page.status_code == 409
    assert messages_in(page) == [
        "Another record holds this already, or something it names is gone."
    ]
    assert form_in(page)["name"] == "Another"


def test_a_upn_with_a_wrong_letter_is_refused_and_what_was_typed_stays(browser: Browser) -> None:
    page = browser.post("/children/new/", new_child(upn="A801200001001"))

    assert page.status_code == 409
    (said,) = messages_in(page)
    assert said.startswith("The first letter of this UPN does not fit the rest")
    kept = form_in(page)
    assert (kept["upn"], kept["surname"]) == ("A801200001001", "Nowak")
    assert not Child.select().exists()


def new_child(**changes: str) -> dict[str, str]:
    row = {"authority": str(the_authority().id), "forenames": "Zofia", "surname": "Nowak"}
    return {**row, "sex": "F", **changes}


def test_a_upn_of_an_authority_we_do_not_know_warns_and_is_kept(browser: Browser) -> None:
    digits = "01000000001" + "1"
    upn = calc_check_digit(digits) + digits
    answer = browser.post("/children/new/", new_child(upn=upn))
    page = browser.get(answer.location)

    assert answer.status_code == 302
    assert "We know of no authority with the code 010" in words_in(page)
    assert Child.get().upn == upn


def test_what_is_needed_and_not_there_is_said_beside_its_field(browser: Browser) -> None:
    page = browser.post("/children/new/", new_child(surname="  "))

    assert page.status_code == 422
    assert any("This is needed." in said for said in messages_in(page))
    assert "Surname: This is needed." in words_in(page)
    assert "Failed to" not in words_in(page)
    assert form_in(page)["forenames"] == "Zofia"


NO_SUCH_DAY = {
    "31/02/2015": "Enter a day of the calendar",
    "yesterday": "Enter a day of the calendar",
    "0001-01-01": "Enter a day from 1900 to 2200.",
    "9999-12-31": "Enter a day from 1900 to 2200.",
}


def test_a_day_that_cannot_be_is_refused_in_words(browser: Browser) -> None:
    for typed, said in NO_SUCH_DAY.items():
        optional = browser.post("/children/new/", new_child(born_on=typed))
        needed = browser.post("/cases/new/", {"opened_on": typed})

        for page, field in ((optional, "born_on"), (needed, "opened_on")):
            assert page.status_code == 422
            assert any(said in message for message in messages_in(page))
            assert form_in(page)[field] == typed


def test_a_day_may_be_written_as_it_is_in_this_country(browser: Browser) -> None:
    assert browser.post("/children/new/", new_child(born_on=" 1/2/2015 ")).status_code == 302
    assert Child.get().born_on == date(2015, 2, 1)


def test_a_number_that_cannot_be_is_refused_in_words(browser: Browser) -> None:
    ours = str(the_authority().id)
    for typed in ("five", "-1", "10000", "9" * 30, "1.5"):
        row = {"name": "enquiry_days", "value": typed, "effective_from": "2026-01-01"}
        page = browser.post("/settings/new/", row | {"authority": ours})

        assert page.status_code == 422
        assert any("Enter a" in message for message in messages_in(page))
        assert form_in(page)["value"] == typed


def test_a_text_too_long_for_its_column_is_refused_in_words(browser: Browser) -> None:
    page = browser.post("/children/new/", new_child(surname="N" * 300))

    assert page.status_code == 422
    assert any("255" in message for message in messages_in(page))


def test_line_ends_as_browsers_send_them_are_no_change(browser: Browser) -> None:
    school = make_school(address_lines="Hill Road\nCambridge")
    address = f"/schools/edit/?id={school.id}"
    form = form_in(browser.get(address))

    assert form["address_lines"] == "Hill Road\r\nCambridge"
    assert browser.post(address, form).status_code == 302
    assert type(school).get_by_id(school.id).row_version == 1


def test_a_form_takes_no_field_that_it_does_not_show(app: Flask, councils: Councils) -> None:
    browser = sweeper(app, make_all_roles(councils.ours))
    for view in [view for view in case_views(app) if view.edits]:
        rows = rows_of(view.model, councils.ours)
        if not rows:
            continue
        address = f"/{view.address}/edit/?id={rows[0].id}"
        page = browser.get(address)
        form, shown = form_in(page), set(forms_in(page)[-1].fields)
        hidden = {f.name for f in view.model._meta.sorted_fields} - shown
        untouched = {name: rows[0].__data__[name] for name in hidden}
        browser.post(address, form | dict.fromkeys(hidden, "1"))

        assert {n: view.model.get_by_id(rows[0].id).__data__[n] for n in hidden} == untouched


def test_of_a_field_sent_twice_the_first_counts(browser: Browser) -> None:
    child = make_child()
    address = f"/children/edit/?id={child.id}"
    form: dict[str, Any] = form_in(browser.get(address))
    browser.post(address, form | {"surname": ["First", "Second"]})

    assert Child.get_by_id(child.id).surname == "First"
