"""A mail that an officer is to get and that is still to be written, by a job.

Asking for one costs the same whether or not the address is an officer's: only
the job looks, so that nobody learns by the clock who has an account.
"""

from __future__ import annotations

from datetime import datetime

from peewee import CharField

from models.base import BaseModel, InstantField

KINDS = (
    ("invite", "You are invited"),
    ("reset", "A link to set another password"),
    ("password_changed", "Your password was changed"),
    ("second_factor_reset", "Your second factor was reset"),
)


class OfficerMail(BaseModel):
    audited = False  # the events tell of what was done, and of the mail when it is written

    address = CharField()
    kind = CharField(choices=KINDS)
    asked_at = InstantField()

    @classmethod
    def ask(cls, address: str, kind: str, now: datetime) -> None:
        """Ask for a mail of this kind to whoever has this address. Call inside a transaction."""
        cls.insert(address=address.strip().lower()[:255], kind=kind, asked_at=now).execute()

    @classmethod
    def waiting(cls) -> list[OfficerMail]:
        return list(cls.select().order_by(cls.id))

    def done(self) -> None:
        """Take the row away: the address may be a stranger's, who was never asked."""
        self.sweep_away(OfficerMail.id == self.id)
