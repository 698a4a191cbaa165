"""Queries within queries are put together once: Peewee writes each out twice at every depth."""

from __future__ import annotations

from typing import Any

from peewee import Expression, Select

_kept_inside: Any = Expression  # what the types of the library do not tell of
_looked = _kept_inside._is_rhs_empty


def _is_empty(condition: Expression, inside: Any, ctx: Any) -> bool:
    """Say whether `IN (...)` has nothing in it, without writing a sub-query out to see.

    Peewee does, and throws it away, so a query four deep is written sixteen
    times: a third of the work of a page. A whole query is never empty.
    """
    return not isinstance(inside, Select) and bool(_looked(condition, inside, ctx))


def write_once() -> None:
    _kept_inside._is_rhs_empty = _is_empty
