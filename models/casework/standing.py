"""A standing of an open case: what is believed, and not yet known. It is no outcome.

Proposed by one officer, signed by another who is a manager. While it is in force nobody is
chased for the case, which is looked at again every so many weeks; it still counts as a child
missing education.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from peewee import (
    SQL,
    CharField,
    DateField,
    Expression,
    ForeignKeyField,
    ModelSelect,
    TextField,
    fn,
)

from models.base import BaseModel, Changes, RuleBroken
from models.casework.case import CME, Case
from models.casework.check_row import checklist_of, still_to_do
from models.casework.happening import Happening
from models.dates.words import long_date
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

KINDS = (
    ("believed_moved", "Believed to have moved to another authority"),
    ("believed_abroad", "Believed to be abroad"),
    ("not_found", "Not found after all enquiries"),
)
ENDINGS = (
    ("located", "The child was located"),
    ("outcome", "The case was closed with an outcome"),
    ("withdrawn", "It is not held any more"),
)


class Standing(Happening, AuthorityRecord):
    """Proposed, then signed; in force from the signing until it is ended. One at a time a case."""

    happens_on = ("proposed_on", "signed_on", "reviewed_on", "ended_on")

    case = ForeignKeyField(Case, on_delete="RESTRICT", backref="standings")
    case_id: int
    kind = CharField(choices=KINDS)
    reasons = TextField()
    proposed_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    proposed_by_id: int | None
    proposed_on = DateField()
    signed_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    signed_by_id: int | None
    signed_on = DateField(null=True)
    signing_words = TextField(default="")
    review_due_on = DateField(null=True, index=True)
    reviewed_on = DateField(null=True)
    ended_on = DateField(null=True, index=True)
    ending = CharField(default="", choices=(("", "In force or proposed"), *ENDINGS))
    ending_words = TextField(default="")
    ended_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    ended_by_id: int | None

    class Meta:
        indexes = ((("case", "ended_on"), False), (("authority", "ended_on", "signed_on"), False))

    @property
    def reference(self) -> str:
        return f"STA-{self.id}"

    @property
    def in_words(self) -> str:
        return dict(KINDS)[self.kind]

    @property
    def state(self) -> str:
        if self.ended_on is not None:
            return "Ended"
        return "In force" if self.signed_on is not None else "Proposed, to be signed"

    @property
    def is_in_force(self) -> bool:
        return self.signed_on is not None and self.ended_on is None

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.id is None:
            self._may_be_proposed()
        return super().save(force_insert, only)

    def _may_be_proposed(self) -> None:
        if self.case.kind.code != CME or not self.case.is_open:
            raise RuleBroken("Only an open case of a child missing education has a standing.")
        if not (self.reasons or "").strip():
            raise RuleBroken("Give the reasons: a manager signs what stands here.")
        if left := still_to_do(checklist_of(self.case)):
            rows = ", ".join(str(line.row.number) for line in left)
            raise RuleBroken(
                f"The checklist is not whole: of the required rows {rows} are still to do. Do "
                "them, or record for each why it is not possible."
            )
        if (other := Standing.open_of(self.case)) is not None:
            raise RuleBroken(f"{other.reference} is open already: {other.in_words.lower()}.")

    def sign(self, by: Officer | None, words: str, on: date) -> None:
        """Put it in force. Raise RuleBroken for whoever proposed it, or who is no manager there."""
        if self.signed_on is not None or self.ended_on is not None:
            raise RuleBroken(f"{self.reference} is {self.state.lower()} already.")
        if by is None or by not in Role.managers(self.authority_id):
            raise RuleBroken("A standing is signed by a manager of the council.")
        if by.id == self.proposed_by_id:
            raise RuleBroken("Somebody else than who proposed it must sign. Ask another manager.")
        self.signed_by, self.signed_on, self.signing_words = by, on, words.strip()
        self.review_due_on = on + timedelta(weeks=self._weeks(on))
        self.save()

    def review(self, on: date) -> None:
        """Say that it was looked at again and still holds: the next look is as far off as ever."""
        if not self.is_in_force:
            raise RuleBroken("Only a standing in force is reviewed.")
        self.reviewed_on, self.review_due_on = on, on + timedelta(weeks=self._weeks(on))
        self.save()

    def end(self, ending: str, words: str, by: Officer | None, on: date) -> None:
        """End it, or turn the proposal down. Raise RuleBroken without a reason."""
        if self.ended_on is not None:
            raise RuleBroken(f"It ended on {long_date(self.ended_on)}.")
        if ending not in dict(ENDINGS) or not words.strip():
            raise RuleBroken("Say how it ends, and how that is known.")
        self.ending, self.ending_words, self.ended_by = ending, words.strip(), by
        self.ended_on = on
        self.save()

    def _weeks(self, on: date) -> int:
        return Setting.of(self.authority_id, "standing_weeks", on)

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        if "reasons" in changes and stored.__data__["signed_on"] is not None:
            raise RuleBroken("What was signed is not rewritten. End it and propose another.")
        super()._write(changes, stored)

    @classmethod
    def open_of(cls, case: Case) -> Standing | None:
        """Return the one that is proposed or in force, if there is one."""
        found: Standing | None = (
            cls.select().where(cls.case == case.id, cls.ended_on.is_null()).first()
        )
        return found

    @classmethod
    def in_force(cls) -> Expression:
        """Return what picks the standings in force."""
        signed: Expression = cls.signed_on.is_null(False)
        return signed & cls.ended_on.is_null()

    @classmethod
    def cases_off_chasing(cls, cases: Collection[int] | ModelSelect[Any]) -> dict[int, date]:
        """Return since when each of these cases has had one in force; ids, or a query of them.

        What was asked before that day is not chased. What somebody asks after it is a
        question of its own, such as whether the other authority has the child.
        """
        which = cases if isinstance(cases, ModelSelect) else list(cases)
        rows = cls.select(cls.case, cls.signed_on).where(cls.in_force(), cls.case.in_(which))
        return {row.case_id: row.signed_on for row in rows if row.signed_on is not None}

    @classmethod
    def holds(cls, case: Any = Case) -> Any:
        """Return the condition that a case has one in force, for a query of cases."""
        return fn.EXISTS(cls.select(SQL("1")).where(cls.case == case.id, cls.in_force()))

    @classmethod
    def to_sign(cls, scope: Scope) -> ModelSelect[Standing]:
        """Return the proposals nobody has signed or turned down, the oldest first."""
        query = scope.of(cls).join(Case, on=(cls.case == Case.id))
        waiting = query.where(
            cls.signed_on.is_null(), cls.ended_on.is_null(), Case.closed_on.is_null()
        )
        return waiting.order_by(cls.proposed_on, cls.id)

    @classmethod
    def to_review(cls, scope: Scope, today: date) -> ModelSelect[Standing]:
        """Return those in force whose day to be looked at again has come, the oldest first."""
        query = scope.of(cls).join(Case, on=(cls.case == Case.id))
        due = query.where(cls.in_force(), cls.review_due_on <= today, Case.closed_on.is_null())
        return due.order_by(cls.review_due_on, cls.id)

    def __str__(self) -> str:
        return f"{self.reference}: {self.in_words.lower()}"
