"""An address that a mail server refused for good: nothing is chased to it until it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from peewee import CharField, DateField, ForeignKeyField

from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer


class BadAddress(AuthorityRecord):
    """Of one authority, as its mail found out. It ends when somebody says the address is good.

    A corrected contact has another address, which nothing is known against.
    """

    email = CharField(index=True)  # as messages are addressed: in small letters
    said = CharField(max_length=500)  # the server's own words
    refused_on = DateField()
    cleared_on = DateField(null=True)
    cleared_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    cleared_by_id: int | None

    @classmethod
    def mark(cls, authority_id: int, address: str, said: str, on: date) -> None:
        """Note a refusal; one is enough until it is cleared."""
        if cls.standing([authority_id], address) == {}:
            cls.create(
                authority=authority_id, email=address.lower(), said=said[:500], refused_on=on
            )

    @classmethod
    def standing(
        cls, authority_ids: Iterable[int], address: str | None = None
    ) -> dict[tuple[int, str], BadAddress]:
        """Return what stands against addresses, by authority and address; in one query."""
        query = cls.select().where(cls.authority.in_(list(authority_ids)), cls.cleared_on.is_null())
        if address is not None:
            query = query.where(cls.email == address.lower())
        return {(row.authority_id, row.email): row for row in query.order_by(cls.id.desc())}

    def clear(self, on: date, by: Officer | None) -> None:
        """Somebody asked, and the address is good again."""
        self.cleared_on = on
        self.cleared_by = by
        self.save()

    @property
    def why(self) -> str:
        return f"the address {self.email} was refused on {long_date(self.refused_on)}"

    def __str__(self) -> str:
        return f"{self.email}, refused on {long_date(self.refused_on)}"
