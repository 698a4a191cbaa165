"""Writes many unsaved rows at once, with one event a table. It checks no rule of theirs.

`save()` asks several questions of the database and leaves an event for each row; for
a hundred thousand children that takes hours. So whoever makes the rows keeps the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from models.base import BaseModel, database, on_postgresql
from models.people.search import SearchKey
from models.tables import TABLES
from models.transaction import Transaction


def write(tx: Transaction, authority_id: int, rows: Iterable[BaseModel]) -> Counter[str]:
    """Insert the rows of one authority and give each its id; return how many a table got.

    A row may hang on another of the same batch that has no id yet.
    """
    tables: dict[type[BaseModel], list[BaseModel]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for table in sorted(tables, key=TABLES.index):
        ids = _write_table(table, tables[table])
        about = {"rows": len(ids), "first": ids[0], "last": ids[-1]}
        tx.record("import", table, authority_id=authority_id, about=about)
    return Counter({table._meta.table_name: len(rows) for table, rows in tables.items()})


def write_search_keys(rows: Sequence[tuple[int, int, str, str]]) -> None:
    """Insert keys of children: (authority, child, kind, key). They are not audited."""
    _insert(SearchKey, rows, ("authority", "child", "kind", "key"))


def _write_table(table: type[BaseModel], rows: list[BaseModel]) -> Sequence[int]:
    ids = _new_ids(table, len(rows))
    names = table._meta.sorted_field_names
    links = [field.name for field in table._meta.refs]
    values = []
    for row, row_id in zip(rows, ids, strict=True):
        row.id = row_id
        for link in links:
            # Set before the row it names had an id.
            if row.__data__.get(link) is None and (named := row.__rel__.get(link)):
                row.__data__[link] = named.id
        values.append(tuple(row.__data__.get(name) for name in names))
    _insert(table, values, names)
    return ids


def _insert(table: type[BaseModel], rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> None:
    """Insert as the driver does many rows: Peewee's `insert_many` takes four times as long."""
    fields = [table._meta.fields[name] for name in names]
    marks = ", ".join([database.param] * len(names))
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    columns_of_values = zip(*rows, strict=True)
    stored = [
        map(field.db_value, values) for field, values in zip(fields, columns_of_values, strict=True)
    ]
    sql = f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({marks})'
    database.cursor().executemany(sql, list(zip(*stored, strict=True)))


def _new_ids(table: type[BaseModel], count: int) -> Sequence[int]:
    """Return ids nobody else will get. Call inside a transaction."""
    name = f'"{table._meta.table_name}"'
    if on_postgresql():
        taken = database.execute_sql(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            (name, count),
        )
        return [row[0] for row in taken.fetchall()]
    # SQLite lets one writer in at a time, and gives a new row the highest id and one.
    (highest,) = database.execute_sql(f"SELECT COALESCE(MAX(id), 0) FROM {name}").fetchone()
    return range(highest + 1, highest + 1 + count)
