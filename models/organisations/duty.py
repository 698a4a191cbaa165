"""Who is on duty for welfare concerns, from one day to another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from peewee import CharField, DateField, ForeignKeyField

from models.base import RuleBroken
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.cover import Cover
from models.organisations.officer import Officer
from models.organisations.role import Role

FIRST, SECOND = "first", "second"
PLACES = (
    (FIRST, "First: told at once"),
    (SECOND, "Second: told if nobody acknowledges it"),
)


class DutyTurn(AuthorityRecord):
    """A manager's turn; both days count. Where turns overlap, each is told."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    place = CharField(choices=PLACES, default=FIRST)
    from_on = DateField()
    until_on = DateField(index=True)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.until_on < self.from_on:
            raise RuleBroken("A turn ends on the day it begins, or later.")
        if self.officer not in Role.managers(self.authority_id):
            raise RuleBroken(f"{self.officer.name} is no manager there. Choose one who is.")
        return super().save(force_insert, only)

    @classmethod
    def on_duty(cls, authority_id: int, place: str, today: date) -> list[Officer]:
        """Return whom the rota names for today, and who covers for those on leave.

        Of them only who still is a manager there.
        """
        turns = cls.select(cls.officer).where(
            cls.authority == authority_id, cls.place == place, *cls._covering(today)
        )
        named = {turn.officer_id for turn in turns}
        named |= {leave.covered_by_id for leave in Cover.away(named, today).values()}
        return [one for one in Role.managers(authority_id) if one.id in named]

    @classmethod
    def nobody_first(cls, authorities: Collection[int], today: date) -> list[Authority]:
        """Return those of `authorities` whose rota names nobody to be told at once."""
        filled = cls.select(cls.authority).where(cls.place == FIRST, *cls._covering(today))
        theirs = Authority.id.in_(sorted(authorities)), Authority.id.not_in(filled)
        return list(Authority.select().where(*theirs).order_by(Authority.code))

    @classmethod
    def _covering(cls, today: date) -> tuple[object, object]:
        return cls.from_on <= today, cls.until_on >= today

    def __str__(self) -> str:
        return f"{self.officer.name}, {self.place}"
