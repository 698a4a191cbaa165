"""A file put with a referral that is still being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peewee import BlobField, CharField, ForeignKeyField, IntegerField, TextField

from models.base import BaseModel, RuleBroken
from models.casework.file_kind import kind_of, size_in_words
from models.casework.kept_file import tidy_name
from models.casework.referral_draft import PURPOSE, ReferralDraft
from models.sealing import Seal

LARGEST = 40 * 2**20  # bytes of all the files of one referral
MOST_FILES = 20


class Listed(NamedTuple):
    """A file of a draft, without its bytes."""

    id: int
    name: str
    size: int
    media_type: str

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)


class DraftFile(BaseModel):
    """A file put with a draft: sealed as the draft is, and erased with it."""

    audited = False

    draft = ForeignKeyField(ReferralDraft, on_delete="RESTRICT", backref="files")
    draft_id: int
    name = TextField()  # sealed
    media_type = CharField()
    size = IntegerField()
    content = BlobField()  # sealed

    @classmethod
    def add(cls, draft: ReferralDraft, content: bytes, name: str, seal: Seal) -> None:
        """Put a file with the draft. Raise RuleBroken in words: of no kind we take, or too much."""
        kind = kind_of(content)
        there = cls.of(draft, seal)
        if len(there) >= MOST_FILES:
            raise RuleBroken(f"A referral may have {MOST_FILES} files. Take one away first.")
        if sum(one.size for one in there) + len(content) > LARGEST:
            raise RuleBroken(
                "With this file there would be more than 40 MB. Take another away first, or save "
                "this one smaller."
            )
        cls.insert(
            draft=draft.id,
            name=seal.close(PURPOSE, tidy_name(name)),
            media_type=kind.media_type,
            size=len(content),
            content=seal.close_bytes(PURPOSE, content),
        ).execute()

    @classmethod
    def of(cls, draft: ReferralDraft, seal: Seal) -> Sequence[Listed]:
        """Return the files of a draft in the order they were added, without their bytes."""
        told = cls.select(cls.id, cls.name, cls.size, cls.media_type)
        rows = told.where(cls.draft == draft.id).order_by(cls.id)
        return [
            Listed(row.id, seal.open(PURPOSE, row.name), row.size, row.media_type) for row in rows
        ]

    @classmethod
    def read(cls, file_id: int, seal: Seal) -> bytes:
        return seal.open_bytes(PURPOSE, bytes(cls.get_by_id(file_id).content))

    @classmethod
    def take_away(cls, draft: ReferralDraft, file_id: int) -> None:
        cls.sweep_away((cls.id == file_id) & (cls.draft == draft.id))
