"""The child's page: what happened, newest first, and how each computed day came about."""

from __future__ import annotations

from datetime import UTC, date, datetime

import lxml.html
import pytest
from flask import Flask
from peewee import ForeignKeyField
from werkzeug.test import TestResponse

from admin_views.people.kinds import KINDS
from admin_views.people.timeline import Kind
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.organisations.authority import AuthorityRecord
from models.people.child import Child
from tests.admin_views.sweeping import Sweeper, counting, sweeper, words_in
from tests.making import (
    make_allocation,
    make_attachment,
    make_case,
    make_chase,
    make_child,
    make_concern,
    make_contact,
    make_enquiry,
    make_handover,
    make_kind,
    make_letter,
    make_note,
    make_notice,
    make_officer,
    make_referral,
    make_restriction,
    make_search,
    make_task,
    saved,
    writing,
)

# What hangs on a child and is no event of its own: it stands elsewhere on the page.
STANDS_ELSEWHERE = {
    "Address",
    "ChildName",
    "Clock",
    "NotTheSame",
    "Relationship",
    "ReplyLink",
    "Restriction",
}


def entries(page: TestResponse) -> list[str]:
    """Each entry as it is read: the day, what happened, the words."""
    found = lxml.html.fromstring(words_in(page)).xpath("//ol[@id='entries']/li")
    told = []
    for one in found:
        (day,) = one.xpath(".//time")
        rest = " ".join(" ".join(one.itertext()).split()).replace(f" {day.text}", "", 1)
        told.append(f"{day.text} {rest}")
    return told


def timeline_of(browser: Sweeper, child: Child, kind: str = "") -> list[str]:
    asked = f"&kind={kind}" if kind else ""
    page = browser.get(f"/children/details/?id={child.id}{asked}")
    assert page.status_code == 200
    return entries(page)


def make_a_story() -> Case:
    case = make_case(opened_on=date(2026, 9, 1))
    enquiry = make_enquiry(case=case)
    make_chase(enquiry)
    enquiry.answered_on, enquiry.answer = date(2026, 9, 20), "On our roll until July."
    saved(enquiry)
    make_referral(child=case.child)
    make_handover(case=case, sent_on=date(2026, 9, 8))
    make_allocation(case, make_officer())
    make_contact(case=case, happened_on=date(2026, 9, 9))
    make_concern(child=case.child, case=case)
    make_note(case=case, written_on=date(2026, 9, 10), text="Nobody came to the door.")
    make_task(case=case, done_on=date(2026, 9, 11))
    make_notice(case=case, decided_on=date(2026, 10, 1))
    make_letter(case=case)
    make_attachment(case=case)
    make_search(case, case.opened_on)
    return case


def test_everything_that_happened_stands_there_newest_first(browser: Sweeper) -> None:
    case = make_a_story()
    told = timeline_of(browser, case.child)

    days = [one.split(" 2026 ")[0] for one in told]
    assert days[:13] == [
        "23 November",
        "23 November",
        "23 November",
        "23 November",
        "23 November",
        "23 November",
        "1 October",
        "20 September",
        "11 September",
        "10 September",
        "9 September",
        "8 September",
        "7 September",
    ]
    assert set(days[13:]) == {"1 September"}
    assert told[-1].endswith("opened Vanished from school after the school tried everything")
    assert "On our roll until July." in told[7]
    assert "Nobody came to the door." in told[9]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_kind_is_shown_alone_and_each_entry_opens_its_page(
    browser: Sweeper, kind: Kind
) -> None:
    case = make_a_story()
    page = browser.get(f"/children/details/?id={case.child_id}&kind={kind.name}")
    links = lxml.html.fromstring(words_in(page)).xpath("//ol[@id='entries']//a/@href")

    assert links
    for link in links:
        assert link.startswith(f"/{kind.endpoint}/")
        assert browser.get(link).status_code == 200


def test_every_table_about_a_child_has_its_kind() -> None:
    about = {
        model.__name__
        for model in AuthorityRecord.__subclasses__()
        for key in model._meta.sorted_fields
        if isinstance(key, ForeignKeyField) and key.rel_model in (Child, Case, Enquiry)
    }

    assert about - {kind.model.__name__ for kind in KINDS} == STANDS_ELSEWHERE


def test_an_unknown_kind_shows_everything(browser: Sweeper) -> None:
    case = make_a_story()

    assert timeline_of(browser, case.child, "nonsense") == timeline_of(browser, case.child)


def test_a_child_with_nothing_yet_is_told_what_to_do(browser: Sweeper) -> None:
    page = browser.get(f"/children/details/?id={make_child().id}")

    assert "Nothing yet. Open a case or write a note, and it stands here." in words_in(page)


def test_t04_what_hangs_on_a_restricted_case_is_not_on_it(browser: Sweeper) -> None:
    case = make_a_story()
    other = make_case(child=case.child, kind=make_kind().code)
    make_contact(case=other, summary="They showed us her books.")
    before = timeline_of(browser, case.child)
    make_restriction(case=case)
    left = timeline_of(browser, case.child)

    assert len(before) == 29
    assert not any(case.reference in one or "On our roll" in one for one in left)
    assert any("They showed us her books." in one for one in left)


def test_a_role_without_letters_sees_none(app: Flask) -> None:
    case = make_a_story()
    returns = sweeper(app, make_officer("returns_officer"))

    told = timeline_of(returns, case.child)
    assert not any("LET-" in one for one in told)
    assert any("ENQ-" in one for one in told)


def test_a_long_story_costs_no_more_queries(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, address = make_a_story(), ""
    address = f"/children/details/?id={case.child_id}"
    browser.get(address)
    with counting(monkeypatch) as short:
        browser.get(address)
    for _ in range(5):
        make_enquiry(case=case)
        make_note(case=case)
        make_contact(case=case)
    with counting(monkeypatch) as long:
        browser.get(address)

    assert len(long) == len(short)


def test_each_computed_day_says_how_it_was_worked_out(browser: Sweeper) -> None:
    child = make_child(born_on=date(2021, 9, 1))
    page = words_in(browser.get(f"/children/details/?id={child.id}"))

    assert "31 December 2026" in page  # five on 1 September, so the next prescribed day
    assert "five on 1 September 2026" in page
    assert "Education Act 1996 s.8(2)" in page
    assert "Reception" in page


def test_without_a_date_of_birth_nothing_is_worked_out(browser: Sweeper) -> None:
    page = words_in(browser.get(f"/children/details/?id={make_child(born_on=None).id}"))

    assert "Age and school years" not in page


def test_several_kinds_are_shown_together_and_nothing_else(browser: Sweeper) -> None:
    case = make_a_story()
    told = timeline_of(browser, case.child, "notes&kind=tasks")

    assert [one.split("2026 ")[1].split(" ")[0] for one in told] == ["Task", "Note"]


def test_fifty_are_shown_and_earlier_ones_a_click_away_and_all_to_print(browser: Sweeper) -> None:
    case = make_case(opened_on=date(2026, 9, 1))
    with writing():
        for number in range(60):
            make_note(case=case, text=f"Number {number}", written_on=date(2026, 10, 1))
    address = f"/children/details/?id={case.child_id}&kind=notes"
    first = browser.get(address)
    tree = lxml.html.fromstring(words_in(first))
    links = {link.text: link.get("href") for link in tree.xpath("//section[@id='timeline']//a")}
    second = browser.get(links["Show earlier"])
    whole = browser.get(links["Show the whole timeline, to print it"])

    assert [len(entries(page)) for page in (first, second, whole)] == [50, 10, 60]
    assert entries(whole) == entries(first) + entries(second)
    assert "Show earlier" not in words_in(second)
    assert "Show earlier" not in words_in(whole)


@pytest.mark.parametrize("odd", ["-1", "abc", "9" * 30, "999999999", "٣"])
def test_an_odd_page_of_the_timeline_is_a_page(browser: Sweeper, odd: str) -> None:
    case = make_a_story()

    assert browser.get(f"/children/details/?id={case.child_id}&skip={odd}").status_code == 200


def test_a_moment_late_in_a_summer_evening_is_of_the_next_day(browser: Sweeper) -> None:
    case = make_case()
    make_letter(case=case, produced_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))

    assert timeline_of(browser, case.child, "letters")[0].startswith("2 July 2026")


def test_a_call_and_a_file_say_what_they_are(browser: Sweeper) -> None:
    case = make_case()
    make_note(case=case, call_with="Hilltop Primary", written_by=make_officer(name="Dana Reed"))
    make_attachment(case=case)
    told = " ".join(timeline_of(browser, case.child))

    assert "Call with Hilltop Primary by Dana Reed Nobody came" in told
    assert "File: Report of the school PDF of 1 kB, given as report.pdf, attached" in told


def test_f55_a_note_of_a_hundred_thousand_lines_is_begun_there_and_whole_on_its_page(
    browser: Sweeper,
) -> None:
    case = make_case()
    note = make_note(case=case, text="He was seen.\n" * 100_000 + "The end.")
    page = words_in(browser.get(f"/children/details/?id={case.child_id}"))

    assert "(open it to read the rest)" in page
    assert len(page) < 60_000
    assert "The end." in words_in(browser.get(f"/notes/details/?id={note.id}"))
