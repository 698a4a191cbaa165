"""From late answers to messages, each step once; and the second look before one goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from threading import Barrier
from typing import Any

import pytest

from correspondence.chases import chase_now, queue_due, still_to_go
from correspondence.drafted import new_message_id
from models.base import OutOfScope, RuleBroken
from models.casework.enquiry import Enquiry
from models.ledger.event import Event
from models.outgoing.chase import Chase, Planned, chases_in
from models.outgoing.ladder import Ladder
from models.outgoing.message import Message
from models.scope import Scope
from models.transaction import transaction
from tests.days import day
from tests.making import (
    NOW,
    TESTS,
    close_case,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_officer,
    make_parent,
    make_promise,
    make_school,
    saved,
    the_authority,
)
from tests.models.at_once import in_threads

pytestmark = pytest.mark.usefixtures("db")

LATE = day("Tue 15 Sep 2026")
NEXT_DAY = day("Wed 16 Sep 2026")
SCHOOL = "office@hilltop.example"


def queue(today: date = LATE) -> int:
    return queue_due(TESTS, NOW, today)


def answer(enquiry: Enquiry) -> None:
    with transaction(TESTS, NOW):
        enquiry.record_answer("Here until July.", LATE, None)


def the_message() -> Message:
    message: Message = Message.select().get()
    return message


def references_in(message: Message) -> list[str]:
    return re.findall(r"ENQ-\d+", message.body)


def ids(chases: Sequence[Chase]) -> list[int]:
    return [chase.enquiry_id for chase in chases]


# -- queue_due --------------------------------------------------------------------------------


def test_several_children_of_one_school_go_in_one_message_by_reference() -> None:
    school = make_school(email=SCHOOL)
    enquiries = [make_enquiry(school=school) for _ in range(3)]
    other = make_enquiry()

    assert queue() == 2

    message = Message.get(Message.recipient == SCHOOL)
    assert (message.state, message.queued_at, message.due_on) == ("queued", NOW, LATE)
    assert references_in(message) == [enquiry.reference for enquiry in enquiries]
    assert message.subject == f"We are waiting for 3 answers, from {enquiries[0].reference}"
    chases = chases_in(message)
    assert ids(chases) == [enquiry.id for enquiry in enquiries]
    assert {(chase.round, chase.step, chase.recipient) for chase in chases} == {(1, 1, SCHOOL)}
    assert references_in(Message.get(Message.recipient != SCHOOL)) == [other.reference]


def test_one_school_with_two_addresses_gets_a_message_at_each() -> None:
    school = make_school(email=SCHOOL)
    make_enquiry(school=school)
    make_enquiry(school=school, email="head@hilltop.example")

    assert queue() == 2

    assert {message.recipient for message in Message.select()} == {SCHOOL, "head@hilltop.example"}


def test_addresses_that_differ_by_capitals_are_one() -> None:
    make_enquiry(email=SCHOOL)
    make_enquiry(email="Office@Hilltop.example ")

    assert queue() == 1


def test_nothing_is_queued_before_an_answer_is_late() -> None:
    make_enquiry()

    assert queue(day("Mon 14 Sep 2026")) == 0
    assert not Message.select().exists()


def test_f21_a_second_run_queues_nothing_more() -> None:
    make_enquiry()
    assert queue() == 1
    events = Event.select().count()

    assert [queue(), queue(NEXT_DAY)] == [0, 0]

    assert (Message.select().count(), Chase.select().count()) == (1, 1)
    assert Event.select().count() == events


def test_f21_t23_two_runs_at_once_queue_each_chase_once(monkeypatch: pytest.MonkeyPatch) -> None:
    schools = [make_school() for _ in range(6)]
    for school in schools:
        make_enquiry(school=school)
        make_enquiry(school=school)
    plan, both_have_planned = Chase.plan, Barrier(2)

    def slowly(scope: Scope, today: date) -> list[Planned]:
        planned = plan(scope, today)
        both_have_planned.wait(60)
        return planned

    monkeypatch.setattr(Chase, "plan", slowly)

    queued = in_threads(queue, queue)

    assert sum(queued) == 6, queued
    assert Message.select().count() == 6
    assert Chase.select().count() == 12
    assert sorted(ids(list(Chase.select()))) == sorted(row.id for row in Enquiry.select())
    assert {message.state for message in Message.select()} == {"queued"}


def test_a_run_that_comes_second_leaves_no_half_message(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_enquiry(email=SCHOOL), make_enquiry(email=SCHOOL)
    planned = Chase.plan(TESTS, LATE)
    assert queue() == 1
    events = Event.select().count()

    monkeypatch.setattr(Chase, "plan", lambda *_: planned)

    assert queue() == 0
    assert references_in(the_message()) == [first.reference, second.reference]
    assert Event.select().count() == events


def test_t02_an_officers_run_queues_only_the_officers_own_authoritys() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    make_enquiry(case=make_case(child=make_child(authority=theirs)))
    ours = make_enquiry()

    assert queue_due(Scope.officer(make_officer()), NOW, LATE) == 1
    assert references_in(the_message()) == [ours.reference]


def test_a_message_id_is_new_each_time_and_of_the_councils_domain() -> None:
    council = the_authority()
    first, second = new_message_id(council), new_message_id(council)

    assert first != second
    assert re.fullmatch(r"<[0-9a-f]{32}@cambridgeshire\.example>", first)
    council.email = ""
    assert new_message_id(council).endswith("@whereabouts.invalid>")


# -- chase_now --------------------------------------------------------------------------------


def test_an_officer_may_queue_what_is_due_at_once() -> None:
    enquiry = make_enquiry(school=make_school(name="Hilltop Primary", email=SCHOOL))
    other = make_enquiry(email=SCHOOL)
    make_enquiry()

    said = chase_now(Scope.officer(make_officer()), enquiry, NOW, LATE)

    message = the_message()
    assert said == f"{message.reference} to Hilltop Primary is in the outbox."
    assert references_in(message) == [enquiry.reference, other.reference]


def nobody_was_chased(enquiry: Enquiry, why: str, today: date = LATE) -> None:
    messages = Message.select().count()
    with pytest.raises(RuleBroken, match=f"^Nobody was chased: {why}.$"):
        chase_now(TESTS, enquiry, NOW, today)
    assert Message.select().count() == messages


def test_an_officer_is_told_that_it_is_not_overdue() -> None:
    enquiry = make_enquiry()
    nobody_was_chased(enquiry, "the answer is not overdue", day("Mon 14 Sep 2026"))
    answer(enquiry)
    nobody_was_chased(enquiry, "the answer is not overdue")


def test_an_officer_is_told_what_stands_against_it() -> None:
    child = make_child()
    parent = make_parent(child)
    make_promise(parent, by_email=False)
    asked = make_enquiry(case=make_case(child=child), person=parent)

    nobody_was_chased(asked, "promised not to use email")
    nobody_was_chased(make_enquiry(school=make_school(email="")), "no email address is held")
    nobody_was_chased(make_enquiry(), "today is not a working day", day("Sat 19 Sep 2026"))


def test_an_officer_cannot_chase_twice() -> None:
    enquiry = make_enquiry()
    chase_now(TESTS, enquiry, NOW, LATE)

    nobody_was_chased(enquiry, "no further step has fallen due")


def test_f21_an_officer_is_told_that_somebody_else_was_quicker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enquiry = make_enquiry()
    planned = Chase.plan(TESTS, LATE)
    queue()
    monkeypatch.setattr(Chase, "plan", lambda *_: planned)

    nobody_was_chased(enquiry, "somebody else has just done so")


def test_t02_who_may_only_look_chases_nobody() -> None:
    enquiry = make_enquiry()

    with pytest.raises(OutOfScope):
        chase_now(Scope.officer(make_officer("business_support")), enquiry, NOW, LATE)
    assert not Message.select().exists()


# -- still_to_go ------------------------------------------------------------------------------


def goes(message: Message, today: date = NEXT_DAY) -> bool:
    return still_to_go(TESTS, message, NOW, today)


def cancelled(message: Message, why: str) -> bool:
    stored = Message.get_by_id(message.id)
    return bool(stored.state == "cancelled" and stored.why == why)


def test_what_is_still_owed_goes_as_it_is() -> None:
    make_enquiry()
    queue()
    events = Event.select().count()

    assert goes(the_message())
    assert the_message().state == "queued"
    assert Event.select().count() == events


def test_f17_what_was_answered_since_is_cancelled_and_nothing_goes() -> None:
    enquiry = make_enquiry()
    queue()
    answer(enquiry)

    message = the_message()
    assert not goes(message)

    assert cancelled(message, f"{enquiry.reference} answered on 15 September 2026")
    assert Message.select().count() == 1


def test_f17_when_one_of_two_is_answered_a_new_message_goes_with_the_other() -> None:
    first, second = make_enquiry(email=SCHOOL), make_enquiry(email=SCHOOL)
    queue()
    old = the_message()
    answer(first)

    assert not goes(old)

    assert cancelled(old, f"{first.reference} answered on 15 September 2026")
    new = Message.get(Message.state == "queued")
    assert (new.recipient, references_in(new)) == (SCHOOL, [second.reference])
    assert new.message_id != old.message_id
    assert ids(chases_in(new)) == [second.id]
    assert ids(chases_in(old)) == [first.id]
    assert goes(new)
    assert queue(NEXT_DAY) == 0


def test_f17_what_is_left_keeps_its_step_and_its_words() -> None:
    first, second = make_enquiry(email=SCHOOL), make_enquiry(email=SCHOOL)
    queue(day("Tue 22 Sep 2026"))
    opening = the_message().body.split("\n\n")[1]
    answer(first)
    goes(the_message(), day("Wed 23 Sep 2026"))

    new = Message.get(Message.state == "queued")

    assert new.body.split("\n\n")[1] == opening
    assert [(chase.enquiry, chase.step) for chase in chases_in(new)] == [(second, 2)]


def test_f17_a_case_closed_since_is_not_chased() -> None:
    enquiry = make_enquiry()
    queue()
    close_case(enquiry.case, LATE)

    message = the_message()
    assert not goes(message)
    assert cancelled(message, f"{enquiry.reference} the case was closed on 15 September 2026")


def asked_of_a_parent() -> Enquiry:
    child = make_child()
    return make_enquiry(case=make_case(child=child), person=make_parent(child))


@pytest.mark.parametrize(
    ("promise", "why"),
    [
        ({"by_email": False}, "promised not to use email"),
        (
            {"not_before": day("Thu 1 Oct 2026")},
            "promised no contact before 1 October 2026",
        ),
    ],
)
def test_f17_a_promise_made_since_is_kept(promise: dict[str, Any], why: str) -> None:
    enquiry = asked_of_a_parent()
    queue()
    assert enquiry.person is not None
    make_promise(enquiry.person, **promise)

    message = the_message()
    assert not goes(message)
    assert cancelled(message, f"{enquiry.reference} {why}")


def test_f17_every_reason_is_given() -> None:
    first, second = make_enquiry(email=SCHOOL), make_enquiry(email=SCHOOL)
    queue()
    answer(first)
    close_case(second.case, LATE)

    message = the_message()
    assert not goes(message)
    assert cancelled(
        message,
        f"{first.reference} answered on 15 September 2026; "
        f"{second.reference} the case was closed on 15 September 2026",
    )
    assert Message.select().count() == 1


def test_f17_a_ladder_switched_off_since_withdraws_what_waits_and_stops_nothing_else() -> None:
    first, second = make_enquiry(email=SCHOOL), make_enquiry(email=SCHOOL)
    queue()
    ladder = Ladder.get(Ladder.asked == "school")
    ladder.active = False
    saved(ladder)
    answer(first)

    message = the_message()
    assert not goes(message)
    assert cancelled(
        message,
        f"{first.reference} answered on 15 September 2026; "
        f"{second.reference} has no step 1 on its ladder any more",
    )
    assert Message.select().count() == 1


def test_f20_what_is_left_goes_to_the_recipient_that_was_approved() -> None:
    school = make_school(email=SCHOOL)
    first, second = make_enquiry(school=school), make_enquiry(school=school)
    queue()
    second.email = "changed@elsewhere.example"
    saved(second)
    answer(first)

    assert not goes(the_message())

    new = Message.get(Message.state == "queued")
    assert new.recipient == SCHOOL
    assert [chase.recipient for chase in chases_in(new)] == [SCHOOL]


def test_a_message_that_chases_nothing_goes() -> None:
    with transaction(TESTS, NOW):
        message = Message.create(
            authority=the_authority(),
            recipient=SCHOOL,
            subject="About our meeting",
            body="We meet on Friday.",
            message_id="<1@council.example>",
            due_on=LATE,
        )
        message.queue(NOW)

    assert goes(message)
