"""A parent, carer or other adult around a child."""

from __future__ import annotations

from typing import Any

from peewee import CharField, ModelSelect

from models.organisations.authority import AuthorityRecord


class Person(AuthorityRecord):
    tied_by = "Relationship"

    title = CharField(default="")
    forenames = CharField(default="")  # some people have one name, kept as the surname
    surname = CharField()
    email = CharField(default="")
    phone = CharField(default="")

    relationships: ModelSelect[Any]

    class Meta:
        indexes = (
            (("authority", "surname"), False),
            (("surname", "id", "authority"), False),  # a list of every council's, in order
        )

    def save(self, force_insert: bool = False, only: object = None) -> int:
        saved = super().save(force_insert, only)
        for relationship in self.relationships:
            relationship.child.refresh_search_keys()
        return saved

    @property
    def reference(self) -> str:
        return f"PER-{self.id}"

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.title, self.forenames, self.surname) if part)

    @property
    def salutation(self) -> str:
        """Return how a letter greets this person: "Mrs Hill", else the whole name."""
        return f"{self.title} {self.surname}" if self.title and self.surname else self.name

    def __str__(self) -> str:
        return f"{self.name} ({self.reference})"
