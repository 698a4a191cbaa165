"""One event to be, and how events are added to the ends of their chains: one statement for all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peewee import OperationalError

from models import by_hand
from models.base import BaseModel
from models.ledger.event import AuditHead, Event, EventChild, EventDetail

EVENTS_AT_ONCE = 500  # rows of eleven values inserted by one statement


_FIELDS: list[Any] = [field for field in Event._meta.sorted_fields if field.name != "id"]
_INSERT = (
    f"INSERT INTO event ({', '.join(field.column_name for field in _FIELDS)}) "
    "VALUES {rows} RETURNING id, head_id, sequence"
)


@dataclass
class Entry:
    """What is to be told of one thing that is done in a transaction."""

    verb: str
    model: type[BaseModel]
    row_id: int | None = None
    authority_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    def ids(self) -> list[int]:
        """Return the rows it is about: the one it names, or those of a list."""
        return [*([] if self.row_id is None else [self.row_id]), *self.about.get("ids", ())]


@dataclass
class _Link:
    """An event sealed to the one before it, and what goes beside it in other tables."""

    event: Event
    entry: Entry
    salt: str


def append(entries: Sequence[Entry], happened_at: datetime, actor: str, key: bytes) -> None:
    """Write the events as the last ones of their chains. Call as the last thing before commit."""
    by_chain: dict[int | None, list[Entry]] = {}
    for entry in entries:
        by_chain.setdefault(entry.authority_id, []).append(entry)
    if not by_chain:
        return
    heads = AuditHead.locked(by_chain)
    links = []
    for head in heads:
        added = list(_sealed(head, by_chain.pop(head.authority_id), happened_at, actor, key))
        head.move_to(added[-1].event)
        links += added
    if by_chain:
        raise OperationalError("a chain of events is not there")
    for first in range(0, len(links), EVENTS_AT_ONCE):
        _insert(links[first : first + EVENTS_AT_ONCE])


def _sealed(
    head: AuditHead, entries: Sequence[Entry], happened_at: datetime, actor: str, key: bytes
) -> Iterator[_Link]:
    previous = head.link
    for sequence, entry in enumerate(entries, head.sequence + 1):
        salt = secrets.token_hex(16)
        event = Event(
            head=head.id,
            sequence=sequence,
            happened_at=happened_at,
            actor=actor,
            verb=entry.verb,
            table_name=entry.model._meta.table_name,
            row_id=entry.row_id,
            fields=sorted(entry.values),
            about=entry.about,
            digest=EventDetail.digest_of(salt, entry.values) if entry.values else "",
        )
        event.link = previous = event.sealed(key, previous)
        yield _Link(event, entry, salt)


def _insert(links: Sequence[_Link]) -> None:
    """Write the events, and beside each its values and the children it concerns."""
    values = [
        field.db_value(link.event.__data__.get(field.name)) for link in links for field in _FIELDS
    ]
    row = f"({by_hand.marks(_FIELDS)})"
    written = by_hand.rows(_INSERT.format(rows=", ".join([row] * len(links))), *values)
    # Which row came back first is not promised by either database.
    ids = {(head, sequence): number for number, head, sequence in written}
    if len(ids) != len(links):
        raise OperationalError("not every event was written")  # seen when the table was gone
    details, concerned = [], []
    for link in links:
        number = ids[link.event.head_id, link.event.sequence]
        if link.entry.values:
            details.append({"event": number, "salt": link.salt, "values": link.entry.values})
        concerned += [(number, child) for child in link.entry.about.get("children", ())]
    if details:
        EventDetail.insert_many(details).execute()
    EventChild.note(concerned)
