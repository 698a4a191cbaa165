"""Several questions put to the database as one, each answered as if it were asked alone.

To a database on another machine the way there and back takes longer than most answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count
from typing import Any

from peewee import ModelSelect

from models.base import database

Part = tuple[str, Sequence[Any]]  # a query and its values
Slot = tuple[str, int]  # a kind of column, and which of that kind

# What the database calls the kind of a field. PostgreSQL lets no two share a column.
KINDS = {
    "AUTO": "INTEGER",
    "INT": "INTEGER",
    "VARCHAR": "TEXT",
    "TEXT": "TEXT",
    "BOOL": "BOOLEAN",
    "DATE": "DATE",
    "DATETIME": "TIMESTAMP",
}


def at_once(parts: Sequence[Part]) -> list[tuple[Any, ...]]:
    """Return the rows of queries with the same columns, each with an order and limit of its own."""
    if not parts:
        return []
    whole = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS p{n}" for n, (sql, _) in enumerate(parts))
    rows = database.execute_sql(whole, [value for _, values in parts for value in values])
    return list(rows.fetchall())


def together(*questions: ModelSelect[Any]) -> list[list[Any]]:
    """Return the rows of each question, in its order.

    Only fields of tables may be selected, and no content of a file. The questions share
    one table of answers, as wide as it takes: each fills the columns of its own fields
    and leaves the others empty.
    """
    if len(questions) < 2:
        return [list(question) for question in questions]
    slots = [_slots(question) for question in questions]
    table = {slot: n for n, slot in enumerate(dict.fromkeys(chain.from_iterable(slots)))}
    found: list[list[Any]] = [[] for _ in questions]
    for number, *values in _answers(questions, slots, list(table)):
        found[number].append([values[table[slot]] for slot in slots[number]])
    return [_made(question, rows) for question, rows in zip(questions, found, strict=True)]


def _fields(question: ModelSelect[Any]) -> list[Any]:
    return list(vars(question)["_returning"])  # Peewee has no other name for it


def _slots(question: ModelSelect[Any]) -> list[Slot]:
    """Return where each field of the question stands."""
    which: defaultdict[str, count[int]] = defaultdict(count)
    kinds = [KINDS[field.field_type] for field in _fields(question)]
    return [(kind, next(which[kind])) for kind in kinds]


def _answers(
    questions: Sequence[ModelSelect[Any]], slots: Sequence[Sequence[Slot]], table: Sequence[Slot]
) -> list[tuple[Any, ...]]:
    """Return the rows of the table, each with the number of its question in front."""
    asked, laid_out, values = [], [], []
    # PostgreSQL takes the kind of a column from the first that fills it or says it.
    empty = {slot: f"CAST(NULL AS {slot[0]})" for slot in table}
    for number, question in enumerate(questions):
        sql, some = question.sql()
        names = {slot: f"c{n}" for n, slot in enumerate(slots[number])}
        asked.append(f"q{number} ({', '.join(names.values())}) AS ({sql})")
        laid_out.append(f"SELECT {number}, {', '.join((empty | names).values())} FROM q{number}")
        values += some
        empty = dict.fromkeys(table, "NULL")
    whole = f"WITH {', '.join(asked)} {' UNION ALL '.join(laid_out)}"
    return list(database.execute_sql(whole, values).fetchall())


class _Answer:
    """What Peewee makes records from: the rows of one question, as if they came alone."""

    def __init__(self, question: ModelSelect[Any], rows: Sequence[Any]) -> None:
        self.description = [(field.column_name,) for field in _fields(question)]
        self._left = iter(rows)

    def fetchone(self) -> Any:
        return next(self._left, None)

    def close(self) -> None:
        """Nothing is held open."""


def _made(question: Any, rows: Sequence[Any]) -> list[Any]:
    return list(question._get_cursor_wrapper(_Answer(question, rows)))
