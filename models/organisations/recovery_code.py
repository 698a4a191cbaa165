"""Ten codes on paper for the day the phone is lost. Each lets in once, in place of the app's."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime

from peewee import CharField, ForeignKeyField

from models.base import BaseModel, InstantField
from models.organisations.officer import Officer

HOW_MANY = 10
BYTES = 10  # 80 random bits, written as 16 letters and digits


class RecoveryCode(BaseModel):
    """Kept as SHA-256 only: 80 random bits cannot be guessed back, so no slow hash is needed."""

    audited = False  # the events of making and using say enough, and tell no hash

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    code_hash = CharField(unique=True, max_length=64)
    made_at = InstantField()
    ended_at = InstantField(null=True)  # used, or replaced by another ten

    @classmethod
    def make_ten(cls, officer: Officer, now: datetime) -> list[str]:
        """Return ten new codes, to be shown once; those before them let nobody in any more."""
        cls.forget(officer, now)
        codes = [_written(secrets.token_bytes(BYTES)) for _ in range(HOW_MANY)]
        for code in codes:
            cls.create(officer=officer, code_hash=_hash_of(code), made_at=now)
        return codes

    @classmethod
    def takes(cls, officer: Officer, code: str, now: datetime) -> bool:
        """Say whether `code` is one of this officer's not used yet; it is used then."""
        spent = (
            cls.update(ended_at=now)
            .where(
                cls.officer == officer,
                cls.code_hash == _hash_of(code),
                cls.ended_at.is_null(),
            )
            .execute()
        )
        return bool(spent)

    @classmethod
    def left(cls, officer: Officer) -> int:
        return int(cls.select().where(cls.officer == officer, cls.ended_at.is_null()).count())

    @classmethod
    def forget(cls, officer: Officer, now: datetime) -> None:
        cls.update(ended_at=now).where(cls.officer == officer, cls.ended_at.is_null()).execute()


def _written(raw: bytes) -> str:
    """Write the bits in four groups of four: no 0, 1, 8 or 9, which are misread."""
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def _hash_of(code: str) -> str:
    """However it is typed: capitals, spaces and hyphens make no difference."""
    bare = "".join(mark for mark in code.lower() if mark.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()
