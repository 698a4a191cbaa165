"""A school of the national register, open or closed; closed ones stay for old cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, TextField, chunked

from models.base import EditableModel
from models.organisations.authority import Authority

STATUSES = (
    ("open", "Open"),
    ("closing", "Open, but proposed to close"),
    ("closed", "Closed"),
    ("proposed", "Proposed to open"),
)


AT_ONCE = 500  # rows a question; SQLite takes 32,766 values in one


class School(EditableModel):
    """`urn` is DfE's key and never re-used; an academy's is another than its predecessor's.

    The register is read in again from time to time (`school_register.py`); `email`
    is not in it, and `phone` is an officer's once it is another than `register_phone`.
    """

    urn = CharField(unique=True, max_length=6)
    name = CharField(index=True)
    local_authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    local_authority_id: int
    establishment_number = CharField(default="", max_length=4)
    status = CharField(default="open", choices=STATUSES)
    address_lines = TextField(default="")
    postcode = CharField(default="", max_length=10)
    phone = CharField(default="")
    email = CharField(default="")
    kind = CharField(default="")  # as the register words it: "Academy converter"
    phase = CharField(default="")  # likewise: "Primary"
    opened_on = DateField(null=True)
    closed_on = DateField(null=True)
    website = CharField(default="")
    register_phone = CharField(default="")  # what the register last said
    successor = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="+")
    successor_id: int | None

    @classmethod
    def ids_by_urn(cls, urns: Iterable[str] | None = None) -> dict[str, int]:
        """Return the id of each school by its URN: of these, or of all."""
        every: Any = cls.select(cls.urn, cls.id).tuples()
        if urns is None:
            return dict(every)
        ids: dict[str, int] = {}
        for some in chunked(sorted(urns), AT_ONCE):
            ids |= dict(every.where(cls.urn.in_(some)))
        return ids

    def __str__(self) -> str:
        return f"{self.name} ({self.urn})"
