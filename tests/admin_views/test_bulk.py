"""The same done to several rows: asked first, each in its own right, all of them or none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from models.casework.case import Case
from models.casework.task import Task
from models.ledger.event import Event
from models.organisations.authority import Authority
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import Sweeper, sweeper, words_in
from tests.making import (
    TODAY,
    make_case,
    make_child,
    make_officer,
    make_restriction,
    make_task,
    saved,
)


def sent(rows: list[Any], **more: Any) -> dict[str, Any]:
    versions = {f"version-{row.id}": str(row.row_version) for row in rows}
    return {"bulk": "0", "row": [str(row.id) for row in rows], **versions, **more}


def test_several_cases_are_given_to_an_officer_after_asking(browser: Sweeper) -> None:
    officer = make_officer(name="Pat Ash")
    cases = [make_case() for _ in range(3)]
    asked = browser.post("/cases/bulk/?sort=child&page=1", sent(cases))
    page = words_in(asked)

    assert asked.status_code == 200
    assert "Give to an officer?" in page
    assert "3 records chosen" in page
    assert "Pat Ash" in page
    assert Case.select().where(Case.officer.is_null(False)).count() == 0

    done = browser.post(
        "/cases/bulk/?sort=child&page=1", sent(cases, sure="1", officer=str(officer.id))
    )
    assert done.location == "/cases/?sort=child&page=1"
    assert "3 records given to the officer." in words_in(browser.get(done.location))
    assert {case.officer_id for case in Case.select()} == {officer.id}
    changes = Event.select().where(Event.table_name == "case", Event.verb == "change")
    assert [event.fields for event in changes] == [["officer"]] * 3


def test_tasks_are_marked_as_done_twice_over_at_no_harm(browser: Sweeper) -> None:
    tasks = [make_task(), make_task()]
    form = sent(tasks, sure="1")
    assert browser.post("/tasks/bulk/", form).status_code == 302
    again = browser.post("/tasks/bulk/", form)

    assert [task.done_on for task in Task.select()] == [TODAY, TODAY]
    assert again.status_code == 409
    assert "This was already done" in words_in(again)


def test_one_refused_row_keeps_all_as_they_were_and_the_others_ticked(browser: Sweeper) -> None:
    good, bad = make_task(what="Ring"), make_task(what="Write", done_on=date(2026, 11, 2))
    answer = browser.post("/tasks/bulk/", sent([good, bad], sure="1"))
    page = words_in(answer)

    assert answer.status_code == 409
    assert "Nothing was changed." in page
    assert "already done on 2 November 2026" in page
    assert f'value="{good.id}" aria-label="Ring" checked' in page
    assert f'value="{bad.id}" aria-label="Write">' in page
    assert Task.get_by_id(good.id).done_on is None


def test_a_row_somebody_changed_meanwhile_is_refused(browser: Sweeper) -> None:
    task = make_task()
    form = sent([task], sure="1")
    task.what = "Ring the aunt."
    saved(task)
    answer = browser.post("/tasks/bulk/", form)

    assert "Somebody else changed this record meanwhile" in words_in(answer)
    assert "Ring the aunt." in words_in(answer)
    assert Task.get_by_id(task.id).done_on is None


def test_t02_t03_each_row_is_asked_for_in_its_own_right(app: Flask, councils: Councils) -> None:
    ours, theirs = councils.ours, councils.theirs
    mine, other = make_task(case=case_of(ours)), make_task(case=case_of(theirs))
    hidden = make_task(case=case_of(ours))
    make_restriction(child=hidden.case.child)
    browser = sweeper(app, make_officer("cme_officer"))
    for one in (other, hidden):
        one.what = "Featherstonehaugh"
        saved(one)
        asked = words_in(browser.post("/tasks/bulk/", sent([mine, one])))
        done = browser.post("/tasks/bulk/", sent([mine, one], sure="1"))
        assert "1 of those chosen is not there, or not open to you" in asked
        assert "Featherstonehaugh" not in asked + words_in(done)
        assert done.status_code == 409
    assert Task.select().where(Task.done_on.is_null(False)).count() == 0


def case_of(authority: Authority) -> Case:
    return make_case(child=make_child(authority=authority))


def test_t03_who_may_not_change_is_offered_nothing_and_refused(app: Flask) -> None:
    task, auditor = make_task(), sweeper(app, make_officer("auditor"))

    assert "Mark as done" not in words_in(auditor.get("/tasks/"))
    assert auditor.post("/tasks/bulk/", sent([task], sure="1")).status_code == 403
    assert Task.get().done_on is None


def test_an_officer_of_another_council_gets_no_case(browser: Sweeper, councils: Councils) -> None:
    stranger, case = make_officer(authority=councils.theirs), case_of(councils.ours)
    answer = browser.post("/cases/bulk/", sent([case], sure="1", officer=str(stranger.id)))

    assert "does not work for Cambridgeshire" in words_in(answer)
    assert Case.get_by_id(case.id).officer_id is None


@pytest.mark.parametrize("officer", ["", "x", "99999999"])
def test_no_officer_asks_again_with_words(browser: Sweeper, officer: str) -> None:
    case = make_case()
    answer = browser.post("/cases/bulk/", sent([case], sure="1", officer=officer))

    assert answer.status_code == 422
    assert "There is a problem" in words_in(answer)
    assert f'value="{case.id}"' in words_in(answer)


@pytest.mark.parametrize("rows", [[], ["x"], [str(n) for n in range(1, 102)]])
def test_none_or_too_many_ticked_changes_nothing_and_says_so(
    browser: Sweeper, rows: list[str]
) -> None:
    answer = browser.post("/tasks/bulk/", {"bulk": "0", "row": rows, "sure": "1"})

    assert answer.location == "/tasks/"
    assert "Nothing was changed: tick" in words_in(browser.get("/tasks/"))


def test_what_cannot_be_done_in_bulk_is_not_there(browser: Sweeper) -> None:
    for number in ("1", "-1", "x", ""):
        assert browser.post("/tasks/bulk/", {"bulk": number, "row": "1"}).status_code == 404
    assert browser.post("/children/bulk/", {"bulk": "0", "row": "1"}).status_code == 404
    assert browser.get("/tasks/bulk/").status_code == 405
