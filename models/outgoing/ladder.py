"""A ladder: when an unanswered question is asked about again, and in what words."""

from __future__ import annotations

from collections.abc import Collection

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from models.base import RuleBroken
from models.casework.enquiry import ASKED
from models.organisations.authority import Authority, AuthorityRecord

# Steps a new authority begins with: (working days after the due day, opening words).
USUAL_STEPS = (
    (1, "We wrote to you and have not yet had an answer to the following."),
    (6, "We are still waiting for your answer to the following, and it is now overdue."),
    (
        11,
        "We have asked twice and have had no answer to the following. Please answer today, "
        "or call us so that we can take it by phone.",
    ),
)


class Ladder(AuthorityRecord):
    """One for each kind of recipient an authority asks."""

    asked = CharField(choices=ASKED)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("authority", "asked"), True),)

    @classmethod
    def steps_for(cls, authority_id: int, asked: str) -> list[LadderStep]:
        """Return the steps in order, none when the ladder is switched off or missing."""
        return cls.steps_of([authority_id]).get((authority_id, asked), [])

    @classmethod
    def steps_of(cls, authority_ids: Collection[int]) -> dict[tuple[int, str], list[LadderStep]]:
        """Return the steps by authority and who is asked, in order; in one query."""
        query = (
            LadderStep.select(LadderStep, cls)
            .join(cls)
            .where(cls.authority.in_(list(authority_ids)), cls.active)
            .order_by(LadderStep.number)
        )
        found: dict[tuple[int, str], list[LadderStep]] = {}
        for step in query:
            found.setdefault((step.ladder.authority_id, step.ladder.asked), []).append(step)
        return found

    @classmethod
    def start_for(cls, authority: Authority) -> None:
        """Give a new authority the usual ladders."""
        for asked, _ in ASKED:
            ladder = cls.create(authority=authority, asked=asked)
            for number, (days, opening) in enumerate(USUAL_STEPS, start=1):
                LadderStep.create(
                    authority=authority,
                    ladder=ladder,
                    number=number,
                    working_days=days,
                    opening=opening,
                )

    def __str__(self) -> str:
        return f"Ladder: {dict(ASKED).get(self.asked, self.asked).lower()}"


class LadderStep(AuthorityRecord):
    """`working_days` count from the due day, which is day zero."""

    ladder = ForeignKeyField(Ladder, on_delete="RESTRICT", backref="steps")
    ladder_id: int
    number = IntegerField()
    working_days = IntegerField()
    opening = TextField()

    class Meta:
        indexes = ((("ladder", "number"), True),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.working_days < 1:
            raise RuleBroken("A step comes at least one working day after the answer was due.")
        return super().save(force_insert, only)

    def __str__(self) -> str:
        return f"Step {self.number}, after {self.working_days} working days"
