"""Leave: who is away, from when until when, and who looks after their work meanwhile."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from peewee import CharField, DateField, Expression, ForeignKeyField

from models.base import RuleBroken
from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role


class Cover(AuthorityRecord):
    """Both days count. The cases stay the officer's; the worklist shows them to both."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    covered_by = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    covered_by_id: int
    from_on = DateField()
    until_on = DateField(index=True)
    why = CharField(default="")

    def save(self, force_insert: bool = False, only: object = None) -> int:
        """Raise RuleBroken where the work would be nobody's after all."""
        if self.until_on < self.from_on:
            raise RuleBroken("Leave ends on the day it begins, or later.")
        if self.officer_id == self.covered_by_id:
            raise RuleBroken("Nobody covers for themselves. Choose a colleague.")
        colleague = self.covered_by
        if not colleague.active or self.authority_id not in Role.authorities_of(colleague):
            raise RuleBroken(f"{colleague.name} does not work for {self.authority.name}.")
        away = Cover._between(self.from_on, self.until_on)
        theirs = Cover.select().where(Cover.officer == colleague, away).order_by(Cover.from_on)
        if (leave := theirs.first()) is not None and leave.id != self.id:
            raise RuleBroken(
                f"{colleague.name} is away from {long_date(leave.from_on)} to "
                f"{long_date(leave.until_on)}. Choose somebody who is here."
            )
        return super().save(force_insert, only)

    @classmethod
    def looked_after_by(cls, officer_id: int, today: date) -> list[Cover]:
        """Return the leave that this officer covers today, by whose it is."""
        query = cls.select(cls, Officer).join(Officer, on=(cls.officer == Officer.id))
        mine = query.where(cls.covered_by == officer_id, cls._between(today, today))
        return list(mine.order_by(Officer.name, cls.id))

    @classmethod
    def away(cls, officers: Collection[int], today: date) -> dict[int, Cover]:
        """Return for each of `officers` who is away today that leave."""
        query = cls.select(cls, Officer).join(Officer, on=(cls.covered_by == Officer.id))
        theirs = query.where(cls.officer.in_(sorted(officers)), cls._between(today, today))
        return {leave.officer_id: leave for leave in theirs.order_by(cls.id)}

    @classmethod
    def _between(cls, first: date, last: date) -> Expression:
        within: Expression = (cls.from_on <= last) & (cls.until_on >= first)
        return within

    def __str__(self) -> str:
        return (
            f"{self.officer.name} from {long_date(self.from_on)} to {long_date(self.until_on)}, "
            f"covered by {self.covered_by.name}"
        )
