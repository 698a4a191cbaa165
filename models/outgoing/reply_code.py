"""Six digits mailed to the address a question went to, to show that whoever asks reads its mail."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from models.base import BaseModel, InstantField, RuleBroken, on_postgresql
from models.dates.london import LONDON
from models.outgoing.reply_link import ReplyLink, hash_of
from models.sealing import Broken, Seal

GOOD_FOR = timedelta(minutes=10)
TRIES = 5
OPEN_FOR = timedelta(minutes=30)  # to the browser in which the code was right
AN_HOUR, CODES_AN_HOUR = timedelta(hours=1), 3
SEALED_AS = "reply code"


class ReplyCode(BaseModel):
    """Good once, for ten minutes and five tries; only the newest of a link is good at all.

    So of a million codes fifteen can be tried in an hour.
    """

    audited = False  # what is asked and tried is told of the link

    link = ForeignKeyField(ReplyLink, on_delete="RESTRICT", backref="+")
    link_id: int
    secret = TextField()  # the digits, sealed with a key that is not in the database
    made_at = InstantField()
    tries = IntegerField(default=0)
    used_at = InstantField(null=True)
    opener_hash = CharField(default="", max_length=64, index=True)  # of what that browser holds

    class Meta:
        indexes = ((("link", "made_at"), False),)

    @classmethod
    def make(cls, link: ReplyLink, seal: Seal, now: datetime) -> ReplyCode:
        """Return a new code. Raise RuleBroken, with when to ask again, after three in an hour."""
        if on_postgresql():
            # Two asked for at once are then counted one after the other.
            ReplyLink.select().where(ReplyLink.id == link.id).for_update().get()
        lately = cls.select().where(cls.link == link, cls.made_at > now - AN_HOUR)
        made = [one.made_at for one in lately.order_by(cls.made_at)]
        if len(made) >= CODES_AN_HOUR:
            raise TooManyCodes(made[-CODES_AN_HOUR] + AN_HOUR)
        digits = f"{secrets.randbelow(1_000_000):06}"
        return cls.create(link=link, secret=seal.close(SEALED_AS, digits), made_at=now)

    @classmethod
    def takes(cls, link: ReplyLink, typed: str, opener: str, seal: Seal, now: datetime) -> bool:
        """Say whether these are the digits, and use them up. Every try counts, the right one too.

        From then on the link is open to the browser that holds `opener`.
        The counting is one statement, so that a hundred tries at once are a hundred.
        """
        newest = cls.select().where(cls.link == link).order_by(cls.id.desc()).first()
        if newest is None:
            return False
        good = (cls.id == newest.id) & cls.used_at.is_null() & (cls.made_at > now - GOOD_FOR)
        counted = cls.update(tries=cls.tries + 1).where(good, cls.tries < TRIES).execute()
        digits = newest.digits(seal)
        if not (counted and digits and hmac.compare_digest(digits, plain(typed))):
            return False
        used = cls.update(used_at=now, opener_hash=hash_of(opener))
        return bool(used.where(cls.id == newest.id, cls.used_at.is_null()).execute())

    @classmethod
    def is_open(cls, link: ReplyLink, opener: str, now: datetime) -> bool:
        """Say whether this browser gave the code of this link lately."""
        mine = (cls.link == link) & (cls.opener_hash == hash_of(opener))
        return bool(cls.select().where(mine, cls.used_at > now - OPEN_FOR).exists())

    @classmethod
    def gave(cls, opener: str) -> bool:
        """Say whether we gave this to a browser: one it brought from elsewhere proves nothing."""
        return bool(opener) and bool(
            cls.select().where(cls.opener_hash == hash_of(opener)).exists()
        )

    def digits(self, seal: Seal) -> str:
        """Return the digits; "" if they were sealed with a key that was changed since."""
        try:
            return seal.open(SEALED_AS, self.secret)
        except Broken:
            return ""

    def is_good(self, now: datetime) -> bool:
        return self.used_at is None and now < self.made_at + GOOD_FOR and self.tries < TRIES


class TooManyCodes(RuleBroken):
    """Three were sent within the hour."""

    def __init__(self, until: datetime) -> None:
        here = until.astimezone(LONDON)
        super().__init__(
            f"Three codes were sent within an hour. Ask for another after {here:%H:%M}, or ring us."
        )


def plain(typed: str) -> str:
    """Return the digits of what was typed: people copy a code with spaces."""
    return re.sub(r"[^0-9]", "", typed)
