"""Proof that nobody has touched the events: every chain gone through, link by link."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from typing import NamedTuple

from peewee import JOIN

from models.ledger.event import START, AuditHead, Event, EventDetail


class Chain(NamedTuple):
    """What going through one chain showed; `fault` names the first bad row, or is empty."""

    name: str
    events: int  # how many are sound, from the first on
    fault: str


def verify(key: bytes) -> Iterator[Chain]:
    for head in AuditHead.select().order_by(AuditHead.chain):
        yield _verified(head, key)


def _verified(head: AuditHead, key: bytes) -> Chain:
    previous, sound = START, 0
    events = (
        Event.select(Event, EventDetail)
        .join(EventDetail, JOIN.LEFT_OUTER, attr="detail")
        .where(Event.head == head)
        .order_by(Event.sequence)
    )
    for event in events.iterator():
        if fault := _fault(event, sound + 1, previous, key):
            return Chain(head.chain, sound, f"event {event.sequence} (row {event.id}): {fault}")
        previous, sound = event.link, sound + 1
    if (head.sequence, head.link) != (sound, previous):
        missing = f"its head says {head.sequence} events and {sound} are there"
        return Chain(head.chain, sound, f"the end: {missing}. The last are missing or changed.")
    return Chain(head.chain, sound, "")


def _fault(event: Event, expected: int, previous: str, key: bytes) -> str:
    """Say what is wrong with this event, or "". Erased values are not a fault."""
    if event.sequence != expected:
        return f"event {expected} is missing before it."
    if not hmac.compare_digest(event.sealed(key, previous), event.link):
        return "what it says does not match its seal."
    detail = getattr(event, "detail", None)
    if detail and EventDetail.digest_of(detail.salt, detail.values) != event.digest:
        return f"the values kept with it (row {detail.id} of event_detail) were changed."
    return ""
