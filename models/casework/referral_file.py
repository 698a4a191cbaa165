"""A file that came with a referral: kept shut while a virus scanner has not looked at it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from peewee import CharField, ForeignKeyField, IntegerField, ModelSelect

from models.base import InstantField
from models.casework.attachment import LONGEST_NAME
from models.casework.file_kind import KINDS
from models.casework.kept_file import KeptFile
from models.casework.referral import Referral
from models.ledger.stored_file import StoredFile
from models.organisations.authority import AuthorityRecord

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

SCANS = (
    ("", "No virus scanner is set up"),
    ("waiting", "Waiting for the virus scanner"),
    ("clean", "No virus was found"),
    ("infected", "A virus was found"),
)
UNSEEN = ("", "waiting")
LATE = timedelta(minutes=10)  # a scanner that is up has looked long before


class ReferralFile(KeptFile, AuthorityRecord):
    """Its kind is told by its bytes; the name is as the sender gave it, for eyes only."""

    referral = ForeignKeyField(Referral, on_delete="RESTRICT", backref="files")
    referral_id: int
    file = ForeignKeyField(StoredFile, on_delete="RESTRICT", backref="+")
    file_id: int
    media_type = CharField(choices=[(kind.media_type, kind.words) for kind in KINDS])
    size = IntegerField()
    name = CharField(max_length=LONGEST_NAME)
    scan = CharField(default="", choices=SCANS, index=True)
    scanned_at = InstantField(null=True)

    @property
    def reference(self) -> str:
        return f"RF-{self.id}"

    @property
    def is_shut(self) -> bool:
        """Say whether it may not be opened: not looked at yet, or with a virus in it."""
        return self.scan in ("waiting", "infected")

    def is_held(self, scanner: bool) -> bool:
        """Say the same; `scanner` is whether there is one to look at what came before it."""
        return self.is_shut or (scanner and self.scan in UNSEEN)

    @classmethod
    def waiting_too_long(cls, scope: Scope, now: datetime) -> ModelSelect[ReferralFile]:
        """Return those the scanner should have looked at by now, the longest waiting first."""
        waits = (cls.scan == "waiting") & (Referral.received_at <= now - LATE)
        return scope.of(cls).join(Referral).where(waits).order_by(cls.id)

    def __str__(self) -> str:
        return self.reference
