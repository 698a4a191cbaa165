"""A local authority: ours, and every other that a child may move to or from."""

from __future__ import annotations

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from models.base import EditableModel

NATIONS = (
    ("england", "England"),
    ("wales", "Wales"),
    ("scotland", "Scotland"),
    ("northern_ireland", "Northern Ireland"),
)


class Authority(EditableModel):
    """Shared by all; only those with `ours` set hold records here."""

    code = CharField(unique=True, max_length=3)  # DfE's three digits, as text
    name = CharField()
    nation = CharField(default="england", choices=NATIONS)
    ours = BooleanField(default=False)
    team_name = CharField(default="")
    address_lines = TextField(default="")  # one line of the address a line
    phone = CharField(default="")
    email = CharField(default="")

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AuthorityRecord(EditableModel):
    """A row that belongs to exactly one authority and is seen through its scope only."""

    authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    authority_id: int

    def child_ids(self) -> list[int]:
        """Return the children this row is about, by the child, case or person it names."""
        for step in ("child", "case", "enquiry", "person"):
            if self.__data__.get(step) is None:
                continue
            if step == "child":
                return [self.__data__["child"]]
            return list(getattr(self, step).child_ids())
        return []
