"""How many rows a list has and one page of them, at about the same price wherever it is.

A page is counted off from the nearer end of the list, and the page after or before
another is looked up from where that one ended.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import SQL, ModelSelect, fn

from admin_views.asking import scope
from admin_views.records.rows import along, is_id, ordered
from models.base import BaseModel

COUNTED_TO = 1000
HIGHEST = 10**7  # further than any list, and small enough for every database


class Order(NamedTuple):
    """By what a list is sorted: a column, or one of a row it names ("officer.name")."""

    path: str
    descending: bool

    def of(self, query: ModelSelect[Any], model: type[BaseModel]) -> ModelSelect[Any]:
        return ordered(query, model, self.path, self.descending)

    @property
    def reversed(self) -> Order:
        return Order(self.path, not self.descending)


class Count(NamedTuple):
    rows: int
    more: bool = False  # there are more than were counted

    @property
    def told(self) -> str:
        one = "record" if self.rows == 1 and not self.more else "records"
        return f"{'More than ' if self.more else ''}{self.rows:,} {one}"


def counted(query: ModelSelect[Any], model: type[BaseModel]) -> Count:
    """Return how many rows fit; more than 1,000 are not counted."""
    limited = query.clone().select(model.id).order_by().limit(COUNTED_TO + 1)
    found = int(limited.count(clear_limit=False))
    return Count(min(found, COUNTED_TO), more=found > COUNTED_TO)


def counted_whole(query: ModelSelect[Any]) -> Count:
    """Return how many rows fit, however many they are."""
    return Count(int(query.clone().select(fn.COUNT(SQL("*"))).order_by().scalar()))


class Window(NamedTuple):
    """One page of a list."""

    rows: list[BaseModel]
    number: int
    last: int  # the number of the last page; 0 if that was not counted


class Listed(NamedTuple):
    """What a list shows: which rows, in which order, so many a page."""

    model: type[BaseModel]
    query: ModelSelect[Any]
    order: Order
    size: int
    far: ModelSelect[Any] | None = None  # the rows to go along, if sorted by theirs

    def window(self, count: Count, asked: Any) -> Window:
        """Return the page `asked` for ("page", "after", "before" of an address), or the last."""
        wanted = min(max(asked.get("page", 1, type=int) or 1, 1), HIGHEST)
        if count.more and wanted * self.size > COUNTED_TO:
            count = counted_whole(self.query)
        last = 0 if count.more else max(-(-count.rows // self.size), 1)
        number = min(wanted, last) if last else wanted
        ids = self._beside(asked) if number == wanted else None
        if ids is None:
            ids = self._counted_off(count, number)
        return Window(rows_of(self.model, ids), number, last)

    def _counted_off(self, count: Count, number: int) -> list[int]:
        """Return the ids of a page by its number, from whichever end is nearer."""
        before = (number - 1) * self.size
        behind = count.rows - before - self.size
        if count.more or behind >= before:
            return self._ids(self.query, self.order, self.size, before)
        short = self.size + min(behind, 0)
        return self._ids(self.query, self.order.reversed, short, max(behind, 0))[::-1]

    def _beside(self, asked: Any) -> list[int] | None:
        """Return the ids of the page after (or before) a row that the address names, if it does.

        The address holds the row's number, never what the list is sorted by.
        """
        after, before = asked.get("after", ""), asked.get("before", "")
        column = self.model._meta.fields.get(self.order.path)
        # What may be empty stands first on one database and last on the other.
        if column is None or column.null or not (is_id(after) or is_id(before)):
            return None
        on = self.order if is_id(after) else self.order.reversed
        row_id = int(after if is_id(after) else before)
        place = scope().of(self.model).where(self.model.id == row_id).select(column).tuples()
        if (found := place.first()) is None:
            return None
        ids = self._ids(self.query.where(self._past(column, on, found[0], row_id)), on, self.size)
        if on is self.order:
            return ids
        return ids[::-1] if len(ids) == self.size else None

    def _past(self, column: Any, order: Order, value: Any, row_id: int) -> Any:
        """Return the rows beyond one; the first half tells the index where to begin."""
        if order.descending:
            return (column <= value) & ((column < value) | (self.model.id < row_id))
        return (column >= value) & ((column > value) | (self.model.id > row_id))

    def _ids(self, query: ModelSelect[Any], order: Order, size: int, skip: int = 0) -> list[int]:
        if self.far is None:
            whole: Any = order.of(query, self.model).select(self.model.id)
        else:
            whole = along(query, self.model, order.path, order.descending, self.far)
        return [row_id for (row_id,) in whole.limit(size).offset(skip).tuples()]


def rows_of(model: type[BaseModel], ids: list[int]) -> list[BaseModel]:
    """Return these rows, as far as they are in scope, in this order."""
    rows = {row.id: row for row in scope().of(model).where(model.id.in_(ids))} if ids else {}
    return [rows[row_id] for row_id in ids if row_id in rows]


def has_index_for(model: type[BaseModel], name: str) -> bool:
    """Say whether the database has a quick way to the rows with a value of this column."""
    field = model._meta.fields[name]
    leading = {column for columns, _ in model._meta.indexes for column in columns[:2]}
    return bool(field.index or field.unique or name in leading)
