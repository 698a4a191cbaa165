"""The screens that give cases: one, several, and all of a leaver's; and the work of who is away."""

from __future__ import annotations

from datetime import date

from flask import Flask

from models.casework.allocation import Allocation
from models.casework.case import Case
from models.casework.task import Task
from tests.admin_views.sweeping import form_in, sweeper, words_in
from tests.browsing import Browser
from tests.making import (
    TODAY,
    make_case,
    make_cover,
    make_enquiry,
    make_officer,
    make_task,
)


def test_the_form_offers_whom_the_rule_would_choose_and_says_why(app: Flask) -> None:
    ann, case = make_officer(name="Ann Lee"), make_case()
    manager = make_officer("manager", name="Ian Frost")
    browser = sweeper(app, manager)
    page = browser.get(f"/allocations/new/?case={case.id}")
    form = form_in(page)
    saved_at = browser.post(f"/allocations/new/?case={case.id}", form)

    assert "By the rule: Ann Lee has the fewest cases: 0 open cases." in words_in(page)
    assert form["officer"] == str(ann.id)
    assert saved_at.location == f"/cases/details/?id={case.id}"
    (given,) = Allocation.select()
    assert (given.officer_id, given.how, given.given_by_id) == (ann.id, "rule", manager.id)
    assert "Ann Lee" in words_in(browser.get(saved_at.location))


def test_another_than_the_rule_s_is_by_hand_and_taking_one_away_asks_why(app: Flask) -> None:
    ann, bo = make_officer(name="Ann Lee"), make_officer("ehe_officer", name="Bo Yu")
    case = make_case(officer=ann)
    browser = sweeper(app, make_officer("manager"))
    address = f"/allocations/new/?case={case.id}"
    form = form_in(browser.get(address)) | {"officer": str(bo.id)}
    refused = browser.post(address, form)

    assert refused.status_code == 409
    assert "Say why the case changes hands." in words_in(refused)
    assert form_in(refused)["officer"] == str(bo.id)
    again = form_in(refused) | {"why": "Bo knows the family."}
    assert browser.post(address, again).status_code == 302
    assert Case.get_by_id(case.id).officer_id == bo.id
    assert Allocation.get().how == "hand"


def test_several_are_given_by_the_rule_once_the_children_are_known_to_live_here(
    app: Flask,
) -> None:
    make_officer(name="Ann Lee")
    confirmed = [make_case(lives_here_on=date(2026, 9, 2)) for _ in range(2)]
    doubtful = make_case()
    browser = sweeper(app, make_officer("manager"))
    rows = {"bulk": "1", "row": [str(case.id) for case in (*confirmed, doubtful)], "sure": "1"}
    refused = browser.post("/cases/bulk/", rows)
    rows["row"] = [str(case.id) for case in confirmed]

    assert "Confirm first that the child lives here" in words_in(refused)
    assert Allocation.select().count() == 0
    assert browser.post("/cases/bulk/", rows).status_code == 302
    assert {row.how for row in Allocation.select()} == {"rule"}
    assert Allocation.select().count() == 2


def test_all_the_work_of_a_leaver_has_a_new_home_in_one_step(app: Flask) -> None:
    ann, bo = make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    cases = [make_case(officer=ann), make_case(officer=ann)]
    make_task(case=cases[0], officer=ann)
    make_case(officer=ann, closed_on=date(2026, 10, 1))
    browser = sweeper(app, make_officer("manager"))
    address = f"/officers/leaving/?id={ann.id}"
    asked = browser.post(address, form_in(browser.get(address)))
    form = form_in(browser.get(address)) | {"to": str(bo.id), "why": "Ann left on 20 November."}
    done = browser.post(address, form)

    assert asked.status_code == 422
    assert "Choose who takes it on." in words_in(asked)
    assert "2 cases and 1 task have a new home." in words_in(browser.get(done.location))
    assert [case.officer_id for case in Case.select().order_by(Case.id)] == [bo.id, bo.id, ann.id]
    assert Task.get().officer_id == bo.id
    assert {row.why for row in Allocation.select()} == {"Ann left on 20 November."}


def test_an_officer_who_is_no_manager_gives_nothing_away(app: Flask) -> None:
    ann, me = make_officer(), make_officer("cme_officer")
    make_case(officer=ann)
    browser = sweeper(app, me)
    address = f"/officers/leaving/?id={ann.id}"

    assert "new home" not in words_in(browser.get(address))
    token = form_in(browser.get("/search/"))["csrf_token"]
    form = {"csrf_token": token, "to": str(me.id), "why": "x"}
    assert browser.post(address, form).status_code == 403


def test_the_list_of_who_covers_has_the_work_of_who_is_away_and_says_so(
    app: Flask, browser: Browser
) -> None:
    ann, bo = make_officer(name="Ann Lee"), make_officer(name="Bo Yu")
    enquiry = make_enquiry(case=make_case(officer=ann, opened_on=TODAY), sent_on=date(2026, 11, 9))
    before = words_in(sweeper(app, bo).get("/"))
    make_cover(ann, bo, until_on=date(2026, 12, 4))
    after = words_in(sweeper(app, bo).get("/"))

    assert enquiry.reference not in before
    assert enquiry.reference in after
    assert "Ann Lee is away until 4 December 2026." in after
    assert enquiry.reference in words_in(sweeper(app, ann).get("/"))
