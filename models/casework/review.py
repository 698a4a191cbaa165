"""A look at a whole case by a day: a manager's, or the joint one with the child's school."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from peewee import CharField, DateField, ForeignKeyField, ModelSelect, TextField

from models.base import RuleBroken
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.happening import Happening
from models.casework.standards import REVIEWS, STANDARDS
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

# After which review the next monthly one is due.
LAST_BEFORE_MONTHLY = ("review_12", "review_monthly")


class Review(Happening, AuthorityRecord):
    """Written down when it was held; until then the case's clock says by when it is due."""

    happens_on = ("done_on",)

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="reviews")
    case_id: int
    standard = CharField(choices=[(key, STANDARDS[key].title) for key in REVIEWS])
    due_on = DateField(null=True)  # as its clock had it
    done_on = DateField(index=True)
    done_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    done_by_id: int | None
    with_whom = CharField(default="")
    words = TextField()
    next_step = TextField(default="")

    @property
    def reference(self) -> str:
        return f"REV-{self.id}"

    @property
    def title(self) -> str:
        return STANDARDS[self.standard].title

    @classmethod
    def hold(
        cls, clock: Clock, on: date, by: Officer | None, with_whom: str, words: str, next_step: str
    ) -> Review:
        """Write down a review that was due by `clock`, which it meets. Raise RuleBroken if not."""
        if clock.standard not in REVIEWS or clock.case is None:
            raise RuleBroken("Only a review is recorded here.")
        if not clock.runs:
            raise RuleBroken("Somebody has recorded this review, or the case is closed.")
        if on < clock.case.opened_on:
            raise RuleBroken(f"The case was opened on {long_date(clock.case.opened_on)}.")
        if not words.strip():
            raise RuleBroken("Write down what was looked at and found.")
        if clock.standard in JOINT and not with_whom.strip():
            raise RuleBroken("Say who took part for the school.")
        review: Review = cls.create(
            authority=clock.authority_id,
            case=clock.case,
            standard=clock.standard,
            due_on=clock.due_on,
            done_on=on,
            done_by=by,
            with_whom=with_whom.strip(),
            words=words.strip(),
            next_step=next_step.strip(),
        )
        Clock.meet(clock.case, clock.standard)
        if clock.standard in LAST_BEFORE_MONTHLY:
            Clock.start(clock.case, "review_monthly")
        return review

    @staticmethod
    def due(scope: Scope, today: date) -> ModelSelect[Clock]:
        """Return the clocks of reviews whose last day is today or over, the oldest first."""
        return Clock.due(scope, today).where(Clock.standard.in_(REVIEWS))

    def __str__(self) -> str:
        return f"{self.title}, {long_date(self.done_on)}"


JOINT = ("school_10", "school_20")
