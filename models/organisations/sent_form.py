"""A form that made a record: sent again, by a double click or a reload, it makes no second one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import CharField, IntegerField, IntegrityError

from models.base import BaseModel, InstantField, RuleBroken

KEPT_FOR = timedelta(days=2)  # longer than any session


class SentBefore(RuleBroken):
    """The form with this key has made its record already."""

    def __init__(self, key_hash: str) -> None:
        super().__init__("This form was saved already.")
        self.key_hash = key_hash


class SentForm(BaseModel):
    """Each blank form has a key, used once. Only digests are kept: none of what was typed."""

    audited = False  # the record it made has its own event

    key_hash = CharField(unique=True, max_length=64)
    digest = CharField(max_length=64)  # of all that was typed
    row_id = IntegerField(null=True)
    sent_at = InstantField(index=True)

    @classmethod
    def hash_of(cls, officer_id: int, screen: str, key: str) -> str:
        return hashlib.sha256(f"{officer_id}/{screen}/{key}".encode()).hexdigest()

    @staticmethod
    def digest_of(key: str, fields: Sequence[tuple[str, str]]) -> str:
        """Return a digest that tells whether two forms say the same; the key is its salt."""
        told = hashlib.sha256(key.encode())
        for name, value in sorted(fields):
            for part in (name, value):
                whole = part.encode("utf-8", "surrogatepass")
                told.update(f"{len(whole)}:".encode() + whole)
        return told.hexdigest()

    @classmethod
    def take(cls, key_hash: str, digest: str, now: datetime) -> None:
        """Use the key up, inside the transaction that makes the record. Raise SentBefore.

        Of two at once one waits here for the other, and is refused when that is saved.
        """
        try:
            cls.insert(key_hash=key_hash, digest=digest, sent_at=now).execute()
        except IntegrityError as taken:
            raise SentBefore(key_hash) from taken

    @classmethod
    def has_made(cls, key_hash: str, row_id: int) -> None:
        cls.update(row_id=row_id).where(cls.key_hash == key_hash).execute()

    @classmethod
    def made_by(cls, key_hash: str) -> int | None:
        """Return the id of the record a form with this key has made; None if it made none yet."""
        sent = cls.get_or_none(cls.key_hash == key_hash)
        return None if sent is None else sent.row_id

    @classmethod
    def of(cls, key_hash: str) -> SentForm:
        row: SentForm = cls.get(cls.key_hash == key_hash)
        return row

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Take away what no open page can send again; return how many rows."""
        return cls.sweep_away(cls.sent_at <= now - KEPT_FOR)
