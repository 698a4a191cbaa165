"""The child's page: who, family, homes, clocks and siblings, and one click to what comes next."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.ehe_contact import EheContact
from models.casework.note import Note
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship
from tests.admin_views.sweeping import (
    Sweeper,
    counting,
    form_in,
    sweeper,
    words_in,
)
from tests.making import (
    TODAY,
    make_case,
    make_child,
    make_child_name,
    make_clock,
    make_enquiry,
    make_kind,
    make_note,
    make_notice,
    make_officer,
    make_parent,
    make_person,
    make_promise,
    make_restriction,
    make_task,
    saved,
)


def page_of(browser: Sweeper, child: Child, more: str = "") -> TestResponse:
    page = browser.get(f"/children/details/?id={child.id}{more}")
    assert page.status_code == 200
    return page


def section(page: TestResponse, heading: str) -> str:
    """The words of the section under this heading."""
    tree = lxml.html.fromstring(words_in(page))
    (found,) = tree.xpath("//section[h2[normalize-space()=$it]]", it=heading)
    return " ".join(" ".join(found.itertext()).split())


def flags(page: TestResponse) -> list[str]:
    tree = lxml.html.fromstring(words_in(page))
    return [
        " ".join(one.split()) for one in tree.xpath("//ul[@aria-label='To know first']//text()")
    ]


def tie(child: Child, person: Person, **changes: object) -> Relationship:
    row = {"kind": "mother", "lives_with": True}
    made = {**row, "authority": child.authority_id, "child": child, "person": person, **changes}
    return saved(Relationship(**made))


# -- who ------------------------------------------------------------------------------------------


def test_who_the_child_is_now_and_was_before(browser: Sweeper) -> None:
    child = make_child(born_on=date(2015, 3, 12))
    make_child_name(child, surname="Okonkwo", until=date(2024, 5, 3))
    who = section(page_of(browser, child), "Who")

    assert "Name now Élodie O’Neil" in who
    assert "Former name Élodie Okonkwo (until 3 May 2024)" in who
    assert "Age 11" in who
    assert "Year group Year 7" in who


def test_t29_neither_the_title_nor_the_address_holds_a_name(browser: Sweeper) -> None:
    page = words_in(page_of(browser, make_child()))

    title = page.split("<title>")[1].split("</title>")[0]
    assert "Neil" not in title
    assert not any("neil" in link.lower() for link in lxml.html.fromstring(page).xpath("//@href"))


def test_what_to_know_first_is_said_in_words(app: Flask, browser: Sweeper) -> None:
    child = make_child(born_on=None, safeguarding_note="Do not ring the father.")
    parent = make_parent(child)
    make_promise(parent, in_writing_only=True, not_before=date(2027, 5, 3), interpreter="Polish")
    saved(Address(authority=child.authority, child=child, lines="Refuge", restricted=True))
    told = [flag for flag in flags(page_of(browser, child)) if flag]

    assert told == [
        "Safeguarding note: read it before you act",
        "Address withheld",
        "No open case",
        "No date of birth",
        "Mrs Margaret O’Neil: write only, not before 3 May 2027, interpreter: Polish",
    ]
    support = sweeper(app, make_officer("business_support"))
    assert "Safeguarding note: read it before you act" not in flags(page_of(support, child))


def test_t04_a_restricted_child_says_so_to_those_named_on_it(app: Flask) -> None:
    child = make_child()
    make_restriction(child=child)
    auditor = sweeper(app, make_officer("auditor"))

    assert "Restricted: open to those named on it only" in flags(page_of(auditor, child))


# -- family and homes -----------------------------------------------------------------------------


def test_the_family_with_what_each_may_decide_and_was_promised(browser: Sweeper) -> None:
    child = make_child()
    parent = make_parent(child, phone="01223 555 0123")
    tie(child, make_person(surname="Ash", forenames="Tom", title="Mr"), may_be_contacted=False)
    make_promise(parent, by_email=False)
    make_promise(parent, in_writing_only=True)  # the newer one binds
    family = section(page_of(browser, child), "Family and others")

    assert "Mother Parental responsibility, has care 01223 555 0123" in family
    assert "Promised: write only What" in family
    assert "No parental responsibility recorded, lives with the child" in family
    assert "Promised: not to be contacted about this child" in family


def test_each_address_has_its_days_and_a_restricted_one_is_withheld(browser: Sweeper) -> None:
    child = make_child()
    make_parent(child)
    days = {"from_on": date(2024, 1, 2), "to_on": date(2025, 5, 2)}
    row = {"authority": child.authority, "child": child}
    saved(Address(**row, lines="1 Old Road", **days))
    saved(Address(**row, lines="2 New Road", from_on=date(2025, 5, 3)))
    hidden = saved(Address(**row, lines="3 Refuge Row", restricted=True))
    homes = section(page_of(browser, child), "Addresses")

    assert "1 Old Road From 2 Jan 2024 until 2 May 2025" in homes
    assert "2 New Road Since 3 May 2025" in homes
    assert f"Withheld ({hidden.reference}) Dates not recorded" in homes
    assert "Refuge" not in homes
    assert "Mrs Margaret O’Neil 12 Mill Lane, Cambridge, CB1 2AB" in homes


def test_siblings_stand_there_with_their_open_cases(browser: Sweeper) -> None:
    child, sister = make_child(), make_child(forenames="Ana")
    friend = make_child(forenames="Nobody’s")
    parent = make_parent(child)
    tie(sister, parent)
    tie(friend, parent, lives_with=False, kind="other")
    opened, closed = make_case(child=sister), make_case(child=sister, closed_on=TODAY, outcome="-")
    told = section(page_of(browser, child), "Brothers and sisters")

    assert f"Ana O’Neil, born 12 Mar 2015 ({sister.reference}) Open: {opened.reference}" in told
    assert closed.reference not in told
    assert "Nobody’s" not in told
    assert child.reference in section(page_of(browser, sister), "Brothers and sisters")


def test_t04_no_restricted_sibling_or_case_of_one_is_betrayed(browser: Sweeper) -> None:
    child, sister, brother = make_child(), make_child(forenames="Ana"), make_child(forenames="Bo")
    parent = make_parent(child)
    tie(sister, parent)
    tie(brother, parent)
    hidden = make_case(child=brother)
    make_restriction(child=sister)
    make_restriction(case=hidden)
    told = section(page_of(browser, child), "Brothers and sisters")

    assert "Ana" not in told
    assert told.endswith(f"Bo O’Neil, born 12 Mar 2015 ({brother.reference}) No open case")


# -- open cases and their clocks ------------------------------------------------------------------


def test_an_open_case_tells_its_clocks_and_how_they_were_worked_out(browser: Sweeper) -> None:
    case = make_case(opened_on=date(2026, 9, 1), officer=make_officer(name="Dana Reed"))
    late = make_enquiry(case=case)  # due 14 September
    make_enquiry(case=case, answered_on=date(2026, 9, 9), answer="Yes.")
    told = section(page_of(browser, case.child), "Open cases")

    assert "Opened 83 days ago, on 1 September 2026." in told
    assert "Officer: Dana Reed." in told
    assert f"{late.reference}: answer of {late.asked.name} due 70 days overdue" in told
    assert "14 September 2026 How this was worked out" in told
    assert "5 working days are counted after it, the last of them Monday 14 September" in told
    assert "Skipped: Saturday 12 September, Sunday 13 September (weekend)." in told
    assert told.count("ENQ-") == 3  # its name, its explanation's and its letter's: no other one


def test_a_search_tells_the_standards_that_run_and_which_are_late(browser: Sweeper) -> None:
    case = make_case()  # its standards begin on the day of the tests
    began = date(2026, 11, 9)
    for standard, changes in (
        ("visit", {"started_on": began, "due_on": date(2026, 11, 16)}),
        ("review_4", {"started_on": began, "due_on": TODAY}),
        ("first_checks", {"met_on": TODAY}),
        ("review_8", {"stopped_on": TODAY}),
    ):
        clock = Clock.get(Clock.case == case, Clock.standard == standard)
        for name, value in changes.items():
            setattr(clock, name, value)
        saved(clock)
    make_clock(case=case, standard="school_10", started_on=began)
    told = section(page_of(browser, case.child), "Open cases")

    assert "Visit the family 7 days overdue 16 November 2026 How this was worked out" in told
    assert "Manager's review at 4 weeks 23 November 2026" in told
    assert "14 calendar days are counted after it" in told
    assert "The first school day missed is Monday 9 November 2026: that is day 1." in told
    assert "first checks" not in told
    assert "8 weeks" not in told


def test_a_notice_tells_its_days_there_and_on_its_own_page(browser: Sweeper) -> None:
    notice = make_notice()  # posted first class on Monday 23 November
    told = section(page_of(browser, notice.child), "Open cases")
    own = words_in(browser.get(f"/notices/details/?id={notice.id}"))

    for page in (told, own):
        assert "25 November 2026" in page
        assert "Day 21 is Tuesday 15 December 2026." in page
    notice.served_on = date(2026, 11, 25)
    saved(notice)
    assert "next step from 16 December 2026" in section(
        page_of(browser, notice.child), "Open cases"
    )


def test_an_enquiry_explains_its_reminders_on_its_own_page(browser: Sweeper) -> None:
    enquiry = make_enquiry()
    told = section(
        browser.get(f"/enquiries/details/?id={enquiry.id}"), "How the dates were worked out"
    )

    assert "Answer due 14 September 2026" in told
    for number, day in ((1, "15"), (2, "22"), (3, "29")):
        assert f"Reminder {number} from {day} September 2026" in told


def test_t04_a_hidden_enquiry_or_case_starts_no_clock(browser: Sweeper) -> None:
    case = make_case()
    other_child = make_child()
    stranger = make_parent(other_child)
    asked = make_enquiry(case=case, person=stranger)
    make_restriction(child=other_child)
    told = section(page_of(browser, case.child), "Open cases")

    assert asked.reference not in told
    make_restriction(case=case)
    assert "There is none." in section(page_of(browser, case.child), "Open cases")


# -- one click ------------------------------------------------------------------------------------


@pytest.mark.parametrize("screen", ["notes", "enquiries", "ehe-contacts", "tasks", "attachments"])
def test_the_one_open_case_is_filled_in(browser: Sweeper, screen: str) -> None:
    case = make_case()
    make_case(child=case.child, closed_on=TODAY, outcome="Found.")
    address = f"/{screen}/new/?child={case.child_id}"

    assert address in words_in(page_of(browser, case.child))
    assert form_in(browser.get(address))["case"] == case.reference


def test_of_several_open_cases_one_is_asked_for(browser: Sweeper) -> None:
    first = make_case(kind=make_kind().code)
    second = make_case(child=first.child, kind="EHE", reason="ehe_chosen")
    page = words_in(browser.get(f"/tasks/new/?child={first.child_id}"))
    contact = form_in(browser.get(f"/ehe-contacts/new/?child={first.child_id}"))

    for case in (first, second):
        assert f'name="case" value="{case.id}"' in page
    assert contact["case"] == second.reference  # a contact is with a home-educating family


def test_without_an_open_case_a_question_says_what_is_missing(browser: Sweeper) -> None:
    child = make_child()
    page = browser.get(f"/enquiries/new/?child={child.id}")

    assert f"{child.reference} has no open case" in words_in(page)


def test_what_was_added_leads_back_to_the_child(browser: Sweeper) -> None:
    case = make_case()
    address = f"/tasks/new/?child={case.child_id}"
    form = form_in(browser.get(address)) | {"what": "Ring.", "due_on": "2026-11-30"}

    assert browser.post(address, form).location == f"/children/details/?id={case.child_id}"


def call(**changes: str) -> dict[str, str]:
    said = {"happened_on": "2026-11-20", "person": "other", "other": "Hilltop Primary", "case": ""}
    return {**said, "said": "He has not been seen.", **changes}


def test_a_call_in_a_search_is_a_note_that_says_with_whom(browser: Sweeper) -> None:
    case = make_case()
    address = f"/children/call/?id={case.child_id}"
    sent = form_in(browser.get(address))
    answer = browser.post(address, sent | call(case=sent["case"]))
    note = Note.get()

    assert answer.location == f"/children/details/?id={case.child_id}"
    assert (note.case_id, note.call_with, note.written_on) == (
        case.id,
        "Hilltop Primary",
        date(2026, 11, 20),
    )
    assert "Call with Hilltop Primary by" in words_in(browser.get(answer.location))


def test_a_call_in_home_education_is_a_contact_with_the_family(browser: Sweeper) -> None:
    case = make_case(kind="EHE", reason="ehe_chosen")
    parent = make_parent(case.child)
    address = f"/children/call/?id={case.child_id}"
    browser.post(address, call(person=str(parent.id), case=str(case.id)))
    contact = EheContact.get()

    assert (contact.kind, contact.person_id, contact.summary) == (
        "call",
        parent.id,
        "He has not been seen.",
    )
    assert contact.officer_id is not None
    assert not Note.select().exists()


def test_f57_a_call_sent_twice_is_one_call_and_with_other_words_another(browser: Sweeper) -> None:
    child = make_case().child
    address = f"/children/call/?id={child.id}"
    sent = form_in(browser.get(address)) | call()
    twice = [browser.post(address, sent).location for _ in range(2)]
    browser.post(address, sent | {"said": "He was seen on Friday."})

    assert twice == [f"/children/details/?id={child.id}"] * 2
    assert [note.text for note in Note.select().order_by(Note.id)] == [
        "He has not been seen.",
        "He was seen on Friday.",
    ]


WRONG_CALLS = {
    "Enter a day of the calendar": {"happened_on": "31/02/2026"},
    "Say who the call was with.": {"other": " "},
    "Write down what was said.": {"said": " "},
    "at most 200 characters": {"other": "n" * 201},
    "Choose who it was with.": {"person": ""},
}


def test_a_call_that_is_not_whole_comes_back_with_what_was_typed(browser: Sweeper) -> None:
    child = make_case().child
    for words, wrong in WRONG_CALLS.items():
        page = browser.post(f"/children/call/?id={child.id}", call(**wrong))
        assert page.status_code in (409, 422), words
        assert words in words_in(page)
        if "said" not in wrong:
            assert "He has not been seen." in words_in(page)
    forged = call(case=str(make_case().id))
    assert browser.post(f"/children/call/?id={child.id}", forged).status_code == 422
    assert not Note.select().exists()


def test_t02_a_role_is_offered_what_it_may_do_and_no_more(app: Flask) -> None:
    case = make_case()
    auditor = sweeper(app, make_officer("auditor"))
    support = sweeper(app, make_officer("business_support"))
    page = words_in(page_of(support, case.child))

    assert auditor.get(f"/children/call/?id={case.child_id}").status_code == 403
    assert "/new/" not in words_in(page_of(auditor, case.child))
    assert f"/notes/new/?child={case.child_id}" in page
    assert "/enquiries/new/" not in page


def test_a_letter_is_one_click_from_the_page(browser: Sweeper) -> None:
    enquiry = make_enquiry(case=make_case(kind=make_kind().code))
    family = make_case(child=enquiry.case.child, kind="EHE", reason="ehe_chosen")
    tree = lxml.html.fromstring(words_in(page_of(browser, family.child)))
    posts = {form.action for form in tree.forms if form.method == "POST"}

    assert f"/enquiries/letter/?id={enquiry.id}" in posts
    assert f"/cases/letter/?id={family.id}" in posts


# -- how much it asks -----------------------------------------------------------------------------


def test_the_page_asks_the_database_few_questions(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = make_case(officer=make_officer())
    child, sister = case.child, make_child()
    parent = make_parent(child)
    tie(sister, parent)
    make_case(child=sister)
    make_child_name(child)
    for _ in range(3):
        make_enquiry(case=case)
        make_note(case=case)
        make_task(case=case)
        make_notice(case=case, parent=parent)
    browser.get(f"/children/details/?id={child.id}")
    with counting(monkeypatch) as asked:
        page_of(browser, child)

    assert len(asked) <= 15
    assert Case.select().count() == 2
