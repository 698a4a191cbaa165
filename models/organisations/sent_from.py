"""Which addresses referrals came from within the hour. Whose address is kept as a hash only."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import CharField

from models.base import BaseModel, InstantField
from models.organisations.hourly import HOUR


class TooMany(Exception):
    """This address has sent as many as it may in an hour."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many referrals from one address.")
        self.wait = wait


class SentFrom(BaseModel):
    """A row a referral, written with it: exact, and the same for every process."""

    audited = False

    address_hash = CharField(max_length=64)
    sent_at = InstantField(index=True)

    class Meta:
        indexes = ((("address_hash", "sent_at"), False),)

    @classmethod
    def take(cls, address: bytes, most: int, now: datetime) -> None:
        """Count one more from this address, in the transaction that keeps it. Raise TooMany."""
        mine = cls.select().where(cls.address_hash == address.hex(), cls.sent_at > now - HOUR)
        if (sent := mine.count()) >= most:
            # Free again when only as many as may be, less one, are younger than an hour.
            frees: SentFrom = mine.order_by(cls.sent_at).offset(sent - most).first()
            raise TooMany(frees.sent_at + HOUR - now)
        cls.insert(address_hash=address.hex(), sent_at=now).execute()

    @classmethod
    def in_all(cls, now: datetime) -> int:
        """Return how many have come from everybody within the hour."""
        return int(cls.select().where(cls.sent_at > now - HOUR).count())

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Take away what counts no more; return how many rows."""
        return cls.sweep_away(cls.sent_at <= now - HOUR)
