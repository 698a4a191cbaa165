"""A form refused: in words, beside its field, with what was typed still there."""

from __future__ import annotations

import html
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import perf_counter
from typing import Any

import lxml.html
import pytest
from flask import Flask
from stdnum.gb.upn import calc_check_digit
from werkzeug.test import TestResponse

from models.base import database
from models.casework.case import Case
from models.casework.note import Note
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
    anna = make_officer(name="Anna Ash")
    case = make_case(officer=anna, kind="EHE", reason="ehe_chosen")
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
    case = make_case(kind="EHE", reason="ehe_chosen")
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


# What is typed in the three boxes, what is said, and the box that is to be mended.
NO_SUCH_DAY = [
    (("31/02/2026", "", ""), "February 2026 has 28 days", ""),
    (("31", "02", "2026"), "February 2026 has 28 days", ""),
    (("yesterday", "", ""), "Enter a day of the calendar", ""),
    (("9999-12-31", "", ""), "Enter a year from 1900 to 2200", "-year"),
    (("1", "2", "26"), "Enter the year with all four numbers", "-year"),
    (("1", "Smarch", "2026"), "Enter a month from 1 to 12, or its name", "-month"),
    (("", "2", "2026"), "Enter the day as well", ""),
    (("1", "2", ""), "Enter the year as well", "-year"),
]


def in_boxes(name: str, typed: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip((name, f"{name}-month", f"{name}-year"), typed, strict=True))


def test_a_day_that_cannot_be_is_refused_in_words_and_every_box_keeps_what_was_typed(
    browser: Browser,
) -> None:
    for typed, said, box in NO_SUCH_DAY:
        optional = browser.post("/children/new/", new_child(**in_boxes("born_on", typed)))
        needed = browser.post("/cases/new/", in_boxes("opened_on", typed))

        for page, field in ((optional, "born_on"), (needed, "opened_on")):
            assert page.status_code == 422
            assert any(said in message for message in messages_in(page)), typed
            assert in_boxes(field, typed).items() <= form_in(page).items()
            (summary,) = lxml.html.fromstring(words_in(page)).xpath(f"//a[@href='#{field}{box}']")
            assert said in summary.text_content()
    assert not Child.select().exists()


def test_a_day_may_be_written_as_it_is_in_this_country(browser: Browser) -> None:
    for typed in ((" 1/2/2015 ", "", ""), ("1 Feb 2015", "", ""), ("1", "february", "2015")):
        child = new_child(**in_boxes("born_on", typed))
        assert browser.post("/children/new/", child).status_code == 302
    assert [child.born_on for child in Child.select()] == [date(2015, 2, 1)] * 3


def test_a_day_is_asked_in_three_boxes_that_belong_together(browser: Browser) -> None:
    page = browser.get(f"/children/edit/?id={make_child(born_on=date(2015, 3, 12)).id}")
    (day,) = forms_in(page)[-1].xpath(".//fieldset[legend[contains(., 'Born')]]")

    assert [label.text for label in day.xpath(".//label")] == ["Day", "Month", "Year"]
    assert day.xpath(".//input/@value") == ["12", "3", "2015"]
    hint = day.get("aria-describedby").split()[0]
    assert "27 3 2026" in day.xpath(f".//*[@id='{hint}']")[0].text_content()
    # The first box takes a whole date and the second a name: no keypad without letters there.
    assert day.xpath(".//input[@inputmode]/@name") == ["born_on-year"]


def test_a_whole_date_pasted_over_a_day_replaces_it(browser: Browser) -> None:
    child = make_child(born_on=date(2015, 3, 12))
    address = f"/children/edit/?id={child.id}"
    browser.post(address, form_in(browser.get(address)) | {"born_on": "4 May 2016"})
    assert Child.get_by_id(child.id).born_on == date(2016, 5, 4)
    browser.post(address, form_in(browser.get(address)) | in_boxes("born_on", ("", "", "")))
    assert Child.get_by_id(child.id).born_on is None


def test_what_may_be_left_empty_says_so(browser: Browser) -> None:
    labels = forms_in(browser.get("/children/new/"))[-1].xpath(".//label | .//legend")
    said = {label.text_content().strip() for label in labels}

    assert {"Surname", "Forenames (optional)", "UPN (optional)", "Born (optional)"} <= said


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
    assert said_beside(page) == ["Write at most 255 characters. This has 300."]
    assert form_in(page)["surname"] == "N" * 300


def said_beside(page: TestResponse) -> list[str]:
    tree = lxml.html.fromstring(words_in(page))
    told = tree.xpath("//p[contains(@class, 'govuk-error-message')]/text()[normalize-space()]")
    return [one.strip() for one in told]


@pytest.mark.parametrize("letter", ["x", "é"])
def test_f55_a_note_of_ten_megabytes_comes_back_with_the_limit_and_nothing_lost(
    browser: Browser, letter: str
) -> None:
    child, text = make_child(), letter * (10 * 1024 * 1024 // len(letter.encode()))
    note = {"child": child.reference, "written_on": "2026-11-23", "text": text}
    page = browser.post("/notes/new/", note)

    assert page.status_code == 422
    assert said_beside(page) == [f"Write at most 100,000 characters. This has {len(text):,}."]
    assert text in words_in(page)
    assert not Note.select().exists()


def test_f55_a_name_of_ten_megabytes_is_refused_with_the_limit(browser: Browser) -> None:
    page = browser.post("/children/new/", new_child(surname="N" * 10 * 1024 * 1024))

    assert said_beside(page) == ["Write at most 255 characters. This has 10,485,760."]


def test_f55_a_note_of_a_hundred_thousand_lines_is_refused_and_of_fifty_thousand_kept(
    browser: Browser,
) -> None:
    note = {"child": make_child().reference, "written_on": "2026-11-23"}
    refused = browser.post("/notes/new/", note | {"text": "x\r\n" * 100_000})
    assert said_beside(refused) == ["Write at most 100,000 characters. This has 200,000."]
    kept = browser.post("/notes/new/", note | {"text": "x\r\n" * 49_999})

    assert kept.status_code == 302
    for address in (kept.location, kept.location.replace("details", "edit"), "/notes/"):
        begun = perf_counter()
        assert browser.get(address).status_code == 200
        assert perf_counter() - begun < 2


ODD = (
    "Zo\u202eë",
    "{{7*7}}",
    "]]>",
    "<b>&amp;</b>",
    "O\u2019Neil \u200f",
    "\U0001f98a",
    "%s %(x)s",
)


def test_t35_f56_an_odd_name_stands_on_every_page_as_it_was_typed(browser: Browser) -> None:
    for name in ODD:
        saved = browser.post("/children/new/", new_child(surname=name))
        assert Child.select().order_by(Child.id.desc()).get().surname == name.strip()
        heading = lxml.html.fromstring(words_in(browser.get(saved.location))).find(".//h1")
        assert name in heading.text_content()
        assert form_in(browser.get(saved.location.replace("details", "edit")))["surname"] == name
    listed = words_in(browser.get("/children/"))
    assert [name for name in ODD if html.escape(name, quote=False) not in listed] == []


def test_f56_a_nul_or_half_a_character_is_refused_in_words(browser: Browser) -> None:
    nul = browser.post("/children/new/", new_child(surname="Now\0ak"))
    half = browser.post("/children/new/", new_child() | {"surname": b"Now\xed\xa0\x80ak"})

    assert nul.status_code == 400
    assert "type that part anew" in words_in(nul)
    assert half.status_code in (302, 400)  # bytes that are no text come in as replacement marks
    assert all("\ud800" not in child.surname for child in Child.select())


def test_t29_what_is_typed_in_a_form_stands_in_no_address_title_or_log(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    word = "Quackenbush"
    caplog.set_level(logging.INFO)
    child = new_child(surname=word)
    pages = [
        browser.post("/children/new/", child | {"born_on": "31/2/2026"}),
        saved := browser.post("/children/new/", child),
        browser.get(saved.location),
        browser.get(saved.location.replace("details", "edit")),
        browser.post("/cases/new/", {"child": word}),
        browser.post("/look-up/cases/child", {"words": word}),
    ]

    assert word in words_in(pages[2])
    for page in pages:
        assert word not in page.request.path + page.request.query_string.decode()
        assert word not in (page.location or "")
        assert word not in str(re.findall(r"<title>.*?</title>", words_in(page)))
    assert word not in caplog.text


# -- sent twice -------------------------------------------------------------------------------


def test_a_form_sent_twice_makes_one_record_and_the_same_page(browser: Browser) -> None:
    form = form_in(browser.get("/children/new/")) | new_child()
    first, second = (browser.post("/children/new/", form) for _ in range(2))

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert Child.select().count() == 1


def test_other_words_sent_with_a_used_form_are_asked_about_and_not_lost(browser: Browser) -> None:
    form = form_in(browser.get("/children/new/")) | new_child()
    browser.post("/children/new/", form)
    asked = browser.post("/children/new/", form | {"forenames": "Ola"})

    assert asked.status_code == 409
    said = messages_in(asked)[-1]
    assert f"has made {Child.get().reference} already" in said
    again = form_in(asked)
    assert again["forenames"] == "Ola"
    assert browser.post("/children/new/", again).status_code == 302
    assert sorted(child.forenames for child in Child.select()) == ["Ola", "Zofia"]


def test_a_form_that_was_refused_may_be_sent_again(browser: Browser) -> None:
    form = form_in(browser.get("/children/new/")) | new_child(upn="A801200001001")
    refused = browser.post("/children/new/", form)

    assert refused.status_code == 409
    mended = form_in(refused) | {"upn": ""}
    assert browser.post("/children/new/", mended).status_code == 302


def test_one_officer_s_used_form_says_nothing_to_another(app: Flask, browser: Browser) -> None:
    form = form_in(browser.get("/children/new/")) | new_child()
    browser.post("/children/new/", form)
    other = sweeper(app, make_officer("manager"))

    assert other.post("/children/new/", form | {"csrf_token": other.token()}).status_code == 302
    assert Child.select().count() == 2


def test_a_double_click_makes_one_record(app: Flask, browser: Browser) -> None:
    """Two posts at once: the one that comes second waits for the first, and says the same."""
    form = form_in(browser.get("/children/new/")) | new_child()
    cookies = browser.client.get_cookie("session")
    assert cookies is not None

    def click(_: int) -> tuple[int, str]:
        client = app.test_client()
        client.set_cookie("session", cookies.value, domain="localhost")
        page = client.post("/children/new/", data=form)
        database.close()
        return page.status_code, page.location

    with ThreadPoolExecutor(4) as clicking:
        answers = set(clicking.map(click, range(4)))
    database.connect(reuse_if_open=True)

    assert {status for status, _ in answers} == {302}
    assert len(answers) == 1
    assert Child.select().count() == 1


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


def test_only_who_may_record_an_answer_is_asked_which_enquiry_a_contact_answers(
    app: Flask,
) -> None:
    case = make_case(kind="EHE", reason="ehe_no_information")
    page = f"/ehe-contacts/new/?case={case.id}"
    support = sweeper(app, make_officer("business_support"))

    assert 'name="enquiry"' in words_in(sweeper(app, make_officer("manager")).get(page))
    assert 'name="enquiry"' not in words_in(support.get(page))


def test_no_choice_that_decides_something_is_made_beforehand(app: Flask) -> None:
    browser = sweeper(app, make_all_roles(the_authority()))
    for address, field in (
        ("standings", "kind"),
        ("stages", "stage"),
        ("cases", "reason"),
        ("notices", "method"),
        ("roles", "name"),
        ("check-needs", "number"),
        ("check-needs", "need"),
    ):
        page = lxml.html.fromstring(words_in(browser.get(f"/{address}/new/")))
        (select,) = page.xpath(f"//main//select[@name='{field}']")
        chosen = [option.text for option in select if option.get("selected") is not None]
        assert chosen == ["Choose"], address
