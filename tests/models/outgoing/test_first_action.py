"""The first thing done about a case, whatever it was, and only what the reader may know of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.casework.case import Case
from models.outgoing.first_action import first_actions, has_action
from models.scope import Scope
from tests.making import (
    NOW,
    TESTS,
    make_case,
    make_contact,
    make_enquiry,
    make_handover,
    make_letter,
    make_note,
    make_notice,
    make_officer,
    make_parent,
    make_restriction,
    make_task,
)

pytestmark = pytest.mark.usefixtures("db")

DAY = date(2026, 9, 7)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda case: make_enquiry(case=case, sent_on=DAY), id="an enquiry"),
        pytest.param(lambda case: make_contact(case=case, happened_on=DAY), id="a contact"),
        pytest.param(
            lambda case: make_notice(case=case, decided_on=DAY, intended_on=DAY), id="a notice"
        ),
        pytest.param(
            lambda case: make_letter(case=case, produced_at=datetime(2026, 9, 7, 8, tzinfo=UTC)),
            id="a letter",
        ),
        pytest.param(lambda case: make_handover(case=case, sent_on=DAY), id="a hand-over"),
    ],
)
def test_each_of_these_is_an_action(act: Callable[[Case], Any]) -> None:
    case = make_case(kind="EHE", reason="ehe_chosen")
    act(case)

    assert first_actions(TESTS, [case.id]) == {case.id: DAY}


def test_the_earliest_is_the_first_and_another_case_s_is_not() -> None:
    case, other = make_case(), make_case()
    make_enquiry(case=other, sent_on=date(2026, 9, 1))
    make_enquiry(case=case, sent_on=date(2026, 9, 9))
    make_contact(case=case, happened_on=date(2026, 9, 3))

    assert first_actions(TESTS, [case.id]) == {case.id: date(2026, 9, 3)}


def test_a_note_and_a_task_are_no_action() -> None:
    case = make_case()
    make_note(case=case)
    make_task(case=case)

    assert first_actions(TESTS, [case.id]) == {}
    assert Case.select().where(has_action(TESTS)).count() == 0


def test_a_question_to_somebody_hidden_is_not_betrayed_by_its_day() -> None:
    """The father of a restricted child was asked about another: nobody else may know he was."""
    hidden = make_parent((kept := make_case()).child)
    case = make_case()
    make_enquiry(case=case, person=hidden)
    make_restriction(child=kept.child)
    officer = Scope.officer(make_officer("manager"), NOW)

    assert first_actions(officer, [case.id]) == {}
    assert not officer.of(Case).where(has_action(officer)).exists()
    assert first_actions(TESTS, [case.id]).keys() == {case.id}
