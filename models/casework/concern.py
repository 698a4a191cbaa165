"""A worry about a child's welfare: raised, referred to who must act, and acknowledged by them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from peewee import CharField, Expression, ForeignKeyField, ModelSelect, TextField

from models.base import InstantField, RuleBroken
from models.casework.case import Case
from models.casework.happening import Happening
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

HOW = (
    ("phone", "By phone"),
    ("form", "By the hub's own form"),
    ("email", "By secure email"),
    ("in_person", "In person"),
)


class Concern(Happening, AuthorityRecord):
    """Three steps in this order, each once. It is open until somebody there has acknowledged it."""

    happens_on = ("raised_at", "referred_at", "acknowledged_at")

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="concerns")
    child_id: int
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="concerns")
    case_id: int | None
    what = TextField()  # what was seen or said; not for every reader: see access.py
    raised_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    raised_by_id: int | None
    raised_at = InstantField()
    referred_to = CharField(default="")
    referred_how = CharField(default="", choices=(("", "Not yet"), *HOW))
    referred_reference = CharField(default="")  # theirs
    referred_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    referred_by_id: int | None
    referred_at = InstantField(null=True)
    acknowledged_by_name = CharField(default="")
    acknowledgement = TextField(default="")
    acknowledged_at = InstantField(null=True)
    # When the second duty manager was told, because nobody had acknowledged it.
    second_told_at = InstantField(null=True)

    class Meta:
        indexes = (
            (("authority", "acknowledged_at", "raised_at"), False),
            (("raised_at", "id", "authority"), False),  # a list of every council's, in order
        )

    @property
    def reference(self) -> str:
        return f"CON-{self.id}"

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None

    @property
    def state(self) -> str:
        if self.acknowledged_at is not None:
            return "Acknowledged"
        return "Raised, not referred yet" if self.referred_at is None else "Referred, no word yet"

    def minutes_open(self, now: datetime) -> int:
        """Return the whole minutes from raising it to its acknowledgement, or until now."""
        return int(((self.acknowledged_at or now) - self.raised_at) / timedelta(minutes=1))

    def is_late(self, now: datetime, minutes: int) -> bool:
        """Say whether it is open `minutes` after it was raised; that very moment counts."""
        return self.is_open and self.minutes_open(now) >= minutes

    def refer(
        self, to: str, how: str, reference: str, by: Officer | None, at: datetime, now: datetime
    ) -> None:
        """Write down to whom it was passed on. Raise RuleBroken if that was done before."""
        if self.referred_at is not None:
            raise RuleBroken(f"It was already referred to {self.referred_to}.")
        if not to.strip() or how not in dict(HOW):
            raise RuleBroken("Say to whom it was referred, and how.")
        _in_order(self.raised_at, at, now, "referred before it was raised here")
        self.referred_to, self.referred_how = to.strip(), how
        self.referred_reference, self.referred_by, self.referred_at = reference.strip(), by, at
        self.save()

    def acknowledge(self, by_name: str, words: str, at: datetime, now: datetime) -> None:
        """Write down who took it on. Raise RuleBroken before it is referred, or a second time."""
        if self.acknowledged_at is not None:
            raise RuleBroken(f"{self.acknowledged_by_name} has already acknowledged it.")
        if self.referred_at is None:
            raise RuleBroken("Record the referral first: to whom it went, and how.")
        if not by_name.strip():
            raise RuleBroken("Give the name of whoever acknowledged it.")
        _in_order(self.referred_at, at, now, "acknowledged before it was referred")
        self.acknowledged_by_name, self.acknowledgement = by_name.strip(), words.strip()
        self.acknowledged_at = at
        self.save()

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if not (self.what or "").strip():
            raise RuleBroken("Write down what was seen or said.")
        if self.case is not None and self.case.child_id != self.child_id:
            raise RuleBroken("That case is another child's. Choose one of this child, or none.")
        return super().save(force_insert, only)

    @classmethod
    def unacknowledged(cls, scope: Scope) -> ModelSelect[Concern]:
        """Return those nobody has acknowledged, the longest open first."""
        query = scope.of(cls).where(cls.acknowledged_at.is_null())
        return query.order_by(cls.raised_at, cls.id)

    @classmethod
    def keep_open(cls, case: Case) -> None:
        """Raise RuleBroken if a concern about this case, or its child at large, is open."""
        still_open: Expression = cls.acknowledged_at.is_null()
        first = cls.select().where(cls.of_case(case), still_open).order_by(cls.id).first()
        if first is not None:
            raise RuleBroken(
                f"{first.reference}, a welfare concern, is not acknowledged yet. A case stays "
                "open until it is. Record the acknowledgement first."
            )

    def __str__(self) -> str:
        return self.reference


def _in_order(before: datetime, at: datetime, now: datetime, mistaken: str) -> None:
    if at > now:
        raise RuleBroken("That moment is still to come.")
    if at < before:
        raise RuleBroken(f"It cannot have been {mistaken}. Give fewer minutes.")
