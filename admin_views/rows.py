"""Rows of a list: in which order, and what they name, one query for each thing named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import g
from peewee import JOIN, ForeignKeyField, ModelSelect, Ordering

from models.base import BaseModel
from models.scope import Scope

# What the words of a record name in their turn, so that a page of them costs no more than one.
NAMED_IN_WORDS = {
    "Case": ("kind",),
    "Enquiry": ("school", "other_authority", "agency", "person"),
    "Relationship": ("person",),
    "Notice": ("parent",),
    "TemplateVersion": ("template",),
}


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


def load_named(rows: Sequence[BaseModel], paths: Iterable[str], asking: Scope) -> None:
    """Fetch what the rows name ("case.child"), one query a step, and hang it on them."""
    model = type(rows[0]) if rows else None
    wanted = [path for one in paths for path in _with_words(model, one)]
    for prefix in sorted({prefix for path in wanted for prefix in _prefixes(path)}):
        *steps, last = prefix.split(".")
        holders: list[BaseModel] = list(rows)
        for step in steps:
            # Only what an earlier step fetched: a property such as `asked` would ask row by row.
            held = [holder.__rel__.get(step) for holder in holders]
            holders = [holder for holder in held if isinstance(holder, BaseModel)]
        _load(holders, last, asking)


def _with_words(model: type[BaseModel] | None, path: str) -> list[str]:
    """Return the path and what the words of the record at its end name."""
    for step in path.split("."):
        field = model._meta.fields.get(step) if model else None
        model = field.rel_model if isinstance(field, ForeignKeyField) else None
    named = NAMED_IN_WORDS.get(model.__name__, ()) if model else ()
    return [path, *(f"{path}.{name}" for name in named)]


def _prefixes(path: str) -> list[str]:
    steps = path.split(".")
    return [".".join(steps[: n + 1]) for n in range(len(steps))]


def _load(holders: Sequence[BaseModel], name: str, asking: Scope) -> None:
    field = type(holders[0])._meta.fields.get(name) if holders else None
    if not isinstance(field, ForeignKeyField):
        return
    ids = {holder.__data__.get(name) for holder in holders} - {None}
    if not ids:
        return
    found = g.get("small_tables", {}).get(field.rel_model)  # fetched for the filters already
    if found is None:
        found = asking.of(field.rel_model).where(field.rel_model.id.in_(ids))
    by_id = {row.id: row for row in found}
    for holder in holders:
        if (named := by_id.get(holder.__data__.get(name))) is not None:
            holder.__rel__[name] = named
