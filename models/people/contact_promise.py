"""What was promised about contact: by which ways, to where, and not before when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from peewee import BooleanField, CharField, DateField, ForeignKeyField, ModelSelect

from models.dates.words import long_date
from models.organisations.authority import AuthorityRecord
from models.people.address import Address
from models.people.person import Person


class ContactPromise(AuthorityRecord):
    """Kept until it is ended; the newest one of a person that is not ended binds."""

    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="promises")
    person_id: int
    by_email = BooleanField(default=True)
    by_post = BooleanField(default=True)
    by_phone = BooleanField(default=True)
    in_writing_only = BooleanField(default=False)
    safe_address = ForeignKeyField(Address, on_delete="RESTRICT", null=True, backref="+")
    safe_address_id: int | None
    interpreter = CharField(default="")  # the language, when one is needed
    not_before = DateField(null=True)
    ended_on = DateField(null=True)

    @classmethod
    def to(cls, person_id: int, on: date) -> ContactPromise | None:
        return cls.binding([person_id], on).get(person_id)

    @classmethod
    def binding(
        cls, people: Collection[int] | ModelSelect[Any], on: date
    ) -> dict[int, ContactPromise]:
        """Return the promise that binds for each of these people; in one query."""
        if isinstance(people, Collection) and not people:
            return {}
        query = cls.select().where(
            cls.person.in_(people), cls.ended_on.is_null() | (cls.ended_on > on)
        )
        # The newest comes last and so stands.
        return {promise.person_id: promise for promise in query.order_by(cls.id)}

    def in_words(self, on: date) -> list[str]:
        """Say what was promised as far as it still binds that day, a few words each."""
        told = ["write only"] if self.in_writing_only else []
        if self.not_before is not None and on < self.not_before:
            told.append(f"not before {long_date(self.not_before)}")
        ways = {"email": self.by_email, "post": self.by_post, "phone": self.by_phone}
        told += [f"not by {way}" for way, allowed in ways.items() if not allowed]
        if self.safe_address_id is not None:
            told.append("post to the safe address only")
        return [*told, f"interpreter: {self.interpreter}"] if self.interpreter else told

    def forbids(self, channel: str, on: date) -> str:
        """Say why `channel` (email, post, phone or hand) may not be used that day, or ""."""
        if self.not_before is not None and on < self.not_before:
            return f"promised no contact before {long_date(self.not_before)}"
        if channel == "phone" and self.in_writing_only:
            return "promised to write and not to call"
        refused = {"email": not self.by_email, "post": not self.by_post, "phone": not self.by_phone}
        return f"promised not to use {channel}" if refused.get(channel) else ""
