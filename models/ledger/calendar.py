"""The days on which nothing is counted: England's bank holidays and what a council adds."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays
from peewee import BooleanField, CharField, DateField, ForeignKeyField

from models.base import EditableModel
from models.organisations.authority import Authority

# Statutory periods and service standards in this program never reach further than this.
AHEAD = timedelta(days=400)


@lru_cache(maxsize=64)
def _bank_holidays(first: int, last: int) -> frozenset[date]:
    """Working them out takes longer than asking the database for everything else."""
    return frozenset(country_holidays("GB", subdiv="ENG", years=range(first, last + 1)))


class Calendar(EditableModel):
    """A day a council closes, or (`closed` false) a bank holiday on which it works."""

    authority = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    authority_id: int | None
    day = DateField(index=True)
    name = CharField()
    closed = BooleanField(default=True)

    @classmethod
    def holidays(cls, authority_id: int, around: date) -> frozenset[date]:
        """Return the closed days from a year before `around` to a year after it.

        Bank holidays of England and Wales (Banking and Financial Dealings
        Act 1971) come from the `holidays` package; the rows correct them.
        """
        first, last = around - AHEAD, around + AHEAD
        days = set(_bank_holidays(first.year, last.year))
        rows = (
            cls.select()
            .where(
                cls.day.between(first, last),
                cls.authority.is_null() | (cls.authority == authority_id),
            )
            # The authority's own word comes last and so stands.
            .order_by(cls.authority.is_null().desc(), cls.id)
        )
        for row in rows:
            (days.add if row.closed else days.discard)(row.day)
        return frozenset(days)
