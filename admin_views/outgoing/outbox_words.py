"""What stands above the list of messages: the alarm, a count of each state, the uncertain ones."""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import fn

from admin_views.asking import scope
from admin_views.records.reading import note_listed
from admin_views.records.words import moment
from models.outgoing.mail_stop import MailStop
from models.outgoing.message import STATES, WAITING, Message

SHOWN = 20


class Count(NamedTuple):
    state: str
    words: str
    number: int


def counts() -> list[Count]:
    """Return every state with how many messages are in it, those in none too."""
    query = scope().of(Message).select(Message.state, fn.COUNT(Message.id)).order_by()
    rows: Any = query.group_by(Message.state).tuples()
    found: dict[str, int] = dict(rows)
    return [Count(state, words, found.get(state, 0)) for state, words in STATES]


def uncertain() -> list[Message]:
    """Return the first that somebody has to settle, the longest due first."""
    query = scope().of(Message).where(Message.state == "uncertain")
    rows = list(query.order_by(Message.due_on, Message.id).limit(SHOWN))
    if rows:
        note_listed(Message, rows, len(rows), "uncertain")
    return rows


def alarm() -> dict[str, Any] | None:
    """Say since when and why no mail goes out; None while it does, or to who has no part in it."""
    if not (scope().may("see", Message) or scope().may("see", "JobRun")):
        return None
    stop = MailStop.now()
    if stop is None:
        return None
    waiting = scope().of(Message).where(Message.state.in_(WAITING)).count()
    return {"since": moment(stop.begun_at), "why": stop.why, "waiting": waiting}
