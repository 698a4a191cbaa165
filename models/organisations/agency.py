"""An agency that may know where a child is: health, housing, police and the like."""

from __future__ import annotations

from peewee import CharField, TextField

from models.base import EditableModel

KINDS = (
    ("health", "Health"),
    ("housing", "Housing or council tax"),
    ("social_care", "Social care"),
    ("police", "Police, youth justice or probation"),
    ("government", "Government department"),
    ("voluntary", "Charity or refuge"),
    ("other", "Other"),
)


class Agency(EditableModel):
    name = CharField(index=True)
    kind = CharField(choices=KINDS)
    email = CharField(default="")
    phone = CharField(default="")
    address_lines = TextField(default="")

    def __str__(self) -> str:
        return self.name
