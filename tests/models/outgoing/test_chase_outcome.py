"""What became of an enquiry: the last step that went out before the answer came."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.casework.enquiry import Enquiry
from models.outgoing.chase_outcome import OUTCOMES, chase_outcome
from models.scope import Scope
from tests.making import (
    NOW,
    TESTS,
    close_case,
    make_case,
    make_chase,
    make_enquiry,
    make_message,
    make_officer,
    make_restriction,
)

pytestmark = pytest.mark.usefixtures("db")

ANSWERED = date(2026, 9, 24)


def outcome() -> Any:
    return Enquiry.select(chase_outcome(TESTS)).scalar()


def chased(enquiry: Enquiry, step: int, sent_on: date | None, **changes: Any) -> None:
    state = changes.pop("state", "sent")
    make_chase(enquiry, step, message=make_message(state=state, sent_on=sent_on), **changes)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([], "unprompted", id="nobody was chased"),
        pytest.param([(1, 15)], "step-1", id="after the first"),
        pytest.param([(1, 15), (2, 22)], "step-2", id="after the second"),
        pytest.param([(1, 15), (2, 24)], "step-2", id="on the very day of it"),
        pytest.param([(1, 15), (2, 25)], "step-1", id="the second crossed with the answer"),
        pytest.param([(3, 24)], "step-3", id="the latest only went"),
        pytest.param([(5, 24)], "step-3", id="a ladder with more steps"),
        pytest.param([(0, 15)], "unprompted", id="the question itself is no reminder"),
    ],
)
def test_an_answer_came_after(steps: list[tuple[int, int]], expected: str) -> None:
    enquiry = make_enquiry(answered_on=ANSWERED, answer="On roll.")
    for step, day in steps:
        chased(enquiry, step, date(2026, 9, day))

    assert outcome() == expected
    assert expected in dict(OUTCOMES)


@pytest.mark.parametrize("state", ["queued", "cancelled", "failed", "uncertain"])
def test_a_mail_that_is_not_known_to_have_gone_prompted_nobody(state: str) -> None:
    chased(make_enquiry(answered_on=ANSWERED, answer="On roll."), 1, None, state=state)

    assert outcome() == "unprompted"


def test_the_chases_of_an_earlier_round_are_of_another_answer() -> None:
    enquiry = make_enquiry(answered_on=ANSWERED, answer="On roll.", round=2)
    chased(enquiry, 1, date(2026, 9, 15), round=1)

    assert outcome() == "unprompted"


def test_without_an_answer_it_waits_for_as_long_as_the_case_is_open() -> None:
    enquiry = make_enquiry(case=(case := make_case()))
    chased(enquiry, 1, date(2026, 9, 15))
    assert outcome() == "waiting"

    close_case(case)
    assert outcome() == "closed"


def test_a_step_in_a_mail_about_a_hidden_child_too_is_not_betrayed() -> None:
    """Nobody sees that chase: an outcome that counted it would say that it is there."""
    enquiry = make_enquiry(answered_on=ANSWERED, answer="On roll.")
    kept = make_enquiry(school=enquiry.school)
    both = make_message(state="sent", sent_on=date(2026, 9, 15))
    make_chase(enquiry, message=both)
    make_chase(kept, message=both)
    officer = make_officer("manager")
    make_restriction(child=kept.case.child)

    seen = Scope.officer(officer, NOW)
    assert seen.of(Enquiry).select(chase_outcome(seen)).scalar() == "unprompted"
    assert Enquiry.select(chase_outcome(TESTS)).where(Enquiry.id == enquiry.id).scalar() == "step-1"
