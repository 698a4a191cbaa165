"""A school of the national register, open or closed; closed ones stay for old cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peewee import CharField, DateField, ForeignKeyField, TextField, chunked, fn

from models.base import EditableModel, on_postgresql
from models.organisations.authority import Authority
from models.organisations.school_words import words_in, words_of

STATUSES = (
    ("open", "Open"),
    ("closing", "Open, but proposed to close"),
    ("closed", "Closed"),
    ("proposed", "Proposed to open"),
)

AT_ONCE = 500  # rows a question; SQLite takes 32,766 values in one
MOST_WORDS = 8  # that are looked for: more only make the question longer


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
    found_by = TextField(default="")  # made of name, URN and postcode, so never edited

    def save(self, force_insert: bool = False, only: object = None) -> int:
        saved = super().save(force_insert, only)
        words = words_of(self.name, self.urn, self.postcode)
        # Apart from the rest, because it is no change that an event need tell of.
        School.update(found_by=words).where(School.id == self.id).execute()
        return saved

    @classmethod
    def fitting(cls, typed: str) -> Any:
        """Return that every word typed begins one of a school's; None if there is no word.

        Capitals, accents, apostrophes, marks, "St" for "Saint" and "&" for "and" do not matter.
        """
        # PostgreSQL takes twice as long for LIKE without regard to capitals, which fold already.
        place_of = fn.STRPOS if on_postgresql() else fn.INSTR
        fits: Any = None
        for word in words_in(typed)[:MOST_WORDS]:
            begins = place_of(cls.found_by, f" {word}") > 0
            fits = begins if fits is None else fits & begins
        return fits

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
