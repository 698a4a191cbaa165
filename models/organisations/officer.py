"""Somebody who signs in. What an officer may do is in `role.py`, never here."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from peewee import BooleanField, CharField

from models.base import EditableModel, RuleBroken

SHORTEST_PASSWORD = 12

_hasher = PasswordHasher()
# Checked when no officer has the address, so that a stranger cannot tell by the clock.
_NOBODYS_HASH = _hasher.hash("nobody has this password")


class Officer(EditableModel):
    area = "colleagues"

    name = CharField()
    email = CharField(unique=True)  # lower case
    job_title = CharField(default="")
    phone = CharField(default="")
    password_hash = CharField(default="")
    active = BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    def save(self, force_insert: bool = False, only: object = None) -> int:
        """Addresses are compared in lower case, so they are kept so."""
        self.email = self.email.strip().lower()
        return super().save(force_insert, only)

    def set_password(self, password: str) -> None:
        if len(password) < SHORTEST_PASSWORD:
            raise RuleBroken(f"Choose a password of {SHORTEST_PASSWORD} characters or more.")
        self.password_hash = _hasher.hash(password)

    @classmethod
    def with_password(cls, email: str, password: str) -> Officer | None:
        """Return the active officer these belong to, or None, in the same time either way."""
        officer = cls.get_or_none(cls.email == email.strip().lower())
        known = officer is not None and officer.active and bool(officer.password_hash)
        try:
            _hasher.verify(officer.password_hash if officer and known else _NOBODYS_HASH, password)
        except (Argon2Error, InvalidHashError):
            return None
        return officer if known else None
