"""Somebody who signs in. What an officer may do is in `role.py`, never here."""

from __future__ import annotations

from typing import Any

from peewee import BooleanField, CharField

from models.base import EditableModel
from models.organisations import password as passwords


class Officer(EditableModel):
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
        if self.email != (folded := self.email.strip().lower()):
            self.email = folded
        return super().save(force_insert, only)

    def set_password(self, password: str) -> None:
        """Keep the hash of a password that will do; RuleBroken says why another will not."""
        passwords.check(password, (self.name or "", self.email or ""))
        self.password_hash = passwords.hashed(password)

    def has_password(self, password: str) -> bool:
        return passwords.fits(self.password_hash, password)

    @classmethod
    def with_password(cls, email: str, password: str) -> Officer | None:
        """Return the active officer these belong to, or None, in the same time either way."""
        # Bare columns: to build the officer, or the error that there is none, would take its time.
        mine = (cls.email == email.strip().lower()) & cls.active
        columns: Any = cls.select(cls.id, cls.password_hash).where(mine).tuples()
        number, kept = next(iter(columns), (0, ""))
        return cls.get_by_id(number) if passwords.fits(kept, password) else None
