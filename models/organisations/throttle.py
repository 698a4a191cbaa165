"""How fast a password may be guessed at: each wrong guess makes the next wait longer.

Nobody is ever locked out: an attacker who could lock an account would have a weapon.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from peewee import CharField, IntegerField

from models.base import BaseModel, InstantField, on_postgresql

# No wait before the fifth guess, then twice as long each time. Left alone that is nine guesses in
# five minutes; one forgiven in between makes ten.
FREE = 4
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(seconds=300)
FORGIVEN_EVERY = timedelta(seconds=300)  # one guess each time
KEPT_FOR = timedelta(days=1)
NO_WAIT = timedelta(0)


class Guess(NamedTuple):
    """What `take` did: how long to wait first, or when each subject was guessed at before."""

    wait: timedelta
    before: dict[str, datetime]


class Throttle(BaseModel):
    """The guesses at one account, or from one address or device. Whose is kept as a hash only."""

    audited = False

    subject = CharField(unique=True, max_length=64)
    guesses = IntegerField(default=0)
    forgiven_at = InstantField()  # up to when guesses have been forgiven
    last_at = InstantField(index=True)

    @classmethod
    def take(cls, subjects: Collection[str], now: datetime) -> Guess:
        """Count one guess against every subject, or none if one of them has to wait.

        Call inside a transaction and commit before weighing the guess: a
        hundred at once are then a hundred.
        """
        rows = [cls._locked(key, now) for key in sorted({hash_of(s) for s in subjects})]
        wait = max([row.last_at + wait_after(row._left(now)) - now for row in rows])
        if wait > NO_WAIT:
            return Guess(wait, {})
        for row in rows:
            left = row._left(now)
            forgiven = now if left == 0 else row.forgiven_at + (row.guesses - left) * FORGIVEN_EVERY
            cls.update(guesses=left + 1, forgiven_at=forgiven, last_at=now).where(
                cls.id == row.id
            ).execute()
        return Guess(NO_WAIT, {row.subject: row.last_at for row in rows})

    @classmethod
    def give_back(cls, guess: Guess, now: datetime) -> None:
        """The guess was right, so it was none: as if it had not been counted."""
        for subject, before in guess.before.items():
            mine = (cls.subject == subject) & (cls.guesses > 0)
            cls.update(guesses=cls.guesses - 1).where(mine).execute()
            # Not if somebody guessed since: that one is to be waited for.
            cls.update(last_at=before).where(cls.subject == subject, cls.last_at == now).execute()

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Take away what no longer makes anybody wait; return how many rows."""
        return cls.sweep_away(cls.last_at < now - KEPT_FOR)

    @classmethod
    def _locked(cls, subject: str, now: datetime) -> Throttle:
        """Return the row, made if need be, and on PostgreSQL locked until commit."""
        new = {"subject": subject, "guesses": 0, "forgiven_at": now, "last_at": now}
        cls.insert(new).on_conflict_ignore().execute()
        query = cls.select().where(cls.subject == subject)
        row: Throttle = (query.for_update() if on_postgresql() else query).get()
        return row

    def _left(self, now: datetime) -> int:
        """Return how many guesses are not forgiven yet."""
        forgiven: int = max(timedelta(0), now - self.forgiven_at) // FORGIVEN_EVERY
        return max(0, self.guesses - forgiven)


def wait_after(guesses: int) -> timedelta:
    if guesses <= FREE:
        return timedelta(0)
    doubled: int = 2 ** min(guesses - FREE - 1, 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def hash_of(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()


def account(email: str) -> str:
    """The subject for guesses at an account, there or not."""
    return f"account:{email.strip().lower()}"


def address(client: str | None) -> str:
    """The subject for guesses from an address. One home has a whole /64 of IPv6 to guess from.

    A server that listens for both kinds may tell an IPv4 address in the form of IPv6.
    """
    try:
        one = ipaddress.ip_address(client or "")
    except ValueError:
        return "address:unknown"
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped is not None:
        one = one.ipv4_mapped
    return f"address:{ipaddress.ip_network((one, 64 if one.version == 6 else 32), strict=False)}"
