"""A link by which a school sends its list of leavers: it opens that one page and reads nothing."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from peewee import CharField, ForeignKeyField

from models.base import InstantField, RuleBroken
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.school import School
from models.sealing import Seal

PURPOSE = "leavers link"


class LeaversLinkRefused(RuleBroken):
    """Late, ended or altered: the words never say which."""

    def __init__(self) -> None:
        super().__init__(
            "This link cannot be used. It may be too old, or the council has ended it. Ask the "
            "council for another."
        )


class LeaversLink(AuthorityRecord):
    """Used as often as the school likes until it is too old or ended.

    The token is the row's number and `nonce`, signed, and kept nowhere.
    """

    school = ForeignKeyField(School, on_delete="RESTRICT", backref="+")
    school_id: int
    nonce = CharField(max_length=43)
    made_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    made_by_id: int | None
    made_at = InstantField()
    expires_at = InstantField()
    ended_at = InstantField(null=True)

    @property
    def reference(self) -> str:
        return f"LL-{self.id}"

    def begin(self, by: Officer | None, days: int, now: datetime) -> None:
        """Make it good for so many days. Raise RuleBroken where there is no address to mail to."""
        if not self.school.email:
            raise RuleBroken("The school has no email address here. Add it, then send the link.")
        self.nonce = secrets.token_urlsafe(32)
        self.made_by, self.made_at = by, now
        self.expires_at = now + timedelta(days=days)

    def is_open(self, now: datetime) -> bool:
        return self.ended_at is None and self.expires_at > now

    def end(self, now: datetime) -> None:
        if self.ended_at is not None:
            raise RuleBroken("This link was ended already.")
        self.ended_at = now
        self.save()

    def token(self, seal: Seal) -> str:
        return _signer(seal).dumps([self.id, self.nonce])

    @classmethod
    def token_to(cls, recipient: str, number: int, seal: Seal) -> str:
        """Return the token of this link for a mail to its own school; "" for any other."""
        link: LeaversLink | None = cls.get_or_none(cls.id == number)
        return link.token(seal) if link is not None and link.school.email == recipient else ""

    @classmethod
    def opened_by(cls, token: str, seal: Seal, now: datetime) -> LeaversLink:
        """Return the link of this token. Raise LeaversLinkRefused."""
        number, nonce = _told_by(token, seal)
        link: LeaversLink | None = cls.get_or_none(cls.id == number, cls.nonce == nonce)
        if link is None or not link.is_open(now):
            raise LeaversLinkRefused
        return link

    def __str__(self) -> str:
        return self.reference


def is_signed(token: str, seal: Seal) -> bool:
    """Say whether we made this token; it may be too old or ended, which the database knows."""
    try:
        _told_by(token, seal)
    except LeaversLinkRefused:
        return False
    return True


def _told_by(token: str, seal: Seal) -> tuple[int, str]:
    try:
        number, nonce = _signer(seal).loads(token)
    except (BadSignature, TypeError, ValueError) as wrong:
        raise LeaversLinkRefused from wrong
    return number, nonce


def _signer(seal: Seal) -> URLSafeSerializer:
    return URLSafeSerializer(
        seal.key_for(PURPOSE), salt=PURPOSE, signer_kwargs={"digest_method": hashlib.sha256}
    )
