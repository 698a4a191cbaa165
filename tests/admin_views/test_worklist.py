"""The front page: what needs a person today, how many, why, and the link to it."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask

from admin_views.worklist_group import every_group
from models.casework.task import Task
from models.outgoing.message import Message
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    Sweeper,
    case_views,
    counting,
    links_in,
    mark,
    sweeper,
    words_in,
)
from tests.making import (
    TODAY,
    make_authority,
    make_case,
    make_enquiry,
    make_message,
    make_officer,
    make_school,
    make_task,
    writing,
)

YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)


def groups_on(browser: Sweeper) -> dict[str, list[tuple[str, str]]]:
    """Return each group's heading with its lines: (words, address)."""
    tree = lxml.html.fromstring(words_in(browser.get("/")))
    return {
        section.findtext("h2"): [
            (" ".join(line.text_content().split()), line.find("a").get("href"))
            for line in section.xpath(".//li")
        ]
        for section in tree.xpath("//main/section")
    }


def test_with_nothing_to_do_every_group_says_so(browser: Sweeper) -> None:
    assert groups_on(browser) == {f"{group.title} (0)": [] for group in GROUPS}
    assert words_in(browser.get("/")).count("Nothing to do here.") == len(GROUPS)


def test_each_line_names_the_record_says_why_and_opens_it(browser: Sweeper) -> None:
    case = make_case(opened_on=date(2026, 9, 1))
    enquiry = make_enquiry(case=case, school=make_school(name="Hilltop Primary"))
    message = make_message(state="uncertain", why="The line was cut.")
    task = make_task(case=case, what="Ring the school.", due_on=TODAY)

    groups = groups_on(browser)
    (mails,) = (title for title in groups if title.startswith("Mails") and title.endswith("(1)"))
    assert groups == {
        mails: [
            (
                f"{message.reference}: uncertain: The line was cut.",
                f"/messages/details/?id={message.id}",
            )
        ],
        "Enquiries overdue (1)": [
            (
                f"{enquiry.reference}: to Hilltop Primary; the answer was due 14 Sep 2026",
                f"/enquiries/details/?id={enquiry.id}",
            )
        ],
        "Cases nobody owns (1)": [
            (f"{case.reference}: opened 1 Sep 2026", f"/cases/details/?id={case.id}")
        ],
        "Tasks due (1)": [("Ring the school.: due 23 Nov 2026", f"/tasks/details/?id={task.id}")],
    }


def test_what_is_not_for_today_is_not_there(browser: Sweeper) -> None:
    mine = make_case(officer=make_officer())
    make_case(closed_on=TODAY, outcome="Found")
    make_enquiry(case=mine, due_on=TODAY)  # not late until the day is over
    make_enquiry(case=mine, answered_on=date(2026, 9, 9), answer="Yes")
    make_enquiry(case=make_case(closed_on=TODAY, outcome="Found"))
    make_task(case=mine, due_on=TOMORROW)
    make_task(case=mine, due_on=YESTERDAY, done_on=TODAY)
    make_message(state="sent")

    assert all(title.endswith("(0)") for title in groups_on(browser))


def test_the_longest_waiting_stands_first_and_the_rest_are_counted(browser: Sweeper) -> None:
    case = make_case(officer=make_officer())
    with writing():
        for day in range(13, 0, -1):
            make_task(case=case, what=f"Task of the {day}.", due_on=date(2026, 10, day))
    lines = groups_on(browser)["Tasks due (13)"]

    assert [words.partition(".")[0] for words, _ in lines] == [
        f"Task of the {day}" for day in range(1, 11)
    ]
    assert "and 3 more." in words_in(browser.get("/"))


def test_t02_another_authority_s_work_is_neither_listed_nor_counted(
    app: Flask, councils: Councils
) -> None:
    mark(councils.theirs)
    Task.update(due_on=TODAY).execute()
    Message.update(state="failed").execute()
    ours = sweeper(app, make_officer("manager", authority=councils.ours))
    nobody = sweeper(app, make_officer("manager", authority=make_authority(code="999")))

    assert MARK not in words_in(ours.get("/"))
    assert "Tasks due (1)" in groups_on(ours)
    assert all(title.endswith("(0)") for title in groups_on(nobody))


def test_each_role_has_the_groups_it_may_see(app: Flask) -> None:
    for role in ("manager", "auditor"):
        assert len(groups_on(sweeper(app, make_officer(role)))) == len(GROUPS), role
    administrator = sweeper(app, make_officer("system_administrator"))
    assert groups_on(administrator) == {}
    assert "Your role has no casework" in words_in(administrator.get("/"))


def test_the_front_page_costs_as_many_queries_for_ten_rows_as_for_one(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_of_each_group() -> None:
        case = make_case()
        make_enquiry(case=case)
        make_message(state="failed")
        make_task(case=case)

    one_of_each_group()
    with counting(monkeypatch) as few:
        browser.get("/")
    with writing():
        for _ in range(9):
            one_of_each_group()
    with counting(monkeypatch) as many:
        browser.get("/")

    assert len(many) <= len(few)  # the first look of all begins a chain


def test_the_menu_leads_to_every_screen_an_officer_may_open(app: Flask, browser: Sweeper) -> None:
    menu = {link for link in links_in(browser.get("/")) if link.count("/") == 2}
    opened = {link: browser.get(link).status_code for link in menu}
    all_of_them = {f"/{view.address}/" for view in case_views(app)}

    assert set(opened.values()) == {200}
    assert len(menu & all_of_them) > 20
    for link in all_of_them - menu:
        assert browser.get(link).status_code == 403
