"""A file that came with a referral: kept shut while a virus scanner has not looked at it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from peewee import ForeignKeyField, ModelSelect

from models.casework.kept_file import LATE, KeptFile
from models.casework.referral import Referral
from models.organisations.authority import AuthorityRecord

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package


class ReferralFile(KeptFile, AuthorityRecord):
    """Its kind is told by its bytes; the name is as the sender gave it, for eyes only."""

    referral = ForeignKeyField(Referral, on_delete="RESTRICT", backref="files")
    referral_id: int

    @property
    def reference(self) -> str:
        return f"RF-{self.id}"

    @classmethod
    def waiting_too_long(cls, scope: Scope, now: datetime) -> ModelSelect[ReferralFile]:
        """Return those the scanner should have looked at by now, the longest waiting first."""
        waits = (cls.scan == "waiting") & (Referral.received_at <= now - LATE)
        return scope.of(cls).join(Referral).where(waits).order_by(cls.id)

    def __str__(self) -> str:
        return self.reference
