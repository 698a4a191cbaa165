"""A file somebody put with a child: a report, a picture, an email that came in."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from peewee import CharField, ForeignKeyField, IntegerField

from models.base import InstantField, RuleBroken
from models.casework.case import Case
from models.casework.file_kind import KINDS, FileKind, kind_of, size_in_words
from models.casework.happening import Happening
from models.casework.kept_file import KeptFile
from models.ledger.stored_file import StoredFile
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child

LARGEST = 10 * 2**20  # bytes
LONGEST_NAME = 100


class Attachment(Happening, KeptFile, AuthorityRecord):
    """Its words may be corrected, and a child it was wrongly put with; its bytes never."""

    happens_on = ("added_at",)

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="attachments")
    child_id: int
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="attachments")
    case_id: int | None
    file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
    file_id: int
    # As the file has them: a page that tells of the file never loads the file.
    media_type = CharField(choices=[(kind.media_type, kind.words) for kind in KINDS])
    size = IntegerField()
    name = CharField(max_length=LONGEST_NAME)  # as it was given, for eyes only
    what = CharField(max_length=200)
    added_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    added_by_id: int | None
    added_at = InstantField(index=True)

    @property
    def reference(self) -> str:
        return f"ATT-{self.id}"

    def take(self, content: bytes, name: str, by: Officer | None, now: datetime) -> None:
        """Take the file in, or raise RuleBroken in words as `checked` does."""
        self.media_type = checked(content).media_type
        self.file, self.size = StoredFile.keep(content, self.media_type), len(content)
        self.name = tidy_name(name)
        self.added_by, self.added_at = by, now

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.case is not None and self.case.child_id != self.child_id:
            raise RuleBroken("Choose a case of this child, or none.")
        return super().save(force_insert, only)

    def __str__(self) -> str:
        return f"{self.what} ({self.reference})"


def checked(content: bytes) -> FileKind:
    """Return what the file is. Raise RuleBroken: too large, empty, or of no kind we keep."""
    if len(content) > LARGEST:
        raise RuleBroken(
            f"This file has {size_in_words(len(content))}, and one may have 10 MB. Save it "
            "smaller, or in parts."
        )
    return kind_of(content)


def tidy_name(given: str) -> str:
    """Return the name of a file without its folders or anything that is not to be seen.

    A name that is too long loses its middle: the ending tells what was claimed.
    """
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C" or c == "\t")
    name = " ".join(seen.split()).lstrip(".") or "File without a name"
    if len(name) > LONGEST_NAME:
        name = f"{name[: LONGEST_NAME - 21]}…{name[-20:]}"
    return name
