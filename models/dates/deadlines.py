"""When an answer and its reminders fall due. Dates in, dates out: it sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Protocol, TypeVar

from models.dates.working_days import add_working_days

NEW_PUPIL_DAYS = 5


class Step(Protocol):
    """One step of a ladder: any row that has these two numbers."""

    @property
    def number(self) -> int:
        """Its place on the ladder, counted from 1."""

    @property
    def working_days(self) -> int:
        """How many working days after the due day it falls."""


StepT = TypeVar("StepT", bound=Step)


def answer_due(sent_on: date, days: int, holidays: Collection[date]) -> date:
    """Return the last day on which an answer is in time.

    `days` are working days, and the day of sending is day zero. The answer is
    not late until that day is over.
    """
    return add_working_days(sent_on, days, holidays)


def new_pupil_return_by(entered_on: date) -> date:
    """Return the last day for a school to tell the council of a new pupil.

    The end of the fifth day after the day the name is entered, in calendar days
    (School Attendance (Pupil Registration) (England) Regulations 2024 reg 13).
    """
    return entered_on + timedelta(days=NEW_PUPIL_DAYS)


def falls_due(step: Step, due_on: date, holidays: Collection[date]) -> date:
    """Return the first day on which `step` may be taken for an answer due on `due_on`."""
    return add_working_days(due_on, step.working_days, holidays)


def step_due(
    due_on: date,
    steps: Iterable[StepT],
    taken: Collection[int],
    today: date,
    holidays: Collection[date],
) -> StepT | None:
    """Return the latest step that has fallen due, or None if it or a later one was taken.

    `taken` holds the numbers of the steps taken. If nothing ran for a fortnight
    the answer may be two steps late, and the later one alone is right: two
    emails in one morning would be wrong, and so would going back down the ladder.
    """
    highest_taken = max(taken, default=0)
    fallen = [
        step
        for step in steps
        if step.number > highest_taken and falls_due(step, due_on, holidays) <= today
    ]
    return max(fallen, key=lambda step: step.number, default=None)
