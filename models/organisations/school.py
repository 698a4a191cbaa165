"""A school of the national register, open or closed; closed ones stay for old cases."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField, TextField

from models.base import EditableModel
from models.organisations.authority import Authority

STATUSES = (("open", "Open"), ("closed", "Closed"), ("proposed", "Proposed to open"))


class School(EditableModel):
    """`urn` is DfE's key and never re-used; an academy's is another than its predecessor's."""

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

    def __str__(self) -> str:
        return f"{self.name} ({self.urn})"
