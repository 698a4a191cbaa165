"""The database handle and what every table shares; it knows no table by name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, NoReturn, Protocol

import peewee
from peewee import (
    SQL,
    AutoField,
    DatabaseProxy,
    DateTimeField,
    Expression,
    IntegerField,
    Model,
    ModelDelete,
    PostgresqlDatabase,
    TextField,
)

from models import subqueries
from models.connecting import connect

subqueries.write_once()

database = DatabaseProxy()

Changes = Mapping[str, tuple[Any, Any]]


class RuleBroken(Exception):
    """A case rule says no. The message is shown to the officer word for word."""


class OutOfScope(RuleBroken):
    """The record is not there for this reader; the words never say whether it exists."""


class NotInTransaction(RuntimeError):
    """A fault of ours: something was saved outside `transaction()`, so unaudited."""


class StaleRow(RuleBroken):
    """Somebody else saved this row since it was opened.

    `theirs` is the row as it stands now; `values` maps each field that would
    be overwritten to (their value, the value that was not saved).
    """

    def __init__(self, theirs: BaseModel, values: Changes) -> None:
        super().__init__(
            "Somebody else has changed this record since you opened it. Nothing of yours was "
            "saved. Compare the two below, then save again if yours is right."
        )
        self.theirs = theirs
        self.values = values


class Writing(Protocol):
    """What `save()` asks of the open transaction; made in `models/transaction.py` only."""

    @property
    def now(self) -> datetime: ...
    def check(self, row: BaseModel) -> None: ...
    def created(self, row: BaseModel) -> None: ...
    def changed(self, row: BaseModel, changes: Changes) -> None: ...


open_transaction: ContextVar[Writing | None] = ContextVar("open_transaction", default=None)


class InstantField(DateTimeField):
    """A moment, kept as UTC on both databases and always aware in Python."""

    def db_value(self, value: datetime | None) -> datetime | None:
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def python_value(self, value: Any) -> datetime | None:
        parsed: datetime | None = super().python_value(value)  # type: ignore[no-untyped-call]
        if parsed is None or parsed.tzinfo is not None:
            return parsed
        return parsed.replace(tzinfo=UTC)


class JsonField(TextField):
    """Plain values kept as canonical JSON text, the same on both databases."""

    def db_value(self, value: Any) -> str | None:
        return None if value is None else canonical_json(value)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


def canonical_json(value: Any) -> str:
    """Return the one spelling of `value` that digests and links are taken over."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class BaseModel(Model):
    """A row that is saved only inside `transaction()`, with its event, and never deleted.

    An `audited` class leaves an event for every change. Classes that are the
    machinery itself (sessions, leases, search keys) are not audited.
    """

    audited: ClassVar[bool] = True
    _dirty: set[str]  # Peewee's own: the names of the fields set since loading

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False
        # An officer's form and the nightly job may save one row at the same time.
        # Writing only what changed keeps either from undoing the other.
        only_save_dirty = True

    def keeps(self, field: str) -> bool:
        """Say whether this row's `field`, one the table of roles keeps from some, is kept."""
        return True

    @classmethod
    def open_rows(cls, field: str) -> Any:
        """Return the condition under which `field` is kept from nobody; None if it always is."""
        return None

    def save(self, force_insert: bool = False, only: Any = None) -> int:
        writing = open_transaction.get()
        if writing is None:
            raise NotInTransaction(f"{type(self).__name__} saved outside transaction().")
        writing.check(self)
        if force_insert or self.id is None:
            saved = super().save(force_insert=force_insert, only=only)
            writing.created(self)
            return int(saved)
        return self._save_changes(writing)

    def _save_changes(self, writing: Writing) -> int:
        stored = type(self).get_by_id(self.id)
        changes = self._changes_since(stored)
        if not changes:
            return 0
        self._write(changes, stored)
        writing.changed(self, changes)
        return 1

    def _changes_since(self, stored: BaseModel) -> dict[str, tuple[Any, Any]]:
        names = {field.name for field in self.dirty_fields} - {"id", "row_version"}
        pairs = {name: (stored.__data__.get(name), self.__data__.get(name)) for name in names}
        return {name: pair for name, pair in sorted(pairs.items()) if pair[0] != pair[1]}

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        values = {name: new for name, (_, new) in changes.items()}
        type(self).update(values).where(type(self).id == self.id).execute()
        self._dirty.clear()

    def delete_instance(self, recursive: bool = False, delete_nullable: bool = False) -> NoReturn:
        raise RuleBroken("Records are never deleted. Close or void this one instead.")

    @classmethod
    def delete(cls) -> NoReturn:
        raise RuleBroken("Records are never deleted. Close or void them instead.")

    @classmethod
    def sweep_away(cls, which: Any) -> int:
        """Take away rows of the machinery, which are no record of anybody's; return how many."""
        if cls.audited:
            raise RuleBroken("Records are never deleted. Close or void them instead.")
        return int(ModelDelete(cls).where(which).execute())


class EditableModel(BaseModel):
    """A row that two people may open at once: the later of two saves is refused."""

    row_version = IntegerField(default=1)

    def _write(self, changes: Changes, stored: BaseModel) -> None:
        cls = type(self)
        assert isinstance(stored, EditableModel)
        values = {name: new for name, (_, new) in changes.items()}
        written = 0
        if stored.row_version == self.row_version:
            written = (
                cls.update(values | {"row_version": self.row_version + 1})
                .where(cls.id == self.id, cls.row_version == self.row_version)
                .execute()
            )
        if not written:
            theirs = cls.get_by_id(self.id)  # on PostgreSQL they may have saved this very moment
            raise StaleRow(theirs, self._changes_since(theirs))
        self.row_version += 1
        self._dirty.clear()


def any_of(conditions: Sequence[Expression]) -> Expression | SQL:
    """Return the condition that one of these holds; without any, nothing fits."""
    return reduce(or_, conditions) if conditions else SQL("1 = 0")


def bind(url: str) -> None:
    """Point every model at the database `url` names. Called once, when the program starts."""
    database.initialize(connect(url))


def on_postgresql() -> bool:
    return isinstance(database.obj, PostgresqlDatabase)


def sqlite_version() -> tuple[int, ...]:
    """Return the version of the SQLite that Peewee has found, the newest installed."""
    version: tuple[int, ...] = peewee.sqlite3.sqlite_version_info  # type: ignore[attr-defined]
    return version
