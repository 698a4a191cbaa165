"""The one way to change anything: the rows and the events that tell of them, or neither."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.base import BaseModel, Changes, OutOfScope, RuleBroken, database, open_transaction
from models.concerning import children_concerned
from models.ledger.event import AuditHead, Event, EventChild, EventDetail, new_event
from models.organisations.authority import Authority, AuthorityRecord
from models.scope import Scope

# Secrets that an event tells of by name only.
_UNTOLD = frozenset({"password_hash", "key_hash", "secret", "offered", "nonce"})

_seal: dict[str, bytes] = {}


def seal_with(audit_key: bytes) -> None:
    """Set the key that seals events. Called once, when the program starts."""
    _seal["key"] = audit_key


def seal_key() -> bytes:
    return _seal["key"]


@dataclass
class Entry:
    """One event to be: written when the transaction ends."""

    verb: str
    model: type[BaseModel]
    row_id: int | None = None
    authority_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)


@dataclass
class Transaction:
    """What `transaction()` yields; satisfies `models.base.Writing`."""

    scope: Scope
    now: datetime
    entries: list[Entry] = field(default_factory=list)

    def check(self, row: BaseModel) -> None:
        self.scope.check_write(row)
        if isinstance(row, AuthorityRecord):
            _check_one_authority(row)

    def created(self, row: BaseModel) -> None:
        values = {n: [None, v] for n, v in row.__data__.items() if v not in (None, "", [])}
        self._row_changed("create", row, values)

    def changed(self, row: BaseModel, changes: Changes) -> None:
        if isinstance(row, AuthorityRecord) and "authority" in changes:
            raise RuleBroken("A record stays with its authority. Hand the case over instead.")
        self._row_changed("change", row, {name: list(pair) for name, pair in changes.items()})

    def _row_changed(self, verb: str, row: BaseModel, values: dict[str, Any]) -> None:
        if not type(row).audited:
            return
        told = {name: "not told" if name in _UNTOLD else v for name, v in values.items()}
        told.pop("id", None)
        self.record(verb, row, values=told)

    def record(
        self,
        verb: str,
        row: BaseModel | type[BaseModel],
        *,
        authority_id: int | None = None,
        values: dict[str, Any] | None = None,
        about: dict[str, Any] | None = None,
    ) -> None:
        """Add an event about a row, or about a whole table when given its class."""
        model = type(row) if isinstance(row, BaseModel) else row
        row_id = row.id if isinstance(row, BaseModel) else None
        if authority_id is None and isinstance(row, BaseModel):
            authority_id = row.__data__.get("authority")
        self.entries.append(Entry(verb, model, row_id, authority_id, values or {}, about or {}))


def _check_one_authority(row: AuthorityRecord) -> None:
    """Refuse a row that hangs on another authority's record (design: never a shared row)."""
    for foreign in row._meta.refs:
        target = row.__data__.get(foreign.name)
        if target is None or not issubclass(foreign.rel_model, AuthorityRecord):
            continue
        if row.id is not None and foreign not in row.dirty_fields:
            continue
        hangs_on = foreign.rel_model.get_or_none(foreign.rel_model.id == target)
        if hangs_on is None or hangs_on.authority_id != row.authority_id:
            label = foreign.name.replace("_", " ")
            raise OutOfScope(f"There is no such {label}, or it is not open to you.")


@contextmanager
def transaction(scope: Scope, now: datetime) -> Iterator[Transaction]:
    """Save rows, and as the last thing before commit the events that tell of them.

    Any error, also one in writing the events, undoes the whole.
    """
    if open_transaction.get() is not None:
        raise RuntimeError("transaction() inside transaction(): the inner one would not be whole.")
    writing = Transaction(scope, now)
    token = open_transaction.set(writing)
    try:
        with database.atomic():
            yield writing
            _write_events(writing)
    finally:
        open_transaction.reset(token)


def _write_events(writing: Transaction) -> None:
    by_chain: dict[int | None, list[Entry]] = {}
    for entry in _told_in_full(writing):
        by_chain.setdefault(entry.authority_id, []).append(entry)
    concerned: list[tuple[int, int]] = []
    # Always in the same order, so that two transactions never wait for each other.
    for authority_id in _in_code_order(by_chain):
        head = AuditHead.locked(AuditHead.of(authority_id).id)
        for entry in by_chain[authority_id]:
            event = _append(head, entry, writing)
            concerned += [(event.id, child) for child in entry.about.get("children", ())]
    EventChild.note(concerned)


def _told_in_full(writing: Transaction) -> list[Entry]:
    """Add to each event the children it concerns and where it was done from."""
    asked = [(e.model, [*_row(e), *e.about.get("ids", ())], e.values) for e in writing.entries]
    for entry, children in zip(writing.entries, children_concerned(asked), strict=True):
        if children:
            entry.about = entry.about | {"children": children}
        if writing.scope.where:
            entry.about = entry.about | {"from": writing.scope.where}
    return writing.entries


def _row(entry: Entry) -> list[int]:
    return [] if entry.row_id is None else [entry.row_id]


def _in_code_order(chains: dict[int | None, list[Entry]]) -> Sequence[int | None]:
    if len(chains) < 2:
        return list(chains)
    ids = [authority_id for authority_id in chains if authority_id is not None]
    ordered = Authority.select(Authority.id).where(Authority.id.in_(ids)).order_by(Authority.code)
    system: list[int | None] = [None] if None in chains else []
    return system + [authority.id for authority in ordered]


def _append(head: AuditHead, entry: Entry, writing: Transaction) -> Event:
    event: Event = new_event(
        head,
        writing.now,
        writing.scope.actor,
        entry.verb,
        entry.model._meta.table_name,
        entry.row_id,
    )
    event.fields = sorted(entry.values)
    event.about = entry.about
    salt = secrets.token_hex(16)
    if entry.values:
        event.digest = EventDetail.digest_of(salt, entry.values)
    event.link = event.sealed(seal_key(), head.link)
    event.save(force_insert=True)
    if entry.values:
        EventDetail(event=event, salt=salt, values=entry.values).save(force_insert=True)
    head.moved_to(event.sequence, event.link)
    return event
