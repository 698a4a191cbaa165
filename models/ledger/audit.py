"""Proof that nobody has touched the events: every chain gone through, link by link."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from peewee import JOIN

from models.ledger.event import AT_ONCE, START, AuditHead, Event, EventChild, EventDetail


class Chain(NamedTuple):
    """What going through one chain showed; `fault` names the first bad row, or is empty."""

    name: str
    events: int  # how many are sound, from the first on
    fault: str


def verify(key: bytes) -> Iterator[Chain]:
    for head in AuditHead.select().order_by(AuditHead.chain):
        yield verified(head, key)


def verified(head: AuditHead, key: bytes) -> Chain:
    previous, sound, stood = START, 0, START
    events = (
        Event.select(Event, EventDetail)
        .join(EventDetail, JOIN.LEFT_OUTER, attr="detail")
        .where(Event.head == head)
        .order_by(Event.sequence)
    )
    for batch in _batches(events.iterator()):
        noted = EventChild.by_event([event.id for event in batch])
        for event in batch:
            fault = _fault(event, sound + 1, previous, key) or _noted_otherwise(event, noted)
            if fault:
                return Chain(head.chain, sound, f"event {event.sequence} (row {event.id}): {fault}")
            previous, sound = event.link, sound + 1
            stood = previous if sound == head.sequence else stood
    # Events may have been added since the head was read, but none beyond where it stands now.
    beyond = sound > AuditHead.get_by_id(head.id).sequence
    if sound < head.sequence or stood != head.link or beyond:
        missing = f"its head says {head.sequence} events and {sound} are there"
        return Chain(head.chain, sound, f"the end: {missing}. The last are missing or changed.")
    return Chain(head.chain, sound, "")


def _batches(events: Iterator[Event]) -> Iterator[list[Event]]:
    while batch := list(islice(events, AT_ONCE)):
        yield batch


def _noted_otherwise(event: Event, noted: Mapping[int, set[int]]) -> str:
    """A child's events are found by a table beside the chain: it must say what was sealed."""
    if set(event.about.get("children", ())) != noted.get(event.id, set()):
        return "the children noted for it in event_child are not those it names."
    return ""


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
