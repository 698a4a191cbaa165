"""A browser its owner trusts for a while: it is not asked for the second factor each time."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from peewee import CharField, ForeignKeyField

from models.base import BaseModel, InstantField
from models.organisations.officer import Officer

TRUSTED_FOR = timedelta(days=14)

# In this order: each of the later names stands in what the earlier ones say of themselves.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class TrustedDevice(BaseModel):
    """The cookie holds 256 random bits; the row only their SHA-256."""

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    key_hash = CharField(unique=True, max_length=64)
    label = CharField()
    trusted_at = InstantField()
    until = InstantField()
    revoked_at = InstantField(null=True)

    @classmethod
    def trust(cls, officer: Officer, user_agent: str, now: datetime) -> tuple[TrustedDevice, str]:
        """Return the device and the cookie that it is known by; the cookie is kept nowhere."""
        cookie = secrets.token_urlsafe(32)
        row = cls.create(
            officer=officer,
            key_hash=cls.hash_of(cookie),
            label=label_of(user_agent),
            trusted_at=now,
            until=now + TRUSTED_FOR,
        )
        return row, cookie

    @staticmethod
    def hash_of(cookie: str) -> str:
        return hashlib.sha256(cookie.encode()).hexdigest()

    @classmethod
    def known_by(cls, cookie: str, now: datetime) -> TrustedDevice | None:
        return cls.get_or_none(
            cls.key_hash == cls.hash_of(cookie), cls.revoked_at.is_null(), cls.until > now
        )

    @classmethod
    def of(cls, officer: Officer, now: datetime) -> list[TrustedDevice]:
        live = cls.select().where(cls.officer == officer, cls.revoked_at.is_null(), cls.until > now)
        return list(live.order_by(cls.trusted_at, cls.id))

    def revoke(self, now: datetime) -> None:
        self.revoked_at = now
        self.save()

    @classmethod
    def revoke_all(cls, officer: Officer, now: datetime) -> None:
        for device in cls.of(officer, now):
            device.revoke(now)

    def __str__(self) -> str:
        return self.label


def label_of(user_agent: str) -> str:
    """Return the family of browser and system only: versions would tell officers apart."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if re.search(mark, user_agent)), "a computer")
    return f"{browser} on {system}"
