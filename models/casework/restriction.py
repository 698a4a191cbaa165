"""A record kept from all but those named: why, by whom, and who broke the glass."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from peewee import SQL, DateField, Field, ForeignKeyField, Function, ModelSelect, TextField, fn

from models.base import InstantField, RuleBroken
from models.casework.case import Case
from models.casework.referral import Referral
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.address import Address
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this module

GLASS_STAYS_BROKEN = timedelta(minutes=60)


class Restriction(AuthorityRecord):
    """On one child, address or case. With `closed_to` it hides it from that officer alone.

    An officer's own family is closed to that officer; there is no glass to
    break in that one.
    """

    child = ForeignKeyField(Child, on_delete="RESTRICT", null=True, backref="restrictions")
    child_id: int | None
    address = ForeignKeyField(Address, on_delete="RESTRICT", null=True, backref="restrictions")
    address_id: int | None
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="restrictions")
    case_id: int | None
    closed_to = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    closed_to_id: int | None
    reason = TextField()
    made_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    made_by_id: int | None
    made_on = DateField()
    ended_on = DateField(null=True)

    @property
    def reference(self) -> str:
        return f"RES-{self.id}"

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if sum(x is not None for x in (self.child_id, self.address_id, self.case_id)) != 1:
            raise RuleBroken("Say what is restricted: one child, one address or one case.")
        if not self.reason.strip():
            raise RuleBroken("Say why it is restricted. The reason is kept with it.")
        saved = super().save(force_insert, only)
        if self.child_id is not None:
            Referral.match_again(self.authority_id)
        return saved

    @classmethod
    def stands_on(cls, child: Field, case: Field | None = None) -> Function:
        """Return whether the child of a row, or its case, is kept from all but those named."""
        on_it = cls.child == child if case is None else (cls.child == child) | (cls.case == case)
        there = cls.select(SQL("1")).where(on_it, cls.ended_on.is_null(), cls.closed_to.is_null())
        return fn.EXISTS(there)

    @classmethod
    def is_kept(cls, case: Case) -> bool:
        """Say whether this case or its child is kept from all but those named."""
        on = cls.in_force_on("case", case.id, [case.child_id])
        return any(one.closed_to_id is None for one in on)

    @classmethod
    def is_kept_child(cls, child_id: int) -> bool:
        """Say whether this child is kept from all but those named."""
        on = cls.in_force_on("child", child_id, [child_id])
        return any(one.closed_to_id is None for one in on)

    @classmethod
    def in_force_on(cls, column: str, number: int, child_ids: Collection[int]) -> list[Restriction]:
        """Return those on the row that `column` names, or on the child it is about."""
        on_it = cls._meta.fields[column] == number
        on_child = cls.child.in_(list(child_ids) or [0])
        return list(cls.select().where(on_it | on_child, cls.ended_on.is_null()))

    def __str__(self) -> str:
        return self.reference


class RestrictionReader(AuthorityRecord):
    """An officer named on a restriction, who sees the record as if there were none."""

    restriction = ForeignKeyField(Restriction, on_delete="RESTRICT", backref="readers")
    restriction_id: int
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int

    class Meta:
        indexes = ((("restriction", "officer"), True),)

    @classmethod
    def of_child(cls, child_id: int | None) -> list[Officer]:
        """Return the active officers named on what keeps a child from the others."""
        restrictions = Restriction.select(Restriction.id).where(
            Restriction.child == child_id,
            Restriction.ended_on.is_null(),
            Restriction.closed_to.is_null(),
        )
        named = cls.select(cls.officer).where(cls.restriction.in_(restrictions))
        query = Officer.select().where(Officer.id.in_(named), Officer.active)
        return list(query.order_by(Officer.id))


class BrokenGlass(AuthorityRecord):
    """A manager not named opened the record, with a reason, for sixty minutes."""

    restriction = ForeignKeyField(Restriction, on_delete="RESTRICT", backref="broken")
    restriction_id: int
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    reason = TextField()
    opened_at = InstantField()
    until = InstantField(index=True)

    @classmethod
    def by(
        cls, officer: Officer, restriction: Restriction, reason: str, now: datetime
    ) -> BrokenGlass:
        """Open a restricted record to a manager. Raise RuleBroken without a reason."""
        if restriction.closed_to_id is not None:
            raise RuleBroken("This record is closed to you. Ask another manager.")
        if not reason.strip():
            raise RuleBroken("Say why you need to open this record. The other managers are told.")
        return cls.create(
            authority=restriction.authority_id,
            restriction=restriction,
            officer=officer,
            reason=reason.strip(),
            opened_at=now,
            until=now + GLASS_STAYS_BROKEN,
        )

    @classmethod
    def since(cls, scope: Scope, first: datetime) -> ModelSelect[BrokenGlass]:
        """Return the openings from that moment on, the newest first."""
        return scope.of(cls).where(cls.opened_at >= first).order_by(cls.id.desc())


class Hidden(NamedTuple):
    """What one officer does not see, by id; cases of hidden children are hidden with them."""

    children: frozenset[int]
    addresses: frozenset[int]
    cases: frozenset[int]


NOTHING_HIDDEN = Hidden(frozenset(), frozenset(), frozenset())
