"""A question: put to one, due in five working days, answered once, chased by rule."""

from __future__ import annotations

from typing import Any

import pytest

from models.base import OutOfScope, RuleBroken
from models.casework.enquiry import Enquiry
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.people.relationship import Relationship
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    close_case,
    make_agency,
    make_authority,
    make_case,
    make_enquiry,
    make_officer,
    make_parent,
    make_person,
    make_promise,
    make_school,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        pytest.param("Mon 7 Sep 2026", "Mon 14 Sep 2026", id="the worked example"),
        pytest.param("Fri 4 Sep 2026", "Fri 11 Sep 2026", id="a Friday"),
        pytest.param("Sat 5 Sep 2026", "Fri 11 Sep 2026", id="a Saturday"),
        pytest.param("Sun 6 Sep 2026", "Fri 11 Sep 2026", id="a Sunday"),
        pytest.param("Thu 27 Aug 2026", "Fri 4 Sep 2026", id="over the August bank holiday"),
        pytest.param("Mon 21 Dec 2026", "Wed 30 Dec 2026", id="over Christmas and its substitute"),
        pytest.param("Thu 2 Apr 2026", "Mon 13 Apr 2026", id="over Easter"),
        pytest.param("Wed 30 Dec 2026", "Thu 7 Jan 2027", id="over New Year"),
    ],
)
def test_an_answer_is_due_five_working_days_after_sending(sent: str, due: str) -> None:
    assert make_enquiry(sent_on=day(sent)).due_on == day(due)


def test_a_council_closed_day_is_not_counted_and_its_own_number_of_days_is() -> None:
    authority = the_authority()
    saved(Calendar(authority=authority, day=day("Wed 9 Sep 2026"), name="Training"))
    assert make_enquiry().due_on == day("Tue 15 Sep 2026")

    with transaction(TESTS, NOW):
        Setting.create(
            authority=authority, name="enquiry_days", value=2, effective_from=day("Mon 7 Sep 2026")
        )
    assert make_enquiry().due_on == day("Thu 10 Sep 2026")
    assert make_enquiry(sent_on=day("Sun 6 Sep 2026")).due_on == day("Mon 14 Sep 2026")


def test_a_due_day_that_was_given_stands() -> None:
    assert make_enquiry(due_on=day("Tue 8 Sep 2026")).due_on == day("Tue 8 Sep 2026")
    with pytest.raises(RuleBroken, match="cannot be due before"):
        make_enquiry(due_on=day("Sun 6 Sep 2026"))


def test_an_answer_is_late_when_its_day_is_over() -> None:
    enquiry = make_enquiry()

    assert not enquiry.is_overdue(day("Mon 14 Sep 2026"))
    assert enquiry.is_overdue(day("Tue 15 Sep 2026"))


def test_exactly_one_is_asked() -> None:
    with pytest.raises(RuleBroken, match="Say who was asked"):
        make_enquiry(school=None)
    with pytest.raises(RuleBroken, match="Say who was asked"):
        make_enquiry(school=make_school(), agency=make_agency())
    assert Enquiry.select().count() == 0


@pytest.mark.parametrize("kind", ["school", "authority", "agency", "person"])
def test_anyone_may_be_asked(kind: str) -> None:
    email = "  Office@Example.ORG "
    held: Any = {
        "school": lambda: {"school": make_school(email=email)},
        "authority": lambda: {
            "other_authority": make_authority(code="874", name="Peterborough", email=email)
        },
        "agency": lambda: {"agency": make_agency(email=email)},
        "person": lambda: {"person": make_person(email=email)},
    }[kind]()
    enquiry = make_enquiry(**held)

    assert enquiry.asked.kind == kind
    assert enquiry.asked.email == "office@example.org"
    enquiry.email = "Head@example.org"
    assert enquiry.asked.email == "head@example.org"


# -- the answer -------------------------------------------------------------------------------


def test_an_answer_is_written_down_with_who_recorded_it() -> None:
    enquiry, officer = make_enquiry(), make_officer()

    with transaction(Scope.officer(officer), NOW):
        enquiry.record_answer("  Left in July. ", day("Wed 9 Sep 2026"), officer)

    kept = Enquiry.get_by_id(enquiry.id)
    assert (kept.answer, kept.answered_on) == ("Left in July.", day("Wed 9 Sep 2026"))
    assert kept.recorded_by == officer


@pytest.mark.parametrize(
    ("answer", "on", "words"),
    [
        pytest.param("", "Wed 9 Sep 2026", "what the answer was", id="empty"),
        pytest.param("\n", "Wed 9 Sep 2026", "what the answer was", id="blank"),
        pytest.param("Left.", "Sun 6 Sep 2026", "before the enquiry was sent", id="too early"),
    ],
)
def test_an_answer_is_refused(answer: str, on: str, words: str) -> None:
    enquiry = make_enquiry()

    with pytest.raises(RuleBroken, match=words), transaction(TESTS, NOW):
        enquiry.record_answer(answer, day(on), None)

    assert Enquiry.get_by_id(enquiry.id).answered_on is None


def test_an_answer_is_recorded_once() -> None:
    enquiry = make_enquiry()
    with transaction(TESTS, NOW):
        enquiry.record_answer("Left.", day("Wed 9 Sep 2026"), None)

    with pytest.raises(RuleBroken, match="9 September 2026"), transaction(TESTS, NOW):
        enquiry.record_answer("Still here.", day("Thu 10 Sep 2026"), None)

    assert Enquiry.get_by_id(enquiry.id).answer == "Left."


def test_a_question_asked_again_starts_a_new_round() -> None:
    enquiry = make_enquiry()
    with transaction(TESTS, NOW):
        enquiry.record_answer("Ask the office.", day("Wed 9 Sep 2026"), None)
    with transaction(TESTS, NOW):
        enquiry.ask_again(day("Mon 28 Sep 2026"))

    kept = Enquiry.get_by_id(enquiry.id)
    assert (kept.round, kept.due_on, kept.answered_on) == (2, day("Mon 28 Sep 2026"), None)
    with transaction(TESTS, NOW):
        kept.record_answer("Left in July.", day("Tue 29 Sep 2026"), None)
    assert Enquiry.get_by_id(enquiry.id).answer == "Left in July."


def test_no_question_of_a_closed_case_is_asked_again() -> None:
    enquiry = make_enquiry()
    close_case(enquiry.case, day("Wed 9 Sep 2026"))

    with pytest.raises(RuleBroken, match="closed"), transaction(TESTS, NOW):
        enquiry.ask_again(day("Mon 28 Sep 2026"))


# -- who is waited for ------------------------------------------------------------------------


def test_only_unanswered_questions_of_open_cases_are_awaited_the_longest_due_first() -> None:
    case = make_case()
    later = make_enquiry(case=case, sent_on=day("Tue 8 Sep 2026"))
    first = make_enquiry(case=case)
    answered, closed = make_enquiry(case=case), make_enquiry()
    with transaction(TESTS, NOW):
        answered.record_answer("Left.", day("Wed 9 Sep 2026"), None)
        close_case(closed.case, day("Wed 9 Sep 2026"))

    assert list(Enquiry.awaiting_answer(TESTS)) == [first, later]


def test_t02_an_officer_awaits_only_his_own_authoritys_answers() -> None:
    make_authority(code="874", name="Peterborough City Council")
    mine = make_enquiry()
    stranger = make_officer(authority=make_authority(code="875", name="Another"))

    officer = make_officer(authority=mine.authority)
    assert list(Enquiry.awaiting_answer(Scope.officer(officer))) == [mine]
    assert list(Enquiry.awaiting_answer(Scope.officer(stranger))) == []
    with pytest.raises(OutOfScope), transaction(Scope.officer(stranger), NOW):
        mine.record_answer("Left.", day("Wed 9 Sep 2026"), stranger)


# -- why nobody is chased ---------------------------------------------------------------------

LATE = day("Tue 15 Sep 2026")


def test_a_school_with_an_address_may_be_chased() -> None:
    assert make_enquiry().no_chasing(LATE) == ""


def test_nobody_is_chased_for_what_is_answered_or_over() -> None:
    answered, over = make_enquiry(), make_enquiry()
    with transaction(TESTS, NOW):
        answered.record_answer("Left.", day("Wed 9 Sep 2026"), None)
        close_case(over.case, day("Thu 10 Sep 2026"))

    assert answered.no_chasing(LATE) == "answered on 9 September 2026"
    assert over.no_chasing(LATE) == "the case was closed on 10 September 2026"


def test_nobody_is_chased_without_an_address() -> None:
    assert make_enquiry(school=make_school(email=" ")).no_chasing(LATE) == (
        "no email address is held"
    )
    case = make_case()
    parent = make_parent(case.child, email="")
    enquiry = make_enquiry(case=case, person=parent)
    assert enquiry.no_chasing(LATE) == "no email address is held"


def asked_of_a_parent(**tie: Any) -> Enquiry:
    case = make_case()
    parent = make_parent(case.child)
    (relationship,) = Relationship.between(case.child, parent)
    assert relationship is not None
    for name, value in tie.items():
        setattr(relationship, name, value)
    saved(relationship)
    return make_enquiry(case=case, person=parent)


def test_a_parent_may_be_chased() -> None:
    assert asked_of_a_parent().no_chasing(LATE) == ""


@pytest.mark.parametrize(
    "tie",
    [
        pytest.param({"may_be_contacted": False}, id="it was decided"),
        pytest.param({"to_on": day("Tue 1 Sep 2026")}, id="no longer related"),
    ],
)
def test_nobody_is_chased_who_is_not_to_be_contacted(tie: dict[str, Any]) -> None:
    assert asked_of_a_parent(**tie).no_chasing(LATE) == "not to be contacted about this child"


def test_a_stranger_to_the_child_is_not_chased() -> None:
    enquiry = make_enquiry(person=make_person())

    assert enquiry.no_chasing(LATE) == "not to be contacted about this child"


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        pytest.param({"by_email": False}, "promised not to use email", id="no email"),
        pytest.param(
            {"not_before": day("Wed 16 Sep 2026")},
            "promised no contact before 16 September 2026",
            id="not before tomorrow",
        ),
        pytest.param({"not_before": LATE}, "", id="from today"),
        pytest.param({"in_writing_only": True}, "", id="in writing, which this is"),
        pytest.param({"by_email": False, "ended_on": LATE}, "", id="ended today"),
        pytest.param(
            {"by_email": False, "ended_on": day("Wed 16 Sep 2026")},
            "promised not to use email",
            id="ends tomorrow",
        ),
    ],
)
def test_a_promise_about_contact_is_kept(promise: dict[str, Any], why: str) -> None:
    enquiry = asked_of_a_parent()
    make_promise(enquiry.person, **promise)

    assert enquiry.no_chasing(LATE) == why


def test_the_newest_promise_binds() -> None:
    enquiry = asked_of_a_parent()
    make_promise(enquiry.person, by_email=False)
    make_promise(enquiry.person, by_email=True)

    assert enquiry.no_chasing(LATE) == ""
