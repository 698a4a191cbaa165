"""What a person is to a child, and whether the council may write to them about the child."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from peewee import BooleanField, CharField, DateField, Expression, ForeignKeyField, ModelSelect

from models.organisations.authority import AuthorityRecord
from models.people.child import Child
from models.people.person import Person

KINDS = (
    ("mother", "Mother"),
    ("father", "Father"),
    ("step_parent", "Step-parent"),
    ("grandparent", "Grandparent"),
    ("guardian", "Guardian"),
    ("foster_carer", "Foster carer"),
    ("sibling", "Brother or sister"),
    ("other", "Other"),
)


class Relationship(AuthorityRecord):
    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="relationships")
    child_id: int
    person = ForeignKeyField(Person, on_delete="RESTRICT", backref="relationships")
    person_id: int
    kind = CharField(choices=KINDS)
    parental_responsibility = BooleanField(default=False)
    has_care = BooleanField(default=False)
    lives_with = BooleanField(default=False)
    may_be_contacted = BooleanField(default=True)
    from_on = DateField(null=True)
    to_on = DateField(null=True)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        saved = super().save(force_insert, only)
        self.child.refresh_search_keys()
        return saved

    @property
    def is_parent(self) -> bool:
        """A parent in law: parental responsibility or care (Education Act 1996 s.576)."""
        return self.to_on is None and (self.parental_responsibility or self.has_care)

    @classmethod
    def bonds(cls) -> Expression:
        """Return what ties children into one family: care, a home or responsibility shared."""
        shared: Expression = cls.parental_responsibility | cls.has_care | cls.lives_with
        return shared & cls.to_on.is_null()

    @classmethod
    def between(cls, child: Child, person: Person) -> list[Relationship]:
        """Return how they are related now; more than one row may say so."""
        theirs = (cls.child == child) & (cls.person == person) & cls.to_on.is_null()
        return list(cls.select().where(theirs).order_by(cls.id))

    @classmethod
    def now_of(
        cls, people: Collection[int] | ModelSelect[Any]
    ) -> dict[tuple[int, int], list[Relationship]]:
        """Return how these people are related now, by child and person; in one query."""
        found: dict[tuple[int, int], list[Relationship]] = {}
        if isinstance(people, Collection) and not people:
            return found
        told = cls.select(cls.id, cls.child, cls.person, cls.may_be_contacted)
        for tie in told.where(cls.person.in_(people), cls.to_on.is_null()):
            found.setdefault((tie.child_id, tie.person_id), []).append(tie)
        return found

    def __str__(self) -> str:
        return f"{self.person.name}, {dict(KINDS).get(self.kind, self.kind).lower()}"
