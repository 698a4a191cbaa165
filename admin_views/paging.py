"""How many rows a list has and one page of them, at about the same price wherever it is.

A page is counted off from the nearer end of the list, and the page after or before
another is looked up from where that one ended.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import SQL, ModelSelect, fn

from admin_views.asking import scope
from admin_views.rows import is_id, ordered
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


def counted_whole(query: ModelSelect[Any], model: type[BaseModel]) -> Count:
    """Return how many rows fit, however many they are."""
    return Count(int(query.clone().select(fn.COUNT(SQL("*"))).order_by().scalar()))


class Window(NamedTuple):
    """One page of a list."""

    rows: list[BaseModel]
    number: int
    last: int  # the number of the last page; 0 if that was not counted

    @property
    def more(self) -> bool:
        return self.number < self.last or not self.last


def window(
    query: ModelSelect[Any],
    model: type[BaseModel],
    order: Order,
    count: Count,
    size: int,
    asked: Any,
) -> Window:
    """Return the page `asked` for (an address's "page", "after" and "before"), or the last one."""
    wanted = min(max(asked.get("page", 1, type=int) or 1, 1), HIGHEST)
    if count.more and wanted * size > COUNTED_TO:
        count = counted_whole(query, model)
    last = 0 if count.more else max(-(-count.rows // size), 1)
    number = min(wanted, last) if last else wanted
    ids = _beside(query, model, order, size, asked) if number == wanted else None
    if ids is None:
        ids = _counted_off(query, model, order, count, size, number)
    return Window(rows_of(model, ids), number, last)


def rows_of(model: type[BaseModel], ids: list[int]) -> list[BaseModel]:
    """Return these rows, as far as they are in scope, in this order."""
    rows = {row.id: row for row in scope().of(model).where(model.id.in_(ids))} if ids else {}
    return [rows[row_id] for row_id in ids if row_id in rows]


def _counted_off(
    query: ModelSelect[Any],
    model: type[BaseModel],
    order: Order,
    count: Count,
    size: int,
    number: int,
) -> list[int]:
    """Return the ids of a page by its number, from whichever end is nearer."""
    before = (number - 1) * size
    behind = count.rows - before - size
    if count.more or behind >= before:
        return _ids(order.of(query, model), model, size, before)
    short = size + min(behind, 0)
    return _ids(order.reversed.of(query, model), model, short, max(behind, 0))[::-1]


def _beside(
    query: ModelSelect[Any], model: type[BaseModel], order: Order, size: int, asked: Any
) -> list[int] | None:
    """Return the ids of the page after (or before) a row that the address names, if it names one.

    The address holds the row's number, never what the list is sorted by.
    """
    after, before = asked.get("after", ""), asked.get("before", "")
    column = model._meta.fields.get(order.path)
    # What may be empty stands first on one database and last on the other.
    if column is None or column.null or not (is_id(after) or is_id(before)):
        return None
    on = order if is_id(after) else order.reversed
    row_id = int(after if is_id(after) else before)
    place = scope().of(model).where(model.id == row_id).select(column).tuples().first()
    if place is None:
        return None
    ids = _ids(
        on.of(query.where(_past(column, model, on, place[0], row_id)), model), model, size, 0
    )
    return (ids if on is order else ids[::-1]) if len(ids) == size or on is order else None


def _past(column: Any, model: type[BaseModel], order: Order, value: Any, row_id: int) -> Any:
    """Return the rows beyond one; the first half by itself tells the index where to begin."""
    if order.descending:
        return (column <= value) & ((column < value) | (model.id < row_id))
    return (column >= value) & ((column > value) | (model.id > row_id))


def _ids(query: ModelSelect[Any], model: type[BaseModel], size: int, skip: int) -> list[int]:
    return [row.id for row in query.select(model.id).limit(size).offset(skip)]
