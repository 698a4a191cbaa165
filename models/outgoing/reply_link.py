"""A link by which somebody outside answers one question, once the mail proves to be theirs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta

from peewee import JOIN, CharField, DateField, ForeignKeyField, TextField

from models.base import InstantField, RuleBroken
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.restriction import Restriction
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.sealing import Broken, Seal

ANSWER, ACKNOWLEDGE = "answer", "acknowledge"
PURPOSES = (
    (ANSWER, "Answer an enquiry"),
    (ACKNOWLEDGE, "Acknowledge a hand-over"),
)

# Who answers by a link. A family has words of its own to be asked in.
BY_LINK = ("school", "authority", "agency")

SEALED_AS = "reply link"


class ReplyLink(AuthorityRecord):
    """The token is 256 random bits, made when the first mail with it leaves.

    It is found by its SHA-256. `secret` is the token sealed with a key that is not in the
    database, so that a later reminder can carry the same link.
    """

    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", backref="reply_links")
    enquiry_id: int
    purpose = CharField(choices=PURPOSES)
    email = CharField()  # to which the question went, and the code goes
    token_hash = CharField(max_length=64, null=True, unique=True)
    secret = TextField(default="")
    made_at = InstantField()
    expires_on = DateField()  # the last day on which it opens
    revoked_at = InstantField(null=True)
    revoked_by = ForeignKeyField(Officer, on_delete="RESTRICT", null=True, backref="+")
    revoked_by_id: int | None

    @property
    def reference(self) -> str:
        return f"LINK-{self.id}"

    @classmethod
    def carried(
        cls, enquiry: Enquiry, address: str, now: datetime, today: date
    ) -> ReplyLink | None:
        """Return the link that a mail to this address may carry; None if it may carry none.

        Made the first time, and good for longer with each mail after that. One that was
        revoked is not made again for the same address. Call inside a transaction.
        """
        if enquiry.asked.kind not in BY_LINK or Restriction.is_kept(enquiry.case):
            return None
        link = cls.of(enquiry, address)
        days = Setting.of(enquiry.authority_id, "reply_link_days", today)
        last = today + timedelta(days=days)
        if link is None:
            cls._end_those_to_other_addresses(enquiry, now)
            return cls.create(
                authority=enquiry.authority_id,
                enquiry=enquiry,
                purpose=ANSWER if Handover.of_enquiry(enquiry) is None else ACKNOWLEDGE,
                email=address,
                made_at=now,
                expires_on=last,
            )
        if link.revoked_at is not None:
            return None
        if link.expires_on < last:
            link.expires_on = last
            link.save()
        return link

    @classmethod
    def of(cls, enquiry: Enquiry, address: str) -> ReplyLink | None:
        """Return the newest link to this address, in whatever state."""
        theirs = cls.select().where(cls.enquiry == enquiry, cls.email == address)
        found: ReplyLink | None = theirs.order_by(cls.id.desc()).first()
        return found

    @classmethod
    def _end_those_to_other_addresses(cls, enquiry: Enquiry, now: datetime) -> None:
        for old in cls.select().where(cls.enquiry == enquiry, cls.revoked_at.is_null()):
            old.revoke(None, now)

    def revoke(self, by: Officer | None, now: datetime) -> None:
        if self.revoked_at is not None:
            raise RuleBroken("This link was revoked before.")
        self.revoked_by, self.revoked_at = by, now
        self.save()

    def token(self, seal: Seal) -> str:
        """Return the token, made the first time. Call inside a transaction."""
        if self.secret:
            try:
                return seal.open(SEALED_AS, self.secret)
            except Broken:
                pass  # sealed with a key that was changed: nobody can make that link again
        token = secrets.token_urlsafe(32)
        self.secret, self.token_hash = seal.close(SEALED_AS, token), hash_of(token)
        self.save()
        return token

    @classmethod
    def opened_by(cls, token: str, today: date) -> ReplyLink | None:
        """Return the link, or None if it is unknown, altered, late, revoked or closed to links.

        One question of the database whichever it is, so that nobody can tell one from another.
        """
        query = (
            cls.select(cls, Enquiry, Case)
            .join(Enquiry, JOIN.INNER, on=(cls.enquiry == Enquiry.id))
            .join(Case, JOIN.INNER, on=(Enquiry.case == Case.id))
            .where(
                cls.token_hash == hash_of(token),
                cls.revoked_at.is_null(),
                cls.expires_on >= today,
                Case.closed_on.is_null(),
                ~Restriction.stands_on(Case.child, Case.id),
            )
        )
        found: ReplyLink | None = query.first()
        return found

    def is_good(self, today: date) -> bool:
        """Say whether a mail may still carry it."""
        return (
            self.revoked_at is None
            and self.expires_on >= today
            and not Restriction.is_kept(self.enquiry.case)
        )

    def __str__(self) -> str:
        return f"{self.reference} to {self.email}"


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
