"""What an authority's officers looked at in a week, in numbers."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from peewee import fn

from models.ledger.event import AuditHead, Event
from models.ledger.history import begins
from models.organisations.officer import Officer

OPENED = "records opened"
COUNTED = {
    "read": OPENED,
    "history_seen": OPENED,
    "listed": "lists and searches",
    "export": "downloads",
    "history_exported": "downloads",
}
GLASS = "restricted records opened"


class Looked(NamedTuple):
    """One officer's week."""

    name: str
    counts: dict[str, int]


class Week(NamedTuple):
    """Monday to Sunday."""

    first: date

    @property
    def last(self) -> date:
        return self.first + timedelta(days=6)

    @property
    def name(self) -> str:
        year, number, _ = self.first.isocalendar()
        return f"{year}-W{number:02d}"


def week_before(today: date) -> Week:
    """Return the last whole week before the day."""
    return Week(today - timedelta(days=today.weekday() + 7))


def looked_at(authority_id: int, week: Week) -> list[Looked]:
    """Return who looked at how much of this authority's records, by name."""
    counts: dict[str, Counter[str]] = {}
    heads = AuditHead.select(AuditHead.id).where(AuditHead.authority == authority_id)
    glass = (Event.verb == "create") & (Event.table_name == "broken_glass")
    query = (
        Event.select(Event.actor, Event.verb, fn.COUNT(Event.id))
        .where(
            Event.head.in_(heads),
            Event.happened_at >= begins(week.first),
            Event.happened_at < begins(week.last + timedelta(days=1)),
            Event.actor.startswith("officer:"),
            Event.verb.in_(list(COUNTED)) | glass,
        )
        .group_by(Event.actor, Event.verb)
    )
    rows: list[tuple[str, str, int]] = list(query.tuples().iterator())
    for actor, verb, number in rows:
        counts.setdefault(actor, Counter())[COUNTED.get(verb, GLASS)] += number
    names = {f"officer:{one.id}": one.name for one in Officer.select()}
    told = [Looked(names.get(actor, actor), dict(many)) for actor, many in counts.items()]
    return sorted(told)


def exported(authority_id: int, week: Week) -> int:
    """Return how many rows left as files."""
    heads = AuditHead.select(AuditHead.id).where(AuditHead.authority == authority_id)
    files = Event.select().where(
        Event.head.in_(heads),
        Event.happened_at >= begins(week.first),
        Event.happened_at < begins(week.last + timedelta(days=1)),
        Event.verb.in_(("export", "history_exported")),
    )
    return sum(int(event.about.get("count", 0)) for event in files)
