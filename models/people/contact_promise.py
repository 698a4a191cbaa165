"""What was promised about contact: by which ways, to where, and not before when."""

from __future__ import annotations

from datetime import date

from peewee import BooleanField, CharField, DateField, ForeignKeyField

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
        query = cls.select().where(
            cls.person == person_id, cls.ended_on.is_null() | (cls.ended_on > on)
        )
        newest: ContactPromise | None = query.order_by(cls.id.desc()).first()
        return newest

    def forbids(self, channel: str, on: date) -> str:
        """Say why `channel` (email, post, phone or hand) may not be used that day, or ""."""
        if self.not_before is not None and on < self.not_before:
            return f"promised no contact before {long_date(self.not_before)}"
        if channel == "phone" and self.in_writing_only:
            return "promised to write and not to call"
        refused = {"email": not self.by_email, "post": not self.by_post, "phone": not self.by_phone}
        return f"promised not to use {channel}" if refused.get(channel) else ""
