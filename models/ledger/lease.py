"""Who may tick the schedule: one holder at a time, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import CharField

from models.base import BaseModel, InstantField

HELD_FOR = timedelta(seconds=90)


class Lease(BaseModel):
    audited = False
    name = CharField(unique=True)
    holder = CharField()
    until = InstantField()

    @classmethod
    def take(cls, name: str, holder: str, now: datetime) -> bool:
        """Take or keep the lease for 90 seconds. False while somebody else holds it.

        The database decides between two that try at once: the conditional
        UPDATE, or the unique name when there is no row yet.
        """
        until = now + HELD_FOR
        taken = (
            cls.update(holder=holder, until=until)
            .where(cls.name == name, (cls.holder == holder) | (cls.until <= now))
            .execute()
        )
        if taken:
            return True
        inserted = (
            cls.insert(name=name, holder=holder, until=until)
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        return bool(inserted)

    @classmethod
    def give_back(cls, name: str, holder: str, now: datetime) -> None:
        cls.update(until=now).where(cls.name == name, cls.holder == holder).execute()
