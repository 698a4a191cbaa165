"""A role of an officer in one authority; what it lets them do is in `access.py`."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField

from models.organisations.access import ROLES
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer


class Role(AuthorityRecord):
    """One officer's role in one authority. Publishing is a permission, not a rank."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="roles")
    officer_id: int
    name = CharField(choices=ROLES)
    may_publish = BooleanField(default=False)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("officer", "authority", "name"), True),)

    @classmethod
    def managers(cls, authority_id: int, but: Officer | None = None) -> list[Officer]:
        """Return the active managers of an authority, all but one of them if told."""
        theirs = cls.select(cls.officer).where(
            cls.authority == authority_id, cls.name == "manager", cls.active
        )
        query = Officer.select().where(Officer.id.in_(theirs), Officer.active)
        others = query.where(Officer.id != but.id) if but is not None else query
        return list(others.order_by(Officer.id))

    @classmethod
    def authorities_of(cls, officer: Officer) -> frozenset[int]:
        """Return the ids of the authorities in which this officer has a role in force."""
        theirs = cls.select(cls.authority).where(cls.officer == officer, cls.active)
        return frozenset(role.authority_id for role in theirs)

    def __str__(self) -> str:
        return dict(ROLES).get(self.name, self.name)
