"""SQL written by hand: for the few things that every page asks, and the events it leaves.

To build the words of a query takes Peewee a hundred times as long as SQLite takes
to answer it. Only what both databases understand. Nothing here asks whose records
they are, so nothing is read in this way that is shown to anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.base import database


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return every row of the answer. Each ? stands for a value as the database keeps it."""
    cursor = database.execute_sql(sql.replace("?", database.param), values)
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def change(sql: str, *values: Any) -> int:
    """Insert or update; return how many rows it was."""
    return int(database.execute_sql(sql.replace("?", database.param), values).rowcount)


def marks(values: Sequence[Any]) -> str:
    """Return a ? for each value, for what stands in brackets after IN."""
    return ", ".join("?" * len(values))
