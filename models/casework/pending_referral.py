"""A referral that waits for its sender to open a link: asked for while there is a flood of them."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from peewee import CharField, ForeignKeyField, TextField

from models.base import BaseModel, InstantField, RuleBroken
from models.organisations.authority import Authority
from models.sealing import Seal

GOOD_FOR = timedelta(days=2)
PURPOSE = "pending referral"


class LinkRefused(RuleBroken):
    """Late or altered: the words never say which."""

    def __init__(self) -> None:
        super().__init__("This link cannot be used. It may be too old, or not be whole.")


class PendingReferral(BaseModel):
    """What was written stays in its draft, sealed; here is only that it is to be confirmed.

    The token is the row's number and `nonce`, signed: whoever has read the
    database lacks the key.
    """

    audited = False

    form_hash = CharField(max_length=64, unique=True)  # of the draft, which is erased by itself
    council = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    council_id: int
    sealed = TextField()  # the sender's address
    nonce = CharField(max_length=43)
    asked_at = InstantField(index=True)
    told_at = InstantField(null=True)  # the link was written

    @classmethod
    def ask(cls, form_hash: str, council: Authority, to: str, seal: Seal, now: datetime) -> bool:
        """Let a job mail the link; False if that was asked for before, to the same address."""
        before: PendingReferral | None = cls.get_or_none(cls.form_hash == form_hash)
        if before is not None and before.recipient(seal) == to:
            return False
        new = {"nonce": secrets.token_urlsafe(32), "asked_at": now, "told_at": None}
        new |= {"council": council.id, "sealed": seal.close(PURPOSE, to)}
        if before is None:
            cls.insert({"form_hash": form_hash, **new}).on_conflict_ignore().execute()
        else:
            cls.update(new).where(cls.id == before.id).execute()
        return True

    def recipient(self, seal: Seal) -> str:
        return seal.open(PURPOSE, self.sealed)

    @classmethod
    def untold(cls, most: int) -> list[PendingReferral]:
        """Return those whose link is to be written: half the newest, and half the oldest.

        In a flood whoever came first may be anybody, and whoever comes last too.
        """
        waits = cls.select().where(cls.told_at.is_null())
        newest = list(waits.order_by(cls.id.desc()).limit(most - most // 2))
        oldest = list(waits.order_by(cls.id).limit(most // 2))
        return list({row.id: row for row in (*newest, *oldest)}.values())

    def told(self, now: datetime) -> None:
        PendingReferral.update(told_at=now).where(PendingReferral.id == self.id).execute()

    def token(self, seal: Seal) -> str:
        return _signer(seal).dumps([self.id, self.nonce])

    @classmethod
    def token_to(cls, recipient: str, number: int, seal: Seal) -> str:
        """Return the token of this row for a mail to its own sender; "" for any other."""
        row: PendingReferral | None = cls.get_or_none(cls.id == number)
        return row.token(seal) if row is not None and row.recipient(seal) == recipient else ""

    @classmethod
    def opened_by(cls, token: str, seal: Seal, now: datetime) -> PendingReferral:
        """Return what the link is about, as often as it is opened. Raise LinkRefused."""
        try:
            number, nonce = _signer(seal).loads(token)
        except (BadSignature, TypeError, ValueError) as wrong:
            raise LinkRefused from wrong
        found: PendingReferral | None = cls.get_or_none(
            cls.id == number, cls.nonce == nonce, cls.asked_at > now - GOOD_FOR
        )
        if found is None:
            raise LinkRefused
        return found

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Take away what can be confirmed no more; return how many rows."""
        return cls.sweep_away(cls.asked_at <= now - GOOD_FOR)


def _signer(seal: Seal) -> URLSafeSerializer:
    return URLSafeSerializer(
        seal.key_for(PURPOSE), salt=PURPOSE, signer_kwargs={"digest_method": hashlib.sha256}
    )
