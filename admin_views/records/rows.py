"""Rows of a list: in which order, and what they name, one query for each step away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import g
from peewee import JOIN, ForeignKeyField, ModelSelect, Ordering

from models.base import BaseModel
from models.organisations.authority import AuthorityRecord
from models.scope import Scope
from models.together import together

# Rows whose names are asked for in one question: no database takes the ids of any number.
AT_ONCE = 1000

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


def along(
    query: ModelSelect[Any], model: type[BaseModel], path: str, descending: bool, far: Any
) -> Any:
    """Return the ids of `query` sorted by a column of `far`: the rows that `path` leads to.

    Worded so that SQLite goes through these in their order and stops when the page is
    full, where `ordered` has it look up what every row names first.
    """
    *steps, last = path.split(".")
    keys: list[Any] = []
    for step in steps:
        keys.append((keys[-1].rel_model if keys else model)._meta.fields[step])
    walk, here = far.select(model.id), keys[-1].rel_model
    column = here._meta.fields[last]
    for key in reversed(keys):
        # SQLite keeps to the order of cross joins; to PostgreSQL they are joins as any other.
        walk = walk.join_from(here, key.model, JOIN.CROSS).where(key == here.id)
        here = key.model
    order = (column.desc(), model.id.desc()) if descending else (column.asc(), model.id.asc())
    conditions = vars(query)["_where"]  # Peewee has no other name for it
    return (walk if conditions is None else walk.where(conditions)).order_by(*order)


def can_go_along(model: type[BaseModel], path: str) -> bool:
    """Say whether every row leads by `path` to a record of its own authority, such as its child."""
    far: type[BaseModel] = model
    for step in path.split(".")[:-1]:
        key = far._meta.fields[step]
        if key.null or not issubclass(key.rel_model, AuthorityRecord):
            return False
        far = key.rel_model
    return far is not model


class _Naming(NamedTuple):
    """Rows at hand, and the key by which each names another."""

    holders: Sequence[BaseModel]
    key: ForeignKeyField

    def number(self, holder: BaseModel) -> int | None:
        number: int | None = holder.__data__.get(self.key.name)
        return number


def load_named(rows: Sequence[BaseModel], paths: Iterable[str], asking: Scope) -> None:
    """Fetch what the rows name ("case.child") and hang it on them, one query for each step away."""
    model = type(rows[0]) if rows else None
    wanted = [path for one in paths for path in _with_words(model, one)]
    prefixes = {prefix for path in wanted for prefix in _prefixes(path)}
    for first in range(0, len(rows), AT_ONCE):
        _load(rows[first : first + AT_ONCE], prefixes, asking)


def _load(rows: Sequence[BaseModel], prefixes: Collection[str], asking: Scope) -> None:
    for away in range(max(map(_steps, prefixes), default=-1) + 1):
        here = sorted(prefix for prefix in prefixes if _steps(prefix) == away)
        _hang([one for prefix in here if (one := _naming(rows, prefix)) is not None], asking)


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


def _steps(path: str) -> int:
    return path.count(".")


def _naming(rows: Sequence[BaseModel], path: str) -> _Naming | None:
    """Return who holds the key at the end of the path; None if it is no key or nobody is there."""
    *steps, last = path.split(".")
    holders = rows
    for step in steps:
        # Only what an earlier step fetched: a property such as `asked` would ask row by row.
        held = [holder.__rel__.get(step) for holder in holders]
        holders = [holder for holder in held if isinstance(holder, BaseModel)]
    key = type(holders[0])._meta.fields.get(last) if holders else None
    return _Naming(holders, key) if isinstance(key, ForeignKeyField) else None


def _hang(namings: Sequence[_Naming], asking: Scope) -> None:
    ids: defaultdict[type[BaseModel], set[int]] = defaultdict(set)
    for one in namings:
        numbers = (one.number(holder) for holder in one.holders)
        ids[one.key.rel_model].update(number for number in numbers if number is not None)
    found = _fetched(ids, asking)
    for one in namings:
        for holder in one.holders:
            if (named := found[one.key.rel_model].get(one.number(holder))) is not None:
                holder.__rel__[one.key.name] = named


def _fetched(
    ids: Mapping[type[BaseModel], Collection[int]], asking: Scope
) -> dict[type[BaseModel], dict[int | None, BaseModel]]:
    """Return the rows by table and id, as far as they are in scope."""
    known = g.get("small_tables", {})  # fetched for the filters already
    asked = [model for model in ids if ids[model] and model not in known]
    rows = together(*(asking.of(model).where(model.id.in_(ids[model])) for model in asked))
    fetched = known | dict(zip(asked, rows, strict=True))
    return {model: {row.id: row for row in fetched.get(model, ())} for model in ids}
