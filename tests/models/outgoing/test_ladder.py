"""Ladders: one for each kind of recipient, in steps that a council may change."""

from __future__ import annotations

import pytest
from peewee import IntegrityError

from models.base import RuleBroken
from models.casework.enquiry import ASKED
from models.outgoing.ladder import Ladder, LadderStep
from tests.making import make_authority, saved, the_authority

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("asked", [kind for kind, _ in ASKED])
def test_a_new_authority_has_the_usual_three_steps_for_whoever_it_asks(asked: str) -> None:
    steps = Ladder.steps_for(the_authority().id, asked)

    assert [(step.number, step.working_days) for step in steps] == [(1, 1), (2, 6), (3, 11)]
    assert all(step.opening for step in steps)


def test_steps_come_in_the_order_of_their_numbers() -> None:
    authority = the_authority()
    ladder = Ladder.get(Ladder.asked == "school")
    saved(
        LadderStep(authority=authority, ladder=ladder, number=0, working_days=1, opening="First.")
    )

    numbers = [step.number for step in Ladder.steps_for(authority.id, "school")]
    assert numbers == [0, 1, 2, 3]


def test_a_ladder_switched_off_has_no_steps_and_the_others_keep_theirs() -> None:
    authority = the_authority()
    ladder = Ladder.get(Ladder.asked == "school")
    ladder.active = False
    saved(ladder)

    assert Ladder.steps_for(authority.id, "school") == []
    assert len(Ladder.steps_for(authority.id, "person")) == 3


def test_each_authority_has_its_own() -> None:
    ours = the_authority()
    theirs = make_authority(code="874", name="Peterborough City Council")
    step = Ladder.steps_for(theirs.id, "school")[0]
    step.working_days = 2
    saved(step)

    assert Ladder.steps_for(ours.id, "school")[0].working_days == 1
    assert Ladder.steps_for(theirs.id, "school")[0].working_days == 2


@pytest.mark.parametrize("days", [0, -1])
def test_a_step_on_the_due_day_itself_is_refused(days: int) -> None:
    step = Ladder.steps_for(the_authority().id, "school")[0]

    step.working_days = days
    with pytest.raises(RuleBroken, match="at least one working day"):
        saved(step)


def test_a_number_stands_once_on_a_ladder_and_a_ladder_once_in_an_authority() -> None:
    authority = the_authority()
    ladder = Ladder.get(Ladder.asked == "school")

    with pytest.raises(IntegrityError):
        saved(
            LadderStep(authority=authority, ladder=ladder, number=1, working_days=2, opening="Two.")
        )
    with pytest.raises(IntegrityError):
        saved(Ladder(authority=authority, asked="school"))
