"""A file somebody put with a child: a report, a picture, an email that came in."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from peewee import CharField, Expression, ForeignKeyField, ModelSelect, TextField

from models.base import BaseModel, Changes, InstantField, RuleBroken
from models.casework.case import Case
from models.casework.file_kind import FileKind, kind_of, size_in_words
from models.casework.happening import Happening, count_quiet_days
from models.casework.kept_file import LATE, KeptFile, first_state, tidy_name
from models.ledger.stored_file import StoredFile
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

LARGEST = 10 * 2**20  # bytes


class Attachment(Happening, KeptFile, AuthorityRecord):
    """Its words may be corrected, and a child it was wrongly put with; its bytes never.

    One that belongs with no child here is taken out: it stays, shut and in no list.
    """

    happens_on = ("added_at",)

    child = ForeignKeyField(Child, on_delete="RESTRICT", backref="attachments")
    child_id: int
    case = ForeignKeyField(Case, on_delete="RESTRICT", null=True, backref="attachments")
    case_id: int | None
    what = CharField(max_length=200)
    added_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    added_by_id: int | None
    added_at = InstantField(index=True)
    why_taken_out = TextField(default="")
    taken_out_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    taken_out_by_id: int | None
    taken_out_at = InstantField(null=True)

    @property
    def reference(self) -> str:
        return f"ATT-{self.id}"

    @property
    def is_taken_out(self) -> bool:
        return self.taken_out_at is not None

    @property
    def caution(self) -> str:
        return f"Taken out: {self.why_taken_out}" if self.is_taken_out else super().caution

    def keeps(self, field: str) -> bool:
        """Only what was taken out is kept from anybody."""
        return self.is_taken_out

    @classmethod
    def open_rows(cls, field: str) -> Expression:
        still_in: Expression = cls.taken_out_at.is_null()
        return still_in

    @classmethod
    def of_case(cls, case: Case) -> Expression:
        """What was taken out was never done on the case."""
        return super().of_case(case) & cls.taken_out_at.is_null()

    def take(
        self, content: bytes, name: str, by: Officer | None, now: datetime, scanner: bool
    ) -> None:
        """Take the file in, or raise RuleBroken in words as `checked` does.

        Where there is a `scanner` it stays shut until that has looked.
        """
        self.media_type = checked(content).media_type
        self.file, self.size = StoredFile.keep(content, self.media_type), len(content)
        self.name, self.scan = tidy_name(name), first_state(scanner)
        self.added_by, self.added_at = by, now

    def take_out(self, why: str, by: Officer | None, now: datetime) -> None:
        """Put it out of every list and shut it. Raise RuleBroken without a reason."""
        if self.is_taken_out:
            raise RuleBroken("This file was taken out already.")
        if not why.strip():
            raise RuleBroken("Say why the file is taken out.")
        self.why_taken_out, self.taken_out_by, self.taken_out_at = why.strip(), by, now
        self.save()
        count_quiet_days(self.its_cases())

    @classmethod
    def to_show_by(cls, scope: Scope, child_id: int) -> ModelSelect[Attachment]:
        """Return the child's files that may show something, the newest first."""
        good = (cls.scan != "infected") & cls.taken_out_at.is_null()
        return scope.of(cls).where(cls.child == child_id, good).order_by(cls.id.desc())

    @classmethod
    def waiting_too_long(cls, scope: Scope, now: datetime) -> ModelSelect[Attachment]:
        """Return those the scanner should have looked at by now, the longest waiting first."""
        waits = (cls.scan == "waiting") & (cls.added_at <= now - LATE) & cls.taken_out_at.is_null()
        return scope.of(cls).where(waits).order_by(cls.id)

    @classmethod
    def with_virus(cls, scope: Scope) -> ModelSelect[Attachment]:
        """Return those that never open and are not taken out yet, the oldest first."""
        bad = (cls.scan == "infected") & cls.taken_out_at.is_null()
        return scope.of(cls).where(bad).order_by(cls.id)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        if self.case is not None and self.case.child_id != self.child_id:
            raise RuleBroken("Choose a case of this child, or none.")
        return super().save(force_insert, only)

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        was_out = stored.__data__["taken_out_at"] is not None
        if was_out and changes.keys() - {"scan", "scanned_at"}:
            raise RuleBroken("This file was taken out and stays as it was.")
        super()._write(changes, stored)

    def __str__(self) -> str:
        # What it was said to be may name the child it belongs with.
        return self.reference if self.is_taken_out else f"{self.what} ({self.reference})"


def checked(content: bytes) -> FileKind:
    """Return what the file is. Raise RuleBroken: too large, empty, or of no kind we keep."""
    fits(len(content))
    return kind_of(content)


def fits(size: int) -> None:
    """Raise RuleBroken if a file of so many bytes is too large."""
    if size > LARGEST:
        raise RuleBroken(
            f"This file has {size_in_words(size)}, and one may have 10 MB. Save it smaller, or "
            "in parts."
        )
