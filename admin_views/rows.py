"""A page of a list: one query for its ids, one for its rows, one for each thing they name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from peewee import (
    JOIN,
    SQL,
    BooleanField,
    DateField,
    Field,
    ForeignKeyField,
    ModelSelect,
    Ordering,
)

from admin_views.asking import scope
from models.base import BaseModel
from models.scope import Scope

COUNTED_TO = 1000


class Narrowing(NamedTuple):
    """One way to narrow a list: a column and how it is asked for."""

    name: str
    label: str
    kind: str  # "choice", "row", "yes_no", "dates", "text"
    options: list[tuple[str, str]]


def narrowing(model: type[BaseModel], name: str, label: str) -> Narrowing:
    """Describe the filter for a column, by its type."""
    field = model._meta.fields[name]
    if isinstance(field, ForeignKeyField):
        rows = sorted(scope().of(field.rel_model), key=str)
        options = [("none", "Nobody or nothing")] if field.null else []
        return Narrowing(name, label, "row", options + [(str(r.id), str(r)) for r in rows])
    if isinstance(field, BooleanField):
        return Narrowing(name, label, "yes_no", [("yes", "Yes"), ("no", "No")])
    if isinstance(field, DateField):
        return Narrowing(name, label, "dates", [])
    if field.choices:
        return Narrowing(
            name, label, "choice", [(str(v), str(words)) for v, words in field.choices]
        )
    return Narrowing(name, label, "text", [])


def narrowed(query: ModelSelect[Any], field: Field, asked: dict[str, str]) -> ModelSelect[Any]:
    """Return `query` narrowed by what was asked of one column; odd values narrow to nothing."""
    value = asked.get("is", "")
    if isinstance(field, ForeignKeyField) and value:
        if value == "none":
            return query.where(field.is_null())
        return query.where(field == int(value)) if is_id(value) else query.where(SQL("1 = 0"))
    if isinstance(field, BooleanField) and value:
        return query.where(field == (value == "yes"))
    if isinstance(field, DateField):
        return _between(query, field, asked)
    if field.choices and value:
        return query.where(field == value)
    return query.where(field.contains(value)) if value else query


def _between(query: ModelSelect[Any], field: Field, asked: dict[str, str]) -> ModelSelect[Any]:
    if asked.get("is") == "none":
        return query.where(field.is_null())
    if first := _day(asked.get("from", "")):
        query = query.where(field >= first)
    if last := _day(asked.get("to", "")):
        query = query.where(field <= last)
    return query


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_id(text: str) -> bool:
    """Say whether `text` may be a row's id: digits that every database takes for a number."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def ordered(
    query: ModelSelect[Any], model: type[BaseModel], path: str, descending: bool
) -> ModelSelect[Any]:
    """Return `query` sorted by a column or by one of a row it names ("officer.name").

    Each step joins an alias of its own, so two keys to one table do not mix.
    """
    *steps, last = path.split(".")
    here: Any = model
    for step in steps:
        key = getattr(here, step)
        there = key.rel_model.alias()
        query = query.join_from(here, there, JOIN.LEFT_OUTER, on=(key == there.id))
        here = there
    column = getattr(here, last)
    order: Ordering = column.desc() if descending else column.asc()
    # Without the id, rows of equal value could show on two pages or on none.
    return query.order_by(order, model.id.desc() if descending else model.id.asc())


def counted(query: ModelSelect[Any], model: type[BaseModel]) -> int:
    """Return how many rows fit, up to 1,001: more are said as "more than 1,000"."""
    limited = query.clone().select(model.id).order_by().limit(COUNTED_TO + 1)
    return int(limited.count(clear_limit=False))


def page_of(
    query: ModelSelect[Any], model: type[BaseModel], page: int, size: int
) -> list[BaseModel]:
    """Return one page: its ids first (cheap to skip over), then those rows in that order."""
    ids = [row.id for row in query.select(model.id).limit(size).offset(page * size)]
    rows = {row.id: row for row in scope().of(model).where(model.id.in_(ids))} if ids else {}
    return [rows[row_id] for row_id in ids if row_id in rows]


def load_named(rows: Sequence[BaseModel], paths: Iterable[str], asking: Scope) -> None:
    """Fetch what the rows name ("case.child"), one query a step, and hang it on them."""
    for prefix in sorted({prefix for path in paths for prefix in _prefixes(path)}):
        *steps, last = prefix.split(".")
        holders: list[BaseModel] = list(rows)
        for step in steps:
            # Only what an earlier step fetched: a property such as `asked` would ask row by row.
            held = [holder.__rel__.get(step) for holder in holders]
            holders = [holder for holder in held if isinstance(holder, BaseModel)]
        _load(holders, last, asking)


def _prefixes(path: str) -> list[str]:
    steps = path.split(".")
    return [".".join(steps[: n + 1]) for n in range(len(steps))]


def _load(holders: Sequence[BaseModel], name: str, asking: Scope) -> None:
    field = type(holders[0])._meta.fields.get(name) if holders else None
    if not isinstance(field, ForeignKeyField):
        return
    ids = {holder.__data__.get(name) for holder in holders} - {None}
    found = {r.id: r for r in asking.of(field.rel_model).where(field.rel_model.id.in_(ids))}
    for holder in holders:
        if (named := found.get(holder.__data__.get(name))) is not None:
            holder.__rel__[name] = named
