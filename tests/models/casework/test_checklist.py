"""The checklist of a case, visits, standings and reviews: what each asks for, and what it stops."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.base import RuleBroken
from models.casework.case import REASONS, Case
from models.casework.check_row import (
    CheckRow,
    checklist_of,
    first_checks_done,
    still_to_do,
)
from models.casework.checklist import NOT_USUAL, ROWS, usual_need
from models.casework.checks_to_do import with_checks_to_do
from models.casework.clock import Clock
from models.casework.enquiry import Enquiry
from models.casework.review import Review
from models.casework.stage import Stage
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.ledger.setting import Setting
from models.organisations.term import Term
from models.outgoing.chase import Chase
from models.people.relationship import Relationship
from models.scope import Scope
from tests.making import (
    TESTS,
    TODAY,
    make_address,
    make_case,
    make_check,
    make_check_need,
    make_checks,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    make_referral,
    make_school,
    make_stage,
    make_standing,
    make_term,
    make_visit,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")


def required(case: Case) -> list[int]:
    return [line.row.number for line in checklist_of(case) if line.need == "R"]


def test_each_reason_has_a_list_and_home_education_by_choice_has_none() -> None:
    lists = {
        reason: "".join(usual_need(reason, row.number) for row in ROWS) for reason, _ in REASONS
    }

    none = [reason for reason, needs in lists.items() if set(needs) == {NOT_USUAL}]
    assert none == ["ehe_chosen"]
    assert required(make_case(reason="moved_out")) == [1, 2, 3, 4, 5, 6, 7, 10]
    assert checklist_of(make_case(kind="EHE", reason="ehe_chosen")) == []


def test_a_council_asks_for_more_in_the_cases_of_its_day_and_later() -> None:
    make_check_need(number=13, need="R", effective_from=date(2026, 9, 2))
    make_check_need(number=7, need="-", effective_from=date(2026, 9, 2))

    assert required(make_case(opened_on=date(2026, 9, 1))) == [1, 2, 3, 4, 5, 7]
    later = make_case(opened_on=date(2026, 9, 2))
    assert required(later) == [1, 2, 3, 4, 5, 13]
    make_checks(later)
    assert still_to_do(checklist_of(later)) == []


def test_the_first_three_rows_are_the_first_checks_whatever_came_of_them() -> None:
    case = make_case()
    with writing():
        for number in (1, 2, 3):
            assert first_checks_done(case) is None
            CheckRow.of(case, number).record(
                "not_possible", "The school is shut.", TODAY, None, None
            )

    assert first_checks_done(case) == TODAY
    assert Clock.get(Clock.case == case, Clock.standard == "first_checks").met_on is not None


@pytest.mark.parametrize(
    ("result", "words", "told"),
    [("", "Nobody.", "Say what came of it"), ("not_possible", " ", "why it was not possible")],
)
def test_a_row_is_not_done_without_words(result: str, words: str, told: str) -> None:
    case = make_case()
    with writing(), pytest.raises(RuleBroken, match=told):
        CheckRow.of(case, 1).record(result, words, TODAY, None, None)


def test_cases_with_checks_left_are_those_whose_first_days_are_over() -> None:
    case, done, young, standing = (make_case() for _ in range(4))
    make_checks(done)
    make_standing(case=standing, signed_on=TODAY)
    make_check_need(number=14, need="R")
    for one in (case, done, standing):
        Clock.update(due_on=TODAY - timedelta(1)).where(Clock.case == one).execute()

    asking = Scope.officer(make_officer())
    assert list(with_checks_to_do(asking, TODAY)) == [case, done]
    assert young not in with_checks_to_do(asking, TODAY)


def test_whoever_visits_is_warned_of_the_family_and_of_the_address() -> None:
    child, brother, stranger = make_child(), make_child(), make_child()
    parent = make_parent(child)
    saved(Relationship(authority=child.authority, child=brother, person=parent, kind="mother"))
    case = make_case(child=child)
    of_brother = make_visit(case=make_case(child=brother), safety_note="Threats at the door.")
    here, there = (make_address(child=one) for one in (child, stranger))
    of_address = make_visit(case=make_case(child=stranger), address=there, safety_note="A dog.")
    make_visit(case=make_case(), safety_note="Elsewhere.")

    assert Visit.warnings(TESTS, case) == [of_brother]
    assert Visit.warnings(TESTS, case, here.id) == [of_address, of_brother]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"place": ""}, "Say where"),
        ({"at_time": "half two"}, "like 14:30"),
    ],
)
def test_a_visit_that_cannot_be_planned_is_refused(changes: dict[str, str], told: str) -> None:
    with pytest.raises(RuleBroken, match=told):
        make_visit(**changes)


def test_a_standing_is_no_closure_and_is_signed_by_somebody_else() -> None:
    """Believed moved abroad is still missing education, until it is confirmed."""
    case, proposer = make_case(), make_officer("manager")
    with pytest.raises(RuleBroken, match="required rows 1, 2, 3, 4, 5, 7"):
        saved(
            Standing(
                authority=case.authority,
                case=case,
                kind="not_found",
                reasons="-",
                proposed_on=TODAY,
            )
        )
    standing = make_standing(case=case, kind="believed_abroad", proposed_by=proposer)
    with pytest.raises(RuleBroken, match="is open already"):
        make_standing(case=case)
    with writing():
        for signer, told in ((proposer, "Somebody else"), (make_officer(), "a manager")):
            with pytest.raises(RuleBroken, match=told):
                standing.sign(signer, "", TODAY)
        standing.sign(make_officer("manager"), "Agreed.", TODAY)

    assert standing.review_due_on == TODAY + timedelta(weeks=12)
    assert Case.get_by_id(case.id).is_open
    assert list(Standing.to_review(TESTS, TODAY + timedelta(weeks=12))) == [standing]


def test_a_standing_stops_the_chasing_until_the_child_is_located() -> None:
    case = make_case()
    enquiry = make_enquiry(case=case, sent_on=date(2026, 11, 9))
    (planned,) = Chase.plan(TESTS, TODAY)
    assert planned.step is not None

    standing = make_standing(case=case, signed_on=TODAY)
    (planned,) = Chase.plan(TESTS, TODAY)
    assert (planned.step, "a standing since" in planned.why) == (None, True)
    assert "a standing since" in Enquiry.get_by_id(enquiry.id).no_chasing(TODAY)
    asked_since = make_enquiry(case=case, sent_on=TODAY)
    assert asked_since.no_chasing(TODAY + timedelta(30)) == ""

    make_stage(case=case, words="Seen at the aunt's.")
    assert Standing.get_by_id(standing.id).ending == "located"
    (planned,) = Chase.plan(TESTS, TODAY)
    assert planned.step is not None


def test_a_place_that_is_agreed_names_the_school_and_the_day() -> None:
    with pytest.raises(RuleBroken, match="at which school"):
        make_stage(stage="place_agreed")
    case = make_case()
    there = {"school": make_school(), "starts_on": TODAY + timedelta(7)}
    stage = make_stage(case=case, stage="place_agreed", **there)
    asking = Scope.officer(make_officer())
    values = Setting.in_force(TODAY)
    assert list(Stage.starting(asking, TODAY, values)) == [stage]
    assert list(Stage.starting(asking, TODAY - timedelta(1), values)) == []
    make_stage(case=case, stage="monitoring")
    assert list(Stage.starting(asking, TODAY, values)) == []


def test_reviews_meet_their_standard_and_the_monthly_ones_follow() -> None:
    case = make_case(
        since_on=date(2026, 10, 12), school=make_school(), opened_on=date(2026, 10, 20)
    )
    make_term(until_on=date(2026, 10, 23), from_on=date(2026, 9, 3))
    make_term(from_on=date(2026, 11, 2), name="Autumn term 2")
    case.since_on = date(2026, 10, 9)
    saved(case)
    case.since_on = date(2026, 10, 12)
    saved(case)
    due = {clock.standard: clock.due_on for clock in case.clocks}  # type: ignore[attr-defined]
    assert (due["school_10"], due["school_20"]) == (date(2026, 10, 23), date(2026, 11, 13))
    clock = Clock.get(Clock.standard == "school_20")
    assert "the council's own terms" in " ".join(clock.explained().steps)
    with writing():
        with pytest.raises(RuleBroken, match="for the school"):
            Review.hold(clock, TODAY, None, "", "All agreed.", "")
        Review.hold(clock, TODAY, None, "Mr Hall, attendance lead", "All agreed.", "")
    assert not Clock.get_by_id(clock.id).runs


def test_a_school_s_own_terms_come_before_the_council_s() -> None:
    school = make_school(name="Hilltop Primary")
    make_term()
    make_term(school=school, from_on=date(2026, 9, 7), until_on=date(2026, 10, 16))
    make_term(school=school, from_on=date(2026, 11, 2), name="Autumn 2")
    case = make_case(since_on=date(2026, 10, 12), school=school, opened_on=date(2026, 10, 20))

    clock = Clock.get(Clock.case == case, Clock.standard == "school_10")
    assert clock.due_on == date(2026, 11, 6)
    assert "the terms of Hilltop Primary" in " ".join(clock.explained().steps)
    with pytest.raises(RuleBroken, match="has days of it already"):
        make_term(school=school, from_on=date(2026, 9, 1), until_on=date(2026, 9, 7))
    assert Term.select().where(Term.authority == the_authority()).count() == 3


def test_a_referral_gives_the_case_its_school() -> None:
    referral = make_referral(school=make_school())

    assert make_case(referral=referral).school_id == referral.school_id


def test_a_check_of_another_child_s_enquiry_is_refused() -> None:
    with pytest.raises(RuleBroken, match="of this child"):
        make_check(enquiry=make_enquiry())


@pytest.mark.parametrize(
    ("number", "need", "left"),
    [
        pytest.param(14, "R", True, id="more is asked for"),
        pytest.param(7, "K", False, id="what was left is waived"),
        pytest.param(1, "", True, id="what was done is waived, and another left"),
    ],
)
def test_what_a_council_changed_tells_which_cases_have_checks_left(
    number: int, need: str, left: bool
) -> None:
    case = make_case()
    with writing():
        for done in (1, 2, 3, 4, 5, *([7] if number == 14 else [])):
            make_check(case=case, number=done)
    Clock.update(due_on=TODAY - timedelta(1)).where(Clock.case == case).execute()
    make_check_need(number=number, need="", effective_from=date(2026, 1, 1))
    make_check_need(number=number, need=need, effective_from=date(2026, 2, 1))
    make_check_need(number=number, need="", effective_from=date(2026, 9, 2))  # too late for it

    assert (case in with_checks_to_do(TESTS, TODAY)) == left
    assert bool(still_to_do(checklist_of(case))) == left
