"""A name a child has, had, or is known by, besides the present one on the child."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField

from models.organisations.authority import AuthorityRecord
from models.people.child import Child

KINDS = (("former", "Former name"), ("known_as", "Known as"), ("birth", "Name at birth"))


class ChildName(AuthorityRecord):
    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="names")
    child_id: int
    kind = CharField(default="former", choices=KINDS)
    forenames = CharField()
    surname = CharField()
    until = DateField(null=True)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        saved = super().save(force_insert, only)
        self.child.refresh_search_keys()
        return saved

    def __str__(self) -> str:
        return f"{self.forenames} {self.surname}"
