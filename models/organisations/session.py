"""Who is at the door: a signed-in browser is a row, so that it can be ended."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from peewee import CharField, Expression, ForeignKeyField

from models import by_hand
from models.base import BaseModel, InstantField, JsonField
from models.organisations.officer import Officer

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
SECOND_STEP_WITHIN = timedelta(minutes=10)


M = TypeVar("M", bound=BaseModel)


class Session(BaseModel):
    """The cookie holds 256 random bits; the row only their SHA-256. No case data in `kept`."""

    audited = False

    key_hash = CharField(unique=True, max_length=64)
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="sessions", null=True)
    officer_id: int | None
    # Gave the password and still owes the second step: not signed in, so not in `officer`.
    at_second_step = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+", null=True)
    at_second_step_id: int | None
    kept = JsonField(default=dict)  # form token and messages to show once
    started_at = InstantField()
    last_seen_at = InstantField()
    ended_at = InstantField(null=True)

    @staticmethod
    def hash_of(cookie: str) -> str:
        return hashlib.sha256(cookie.encode()).hexdigest()

    @classmethod
    def start(cls, officer: Officer | None, now: datetime) -> tuple[Session, str]:
        """Return a new session and the cookie that opens it; the cookie is kept nowhere."""
        cookie = secrets.token_urlsafe(32)
        row = cls.create(
            key_hash=cls.hash_of(cookie), officer=officer, started_at=now, last_seen_at=now
        )
        return row, cookie

    @classmethod
    def start_second_step(cls, officer: Officer, now: datetime) -> tuple[Session, str]:
        """Return a session that opens nothing but the second step, and its cookie."""
        row, cookie = cls.start(None, now)
        row.at_second_step = officer
        row.save()
        return row, cookie

    def owes_second_step(self, now: datetime) -> Officer | None:
        """Return who gave the password in the last ten minutes and is still allowed in."""
        officer = self.at_second_step
        late = now - self.started_at > SECOND_STEP_WITHIN
        return None if officer is None or late or not officer.active else officer

    @classmethod
    def of(cls, officer: Officer, now: datetime) -> list[Session]:
        """Return the sessions in which this officer is signed in now, the newest first."""
        live = cls._live(now) & (cls.officer == officer)
        return list(cls.select().where(live).order_by(cls.started_at.desc(), cls.id.desc()))

    @classmethod
    def end_all(cls, officer: Officer, now: datetime) -> None:
        theirs = (cls.officer == officer) | (cls.at_second_step == officer)
        cls.update(ended_at=now, kept={}).where(theirs, cls.ended_at.is_null()).execute()

    @classmethod
    def last_officer_of(cls, cookie: str, since: datetime) -> Officer | None:
        """Return whose session this cookie opened, now over, if it was begun after `since`."""
        row = cls.get_or_none(cls.key_hash == cls.hash_of(cookie), cls.started_at > since)
        return row.officer if row is not None and row.officer and row.officer.active else None

    @classmethod
    def opened_by(cls, cookie: str, now: datetime) -> Session | None:
        """Return the live session of `cookie`: not ended, idle under 30 min, under 10 h old."""
        asked = (cls.hash_of(cookie), _kept(now - IDLE), _kept(now - ABSOLUTE))
        found = by_hand.rows(_OPENED_BY, *asked)
        if not found:
            return None
        mine, whose = found[0][: len(_MINE)], found[0][len(_MINE) :]
        row = _made(cls, _MINE, mine)
        if row.officer_id is not None:
            row.officer = _made(Officer, _OFFICERS, whose)
            row._dirty.clear()
        return row

    @classmethod
    def _live(cls, now: datetime) -> Expression:
        return (
            cls.ended_at.is_null()
            & (cls.last_seen_at > now - IDLE)
            & (cls.started_at > now - ABSOLUTE)
        )

    def is_due_to_be_seen(self, now: datetime) -> bool:
        return bool(now - self.last_seen_at >= SEEN_EVERY)

    def seen(self, now: datetime) -> None:
        """Note that the session is in use. Ask `is_due_to_be_seen` first: once a minute will do."""
        self.last_seen_at = now
        self.save()

    def end(self, now: datetime) -> None:
        self.ended_at = now
        self.kept = {}
        self.save()


# Who it is comes with the session: every page asks for both.
_MINE = list(Session._meta.sorted_fields)
_OFFICERS = list(Officer._meta.sorted_fields)
_COLUMNS = [
    f"{letter}.{f.column_name}" for letter, fs in (("s", _MINE), ("o", _OFFICERS)) for f in fs
]
_OPENED_BY = f"""SELECT {", ".join(_COLUMNS)}
FROM session s LEFT JOIN officer o ON o.id = s.officer_id
WHERE s.key_hash = ? AND s.ended_at IS NULL AND s.last_seen_at > ? AND s.started_at > ?
"""


def _kept(moment: datetime) -> Any:
    return Session.started_at.db_value(moment)


def _made(table: type[M], fields: Sequence[Any], values: Sequence[Any]) -> M:
    row = table(__no_default__=True)
    row.__data__.update(
        (field.name, field.python_value(value)) for field, value in zip(fields, values, strict=True)
    )
    row._dirty.clear()
    return row
