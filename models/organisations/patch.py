"""Where an officer works: the beginnings of the postcodes of an area."""

from __future__ import annotations

import re

from peewee import CharField, ForeignKeyField

from models.base import RuleBroken
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer

_BEGINNING = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?( [0-9]([A-Z]{0,2}))?|[A-Z]{1,2}")


class Patch(AuthorityRecord):
    """One beginning of a postcode, "CB", "PE7" or "PE7 8". Several officers may share it."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    begins = CharField(max_length=8)

    class Meta:
        indexes = ((("authority", "officer", "begins"), True),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        self.begins = " ".join((self.begins or "").upper().split())
        if self.begins and not _BEGINNING.fullmatch(self.begins):
            raise RuleBroken("Write the beginning of a postcode, such as PE7 or PE7 8.")
        return super().save(force_insert, only)

    def holds(self, postcode: str) -> int:
        """Return how many characters of the postcode it names, or 0 if it is of another area.

        "CB1" is the area of "CB1 2AB" and not of "CB11 3AA"; "CB" is the area of both.
        """
        if not self.begins or not postcode.startswith(self.begins):
            return 0
        rest = postcode[len(self.begins) :]
        whole = " " in self.begins or rest.startswith(" ") or not self.begins[-1].isdigit()
        return len(self.begins) if whole else 0

    def __str__(self) -> str:
        return f"{self.begins}: {self.officer.name}"
