"""The one way to change anything: the rows and the events that tell of them, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.base import BaseModel, Changes, OutOfScope, RuleBroken, database, open_transaction
from models.concerning import children_concerned
from models.ledger.entry import Entry, append
from models.organisations.authority import AuthorityRecord
from models.scope import Scope

# Secrets that an event tells of by name only.
_UNTOLD = frozenset({"password_hash", "key_hash", "secret", "offered", "nonce", "token_hash"})

_seal: dict[str, bytes] = {}


def seal_with(audit_key: bytes) -> None:
    """Set the key that seals events. Called once, when the program starts."""
    _seal["key"] = audit_key


def seal_key() -> bytes:
    return _seal["key"]


@dataclass
class Transaction:
    """What `transaction()` yields; satisfies `models.base.Writing`."""

    scope: Scope
    now: datetime
    entries: list[Entry] = field(default_factory=list)
    # Whose the records are that were seen so far: none goes to another authority.
    owners: dict[tuple[type[AuthorityRecord], int], int] = field(default_factory=dict)

    def check(self, row: BaseModel) -> None:
        self.scope.check_write(row)
        if isinstance(row, AuthorityRecord):
            self._check_one_authority(row)

    def _check_one_authority(self, row: AuthorityRecord) -> None:
        """Refuse a row that hangs on another authority's record (design: never a shared row)."""
        for foreign in row._meta.refs:
            target = row.__data__.get(foreign.name)
            if target is None or not issubclass(foreign.rel_model, AuthorityRecord):
                continue
            if row.id is not None and foreign not in row.dirty_fields:
                continue
            if self._owner_of(foreign.rel_model, target) != row.authority_id:
                label = foreign.name.replace("_", " ")
                raise OutOfScope(f"There is no such {label}, or it is not open to you.")

    def _owner_of(self, model: type[AuthorityRecord], row_id: int) -> int | None:
        if (model, row_id) not in self.owners:
            found = model.select(model.authority).where(model.id == row_id).get_or_none()
            if found is None:
                return None
            self.owners[model, row_id] = found.authority_id
        return self.owners[model, row_id]

    def created(self, row: BaseModel) -> None:
        if isinstance(row, AuthorityRecord):
            self.owners[type(row), row.id] = row.authority_id
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
    """Add to each event the children it concerns and where it was done from, and write it."""
    unknown = [entry for entry in writing.entries if "children" not in entry.about]
    asked = [(entry.model, entry.ids(), entry.values) for entry in unknown]
    for entry, children in zip(unknown, children_concerned(asked), strict=True):
        entry.about = entry.about | {"children": children}
    for entry in writing.entries:
        if not entry.about.get("children"):
            entry.about = {name: told for name, told in entry.about.items() if name != "children"}
        if writing.scope.where:
            entry.about = entry.about | {"from": writing.scope.where}
    append(writing.entries, writing.now, writing.scope.actor, seal_key())
