"""Somebody looked, and the child told of is not this one: remembered, and not proposed again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from peewee import ForeignKeyField, TextField

from models.base import InstantField, RuleBroken
from models.casework.referral import Referral
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package


class NotTheSame(AuthorityRecord):
    """Stands until it is taken back, with a reason. It binds no later referral of another child."""

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="+")  # the one it is not
    child_id: int
    referral = ForeignKeyField(Referral, on_delete="RESTRICT", backref="not_the_same")
    referral_id: int
    why = TextField()
    said_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    said_by_id: int | None
    said_at = InstantField()
    why_undone = TextField(default="")
    undone_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    undone_by_id: int | None
    undone_at = InstantField(null=True)

    @property
    def reference(self) -> str:
        return f"NS-{self.id}"

    @property
    def stands(self) -> bool:
        return self.undone_at is None

    @classmethod
    def say(
        cls, referral: Referral, child: Child, why: str, by: Officer | None, now: datetime
    ) -> NotTheSame:
        """Remember it. Said twice it is kept once. Raise RuleBroken without a reason."""
        if not why.strip():
            raise RuleBroken("Say what shows that it is not the same child.")
        of_both = (cls.referral == referral) & (cls.child == child)
        said: NotTheSame | None = cls.get_or_none(of_both & cls.undone_at.is_null())
        if said is not None:
            return said
        row = cls(
            authority=referral.authority_id,
            referral=referral,
            child=child,
            why=why.strip(),
            said_by=by,
            said_at=now,
        )
        row.save()
        if referral.kept_with_id == child.id:
            referral.kept_with = None  # nobody need be kept from it any more
            referral.save()
        return row

    def undo(self, why: str, by: Officer | None, now: datetime) -> None:
        """Take it back: the child is proposed again. Raise RuleBroken without a reason."""
        if not self.stands:
            raise RuleBroken("That was taken back already.")
        if not why.strip():
            raise RuleBroken("Say why it may be the same child after all.")
        self.why_undone, self.undone_by, self.undone_at = why.strip(), by, now
        self.save()
        Referral.match_again(self.authority_id)

    @classmethod
    def standing(
        cls, scope: Scope, referral: Referral, children: Collection[int]
    ) -> dict[int, NotTheSame]:
        """Return by child what was said of this referral, or of one accepted as one of `children`.

        So a child once told apart from another is not proposed again when the other
        is referred a second time.
        """
        theirs = Referral.select(Referral.id).where(Referral.child.in_(list(children) or [0]))
        said = (cls.referral == referral.id) | cls.referral.in_(theirs)
        rows = scope.of(cls).where(said, cls.undone_at.is_null()).order_by(cls.id)
        return {row.child_id: row for row in rows if row.child_id not in _own(referral, row)}

    def __str__(self) -> str:
        return self.reference


def _own(referral: Referral, row: NotTheSame) -> set[int | None]:
    """A referral accepted as a child says nothing against that very child."""
    return {referral.child_id} if row.referral_id == referral.id else set()
