"""Where a child or a person lives or lived; some addresses are kept from others."""

from __future__ import annotations

from datetime import date

from peewee import BooleanField, CharField, DateField, Expression, ForeignKeyField, TextField

from models.base import RuleBroken
from models.organisations.authority import AuthorityRecord
from models.people.child import Child
from models.people.identifiers import tidy_postcode
from models.people.person import Person


class Address(AuthorityRecord):
    """Belongs to one child or to one person, never to both."""

    child = ForeignKeyField(Child, on_delete="RESTRICT", null=True, backref="addresses")
    child_id: int | None
    person = ForeignKeyField(Person, on_delete="RESTRICT", null=True, backref="addresses")
    person_id: int | None
    lines = TextField()  # one line of the address a line
    postcode = CharField(default="", index=True)  # empty for no fixed abode and abroad
    restricted = BooleanField(default=False)
    from_on = DateField(null=True)
    to_on = DateField(null=True)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if (self.child_id is None) == (self.person_id is None):
            raise RuleBroken("Say whose address this is: one child or one person, not both.")
        self.postcode = tidy_postcode(self.postcode)
        saved = super().save(force_insert, only)
        if self.child is not None:
            self.child.refresh_search_keys()
        return saved

    @property
    def reference(self) -> str:
        return f"ADR-{self.id}"

    def keeps(self, field: str) -> bool:
        """Only a restricted address is kept from anybody."""
        return self.restricted

    @classmethod
    def open_rows(cls, field: str) -> Expression:
        return cls.restricted == False  # noqa: E712  a condition for the database

    @property
    def letter_lines(self) -> list[str]:
        lines = [line.strip() for line in self.lines.splitlines() if line.strip()]
        return [*lines, self.postcode] if self.postcode else lines

    @classmethod
    def of_person(cls, person: Person, on: date) -> Address | None:
        """Return where to write to the person that day, the newest first."""
        return cls._newest(cls.person == person, on)

    @classmethod
    def of_child(cls, child: Child, on: date) -> Address | None:
        return cls._newest(cls.child == child, on)

    @classmethod
    def _newest(cls, theirs: Expression, on: date) -> Address | None:
        begun = cls.from_on.is_null() | (cls.from_on <= on)
        not_over = cls.to_on.is_null() | (cls.to_on >= on)
        query = cls.select().where(theirs, begun, not_over)
        newest: Address | None = query.order_by(
            cls.from_on.is_null(), cls.from_on.desc(), cls.id.desc()
        ).first()
        return newest

    def __str__(self) -> str:
        return f"Restricted ({self.reference})" if self.restricted else ", ".join(self.letter_lines)
