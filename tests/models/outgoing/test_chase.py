"""What is chased today, what is not and why; and that no step is ever taken twice."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from peewee import IntegrityError

from models.casework.enquiry import Enquiry
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.outgoing.chase import Chase, Planned, by_recipient, chases_in
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.message import Message
from models.scope import Scope
from models.transaction import transaction
from tests.admin_views.sweeping import counting
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    TODAY,
    make_agency,
    make_authority,
    make_bad_address,
    make_case,
    make_chase,
    make_child,
    make_enquiry,
    make_message,
    make_officer,
    make_parent,
    make_promise,
    make_school,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")


def planned_on(today: str) -> Planned:
    (planned,) = Chase.plan(TESTS, day(today))
    return planned


def step_on(today: str) -> int | None:
    step = planned_on(today).step
    return step.number if step else None


def sent(enquiry: Enquiry, step: int, on: str) -> Chase:
    """A step that was taken, and whose message went out, that day."""
    message = make_message(
        authority=enquiry.authority,
        recipient=enquiry.asked.email,
        state="sent",
        due_on=day(on),
        sent_on=day(on),
    )
    return make_chase(enquiry, step, message=message)


# -- the worked example: sent Mon 7 Sep 2026, due Mon 14 --------------------------------------


@pytest.mark.parametrize("today", ["Mon 7 Sep 2026", "Fri 11 Sep 2026", "Mon 14 Sep 2026"])
def test_nothing_is_late_until_the_due_day_is_over(today: str) -> None:
    make_enquiry()

    assert Chase.plan(TESTS, day(today)) == []


@pytest.mark.parametrize(
    ("today", "taken", "step"),
    [
        pytest.param("Tue 15 Sep 2026", {}, 1, id="the first step"),
        pytest.param("Wed 16 Sep 2026", {1: "Tue 15 Sep 2026"}, None, id="once is enough"),
        pytest.param("Mon 21 Sep 2026", {1: "Tue 15 Sep 2026"}, None, id="the day before"),
        pytest.param("Tue 22 Sep 2026", {1: "Tue 15 Sep 2026"}, 2, id="the second step"),
        pytest.param(
            "Tue 29 Sep 2026", {1: "Tue 15 Sep 2026", 2: "Tue 22 Sep 2026"}, 3, id="the third"
        ),
        pytest.param("Wed 30 Sep 2026", {3: "Tue 29 Sep 2026"}, None, id="then no more"),
        pytest.param("Tue 29 Sep 2026", {}, 3, id="the latest only, if none went"),
        pytest.param("Tue 29 Sep 2026", {1: "Tue 15 Sep 2026"}, 3, id="the latest only"),
        pytest.param("Thu 17 Sep 2026", {}, 1, id="late by the scheduler's days off"),
        pytest.param("Mon 1 Feb 2027", {}, 3, id="months later, still one"),
    ],
)
def test_the_worked_example(today: str, taken: dict[int, str], step: int | None) -> None:
    enquiry = make_enquiry()
    for number, on in taken.items():
        sent(enquiry, number, on)

    assert step_on(today) == step


def test_the_plan_says_why() -> None:
    enquiry = make_enquiry()

    assert planned_on("Tue 15 Sep 2026").why == (
        "answer was due 14 September 2026; step 1 comes 1 working days after"
    )
    sent(enquiry, 1, "Tue 15 Sep 2026")
    assert planned_on("Wed 16 Sep 2026").why == "no further step has fallen due"


@pytest.mark.parametrize(
    ("due", "today", "step"),
    [
        pytest.param("Fri 11 Sep 2026", "Sat 12 Sep 2026", None, id="never on a Saturday"),
        pytest.param("Fri 11 Sep 2026", "Sun 13 Sep 2026", None, id="nor on a Sunday"),
        pytest.param("Fri 11 Sep 2026", "Mon 14 Sep 2026", 1, id="but on the Monday"),
        pytest.param("Fri 28 Aug 2026", "Mon 31 Aug 2026", None, id="not on a bank holiday"),
        pytest.param("Fri 28 Aug 2026", "Tue 1 Sep 2026", 1, id="but the day after"),
        pytest.param("Thu 24 Dec 2026", "Fri 25 Dec 2026", None, id="not at Christmas"),
        pytest.param("Thu 24 Dec 2026", "Mon 28 Dec 2026", None, id="nor on its substitute"),
        pytest.param("Thu 24 Dec 2026", "Tue 29 Dec 2026", 1, id="but the first day back"),
    ],
)
def test_nobody_is_chased_on_a_day_off(due: str, today: str, step: int | None) -> None:
    make_enquiry(sent_on=day("Mon 17 Aug 2026"), due_on=day(due))

    assert step_on(today) == step


def test_nobody_is_chased_on_a_day_the_council_is_closed() -> None:
    make_enquiry()
    saved(Calendar(authority=the_authority(), day=day("Tue 15 Sep 2026"), name="Closed"))

    assert planned_on("Tue 15 Sep 2026").why == "today is not a working day"
    assert step_on("Wed 16 Sep 2026") == 1


def test_a_ladder_of_the_councils_own_and_one_switched_off() -> None:
    make_enquiry()
    ladder = Ladder.get(Ladder.asked == "school")
    step = LadderStep.get(LadderStep.ladder == ladder, LadderStep.number == 1)
    step.working_days = 3
    saved(step)
    assert step_on("Wed 16 Sep 2026") is None
    assert step_on("Thu 17 Sep 2026") == 1

    ladder.active = False
    saved(ladder)
    assert step_on("Thu 17 Sep 2026") is None


def test_a_question_asked_again_is_chased_from_the_first_step() -> None:
    enquiry = make_enquiry()
    for number, on in ((1, "Tue 15 Sep 2026"), (3, "Tue 29 Sep 2026")):
        sent(enquiry, number, on)
    with transaction(TESTS, NOW):
        enquiry.ask_again(day("Mon 12 Oct 2026"))

    assert step_on("Tue 13 Oct 2026") == 1


def test_what_is_late_but_not_to_be_chased_is_in_the_plan_with_its_reason() -> None:
    make_enquiry(school=make_school(email=""))

    planned = planned_on("Tue 15 Sep 2026")
    assert (planned.step, planned.why) == (None, "no email address is held")


# -- one a day, three a week ------------------------------------------------------------------

SCHOOL = "office@hilltop.example"


def asked(**changes: Any) -> Enquiry:
    return make_enquiry(email=SCHOOL, **changes)


def had(on: str, state: str = "sent", **changes: Any) -> Message:
    gone = {"sent_on": day(on)} if state == "sent" else {}
    return make_message(recipient=SCHOOL, state=state, due_on=day(on), **gone, **changes)


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        pytest.param(["Tue 15 Sep 2026"], "had a message today already", id="one today"),
        pytest.param(["Mon 14 Sep 2026"], "", id="one yesterday"),
        pytest.param(["Mon 14 Sep 2026"] * 2, "", id="two this week"),
        pytest.param(["Mon 14 Sep 2026"] * 3, "had 3 messages this week already", id="three"),
        pytest.param(["Fri 11 Sep 2026", "Sun 13 Sep 2026"] * 2, "", id="four last week"),
    ],
)
def test_a_recipient_gets_one_message_a_day_and_three_a_week(messages: list[str], why: str) -> None:
    asked()
    for on in messages:
        had(on)

    planned = planned_on("Tue 15 Sep 2026")
    assert (planned.step is None, planned.why if why else "") == (bool(why), why)


@pytest.mark.parametrize("state", ["cancelled", "failed"])
def test_what_never_went_does_not_count(state: str) -> None:
    asked()
    had("Tue 15 Sep 2026", state)

    assert step_on("Tue 15 Sep 2026") == 1


@pytest.mark.parametrize("state", ["queued", "claimed", "data_begun", "deferred"])
def test_nobody_gets_a_second_while_one_from_last_week_is_waiting(state: str) -> None:
    asked()
    had("Fri 11 Sep 2026", state)

    assert planned_on("Tue 15 Sep 2026").why == "a message to them is still waiting to be sent"


def test_an_uncertain_message_counts_on_its_own_day_only() -> None:
    asked()
    had("Mon 14 Sep 2026", "uncertain")

    assert step_on("Tue 15 Sep 2026") == 1
    assert planned_on("Tue 15 Sep 2026").step is not None
    had("Tue 15 Sep 2026", "uncertain")
    assert planned_on("Tue 15 Sep 2026").why == "had a message today already"


def test_a_council_may_send_fewer_a_week() -> None:
    asked()
    had("Mon 14 Sep 2026")
    with transaction(TESTS, NOW):
        Setting.create(name="chases_a_week", value=1, effective_from=day("Tue 1 Sep 2026"))

    assert planned_on("Tue 15 Sep 2026").why == "had 1 messages this week already"


def test_several_children_of_one_school_go_in_one_message() -> None:
    school = make_school(email=SCHOOL)
    three = [make_enquiry(school=school) for _ in range(3)]
    make_enquiry()

    together = by_recipient(Chase.plan(TESTS, day("Tue 15 Sep 2026")))

    assert len(together) == 2
    key = (the_authority().id, SCHOOL)
    assert [planned.enquiry for planned in together[key]] == three


def test_two_authorities_that_ask_one_school_do_not_both_write_on_one_day() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    first = asked(due_on=day("Fri 11 Sep 2026"))
    case = make_case(child=make_child(authority=theirs))
    asked(case=case)

    ours, other = Chase.plan(TESTS, day("Tue 15 Sep 2026"))

    assert (ours.enquiry, ours.step is not None) == (first, True)
    assert (other.step, other.why) == (None, "another authority writes to them today")
    sent(first, 1, "Tue 15 Sep 2026")
    assert [one.enquiry.case for one in Chase.plan(TESTS, day("Wed 16 Sep 2026")) if one.step] == [
        case
    ]


def test_t02_an_officers_plan_holds_only_his_own_authoritys_enquiries() -> None:
    make_enquiry()
    theirs = make_authority(code="874", name="Peterborough City Council")

    stranger = Scope.officer(make_officer(authority=theirs))
    assert Chase.plan(stranger, day("Tue 15 Sep 2026")) == []


# -- never twice ------------------------------------------------------------------------------


def test_the_database_refuses_the_same_step_twice() -> None:
    enquiry = make_enquiry()
    make_chase(enquiry, 1)

    with pytest.raises(IntegrityError):
        make_chase(enquiry, 1)

    assert Chase.select().count() == 1
    make_chase(enquiry, 2)
    make_chase(enquiry, 1, round=2)
    make_chase(enquiry, 1, recipient="head@hilltop.example")
    make_chase(make_enquiry(), 1)


def test_the_chases_of_a_message_are_those_it_was_sent_for() -> None:
    message = make_message(recipient=SCHOOL)
    chases = [make_chase(asked(), message=message) for _ in range(2)]
    make_chase(asked())

    assert chases_in(message) == chases


def test_no_step_is_taken_twice_over_a_whole_term() -> None:
    enquiry = make_enquiry()
    taken: list[tuple[date, int]] = []
    for offset in range(60):
        today = date.fromordinal(day("Mon 7 Sep 2026").toordinal() + offset)
        for planned in Chase.plan(TESTS, today):
            if planned.step:
                taken.append((today, planned.step.number))
                sent(enquiry, planned.step.number, f"{today:%a} {today.day} {today:%b %Y}")

    assert taken == [
        (day("Tue 15 Sep 2026"), 1),
        (day("Tue 22 Sep 2026"), 2),
        (day("Tue 29 Sep 2026"), 3),
    ]


# -- at size ----------------------------------------------------------------------------------


def asked_of_all_kinds(each: int) -> None:
    """That many late questions to each sort of recipient, a step of some already taken."""
    for number in range(each):
        case = make_case(child=make_child())
        parent = make_parent(case.child)
        make_promise(parent, by_post=False)
        enquiries = [
            make_enquiry(case=case),
            make_enquiry(case=case, person=parent),
            make_enquiry(case=case, agency=make_agency()),
            make_enquiry(case=case, school=make_school(email="")),
        ]
        if number % 2:
            sent(enquiries[0], 1, "Tue 15 Sep 2026")


def test_planning_asks_as_many_questions_for_fifty_as_for_five(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_of_all_kinds(each=2)
    with counting(monkeypatch) as for_few:
        few = Chase.plan(TESTS, day("Tue 22 Sep 2026"))
    asked_of_all_kinds(each=13)
    with counting(monkeypatch) as for_many:
        many = Chase.plan(TESTS, day("Tue 22 Sep 2026"))

    assert (len(few), len(many)) == (8, 60)
    assert len(for_few) == len(for_many)
    assert sum(one.step is not None for one in many) > 30


def test_nothing_is_chased_to_a_refused_address_until_it_is_good_again() -> None:
    enquiry = make_enquiry()
    bad = make_bad_address(email=enquiry.asked.email, refused_on=day("Mon 14 Sep 2026"))

    planned = planned_on("Tue 15 Sep 2026")
    assert planned.step is None
    assert planned.why == f"the address {bad.email} was refused on 14 September 2026"

    with transaction(TESTS, NOW):
        bad.clear(TODAY, None)
    assert step_on("Tue 15 Sep 2026") == 1


def test_a_corrected_address_has_nothing_against_it() -> None:
    enquiry = make_enquiry()
    make_bad_address(email=enquiry.asked.email)
    assert enquiry.school is not None
    enquiry.school.email = "new@hilltop.example"
    saved(enquiry.school)

    assert step_on("Tue 15 Sep 2026") == 1


def test_t02_what_one_authority_found_out_stops_no_other() -> None:
    enquiry = make_enquiry()
    theirs = make_authority(code="874", name="Peterborough City Council")
    make_bad_address(email=enquiry.asked.email, authority=theirs)

    assert step_on("Tue 15 Sep 2026") == 1
