"""A link that opens the door once, for one purpose: to set a first password, or another."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from peewee import CharField, ForeignKeyField

from models.base import BaseModel, InstantField, RuleBroken
from models.organisations.officer import Officer
from models.sealing import Seal

INVITE, RESET = "invite", "reset"
PURPOSES = ((INVITE, "Invitation"), (RESET, "New password"))
GOOD_FOR = {INVITE: timedelta(hours=48), RESET: timedelta(hours=1)}


class LinkRefused(RuleBroken):
    """Used, late, altered, or for something else: the words never say which."""

    def __init__(self) -> None:
        super().__init__("This link cannot be used. It may be used already, or too old.")


class DoorLink(BaseModel):
    """The token is the row's number and `nonce`, signed for one purpose.

    It is made anew whenever it is needed and kept nowhere. Whoever has read
    the database lacks the key, and whoever has the key lacks the nonce. Until
    when it is good stands in the row alone, so no second clock can disagree.
    """

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    purpose = CharField(choices=PURPOSES)
    nonce = CharField(max_length=43)
    made_at = InstantField()
    expires_at = InstantField()
    used_at = InstantField(null=True)  # or ended, by a newer one or with the account

    @classmethod
    def make(cls, officer: Officer, purpose: str, now: datetime) -> DoorLink:
        """Return a new link; those the officer had before it open no more."""
        cls.end_all(officer, now)
        return cls.create(
            officer=officer,
            purpose=purpose,
            nonce=secrets.token_urlsafe(32),
            made_at=now,
            expires_at=now + GOOD_FOR[purpose],
        )

    @classmethod
    def end_all(cls, officer: Officer, now: datetime) -> None:
        for link in cls.select().where(cls.officer == officer, cls.used_at.is_null()):
            link.used_at = now
            link.save()

    def token(self, seal: Seal) -> str:
        return _signer(self.purpose, seal).dumps([self.id, self.nonce])

    @classmethod
    def opened_by(cls, token: str, purpose: str, seal: Seal, now: datetime) -> DoorLink:
        """Return the link. Raise LinkRefused if it is used, late, altered or for another purpose.

        Opening uses nothing up: what mail filters do with a link must not spend it.
        """
        try:
            number, nonce = _signer(purpose, seal).loads(token)
        except (BadSignature, TypeError, ValueError) as wrong:
            raise LinkRefused from wrong
        link: DoorLink | None = cls.get_or_none(
            cls.id == number,
            cls.nonce == nonce,
            cls.purpose == purpose,
            cls.used_at.is_null(),
            cls.expires_at > now,
        )
        if link is None or not link.officer.active:
            raise LinkRefused
        return link

    def use(self, now: datetime) -> None:
        """Spend the link. Raise LinkRefused if somebody else was quicker."""
        cls = type(self)
        spent = cls.update(used_at=now).where(cls.id == self.id, cls.used_at.is_null()).execute()
        if not spent:
            raise LinkRefused
        self.used_at = now


def _signer(purpose: str, seal: Seal) -> URLSafeSerializer:
    return URLSafeSerializer(
        seal.key_for("door link"),
        salt=f"door link: {purpose}",
        signer_kwargs={"digest_method": hashlib.sha256},
    )
