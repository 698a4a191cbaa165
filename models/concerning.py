"""Which children an event concerns: told in the event itself, at the moment it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from models.base import BaseModel
from models.organisations.authority import STEPS_TO_CHILD, AuthorityRecord

# A table, the ids of its rows, and by field what changed: [before, after].
Asked = tuple[type[BaseModel], Sequence[int], Mapping[str, Any]]

AT_ONCE = 5000  # ids in one question: databases allow no more than some ten thousand


def children_concerned(asked: Sequence[Asked]) -> list[list[int]]:
    """Return for each event the children it is about, asking once a table and not once a row."""
    rows: dict[type[AuthorityRecord], set[int]] = {}
    for model, numbers, _ in asked:
        if issubclass(model, AuthorityRecord):
            rows.setdefault(model, set()).update(numbers)
    known: dict[type[BaseModel], dict[int, set[int]]] = {}
    for noun, ids in rows.items():
        known[noun] = children_of(noun, ids)
    return [
        sorted(_union(known.get(model, {}), numbers) | _left_behind(model, values))
        for model, numbers, values in asked
    ]


def children_of(model: type[AuthorityRecord], ids: Collection[int]) -> dict[int, set[int]]:
    """Return the children each of any number of rows is about."""
    found: dict[int, set[int]] = {}
    ordered = sorted(ids)
    for first in range(0, len(ordered), AT_ONCE):
        found |= model.children_of(ordered[first : first + AT_ONCE])
    return found


def _union(known: Mapping[int, set[int]], ids: Iterable[int]) -> set[int]:
    return {child for row_id in ids for child in known.get(row_id, ())}


def _left_behind(model: type[BaseModel], values: Mapping[str, Any]) -> set[int]:
    """Return the children a row was about before it was moved to another."""
    found: set[int] = set()
    for name in STEPS_TO_CHILD:
        before = values[name][0] if name in values and name in model._meta.fields else None
        if before is not None:
            other = model._meta.fields[name].rel_model
            found |= other.children_of([before]).get(before, set())
    return found
