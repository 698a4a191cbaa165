"""Writes many unsaved rows at once, with one event a table. It checks no rule of theirs.

`save()` asks several questions of the database and leaves an event for each row; for
a hundred thousand children that takes hours. So whoever makes the rows keeps the rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peewee import Field

from models.base import BaseModel, database, on_postgresql
from models.casework.happening import Happening, nouns
from models.people.search import SearchKey
from models.tables import TABLES
from models.transaction import Transaction

CACHE_KILOBYTES = 128 * 1024  # with the usual 2 MB each batch reads them from the file again


def make_room() -> None:
    """Let SQLite hold a large load's indexes in memory, for as long as this connection lasts."""
    if not on_postgresql():
        database.execute_sql(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")


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


def write_search_keys(rows: Sequence[tuple[int, str, str, int]]) -> None:
    """Insert keys of children: (authority, kind, key, child). They are not audited."""
    # In the order of their index, which is then written in passing and not all over.
    columns = zip(*sorted(rows), strict=True)
    _insert(SearchKey, dict(zip(("authority", "kind", "key", "child"), columns, strict=True)))


def _write_table(table: type[BaseModel], rows: list[BaseModel]) -> Sequence[int]:
    ids = _new_ids(table, len(rows))
    links = [field.name for field in table._meta.refs]
    for row, row_id in zip(rows, ids, strict=True):
        row.id = row_id
        held, named = row.__data__, row.__rel__
        for link in links:
            # Set before the row it names had an id.
            if held.get(link) is None and named.get(link):
                held[link] = named[link].id
    names = table._meta.sorted_field_names
    _insert(table, {name: [row.__data__.get(name) for row in rows] for name in names})
    return ids


def _insert(table: type[BaseModel], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert as the driver does many rows: Peewee's `insert_many` takes four times as long."""
    fields = [table._meta.fields[name] for name in columns]
    marks = ", ".join([database.param] * len(fields))
    called = ", ".join(f'"{field.column_name}"' for field in fields)
    stored = map(_stored, fields, columns.values())
    sql = f'INSERT INTO "{table._meta.table_name}" ({called}) VALUES ({marks})'
    database.cursor().executemany(sql, zip(*stored, strict=True))


def _stored(field: Field[Any], values: Sequence[Any]) -> list[Any]:
    """Return a column as the database keeps it. Most say the same again and again: asked once."""
    known = {value: field.db_value(value) for value in set(values)}  # type: ignore[no-untyped-call]
    return [known[value] for value in values]


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


def count_quiet_days(authority_id: int) -> None:
    """Write down for every case of an authority since when nothing has happened on it."""
    done = " UNION ALL ".join(_all_days(noun, name) for noun in nouns() for name in noun.happens_on)
    mark = database.param
    sql = (
        f'UPDATE "case" SET quiet_since = opened_on WHERE authority_id = {mark}',
        f'UPDATE "case" SET quiet_since = done.day FROM (SELECT case_id, MAX(day) AS day '
        f"FROM ({done}) AS one_by_one GROUP BY case_id) AS done WHERE done.case_id = "
        f'"case".id AND done.day > "case".opened_on AND "case".authority_id = {mark}',
    )
    for statement in sql:
        database.execute_sql(statement, (authority_id,))


def _all_days(noun: type[Happening], name: str) -> str:
    table, column = noun._meta.table_name, noun._meta.fields[name].column_name
    sql = f'SELECT case_id, DATE("{column}") AS day FROM "{table}" WHERE case_id IS NOT NULL'
    if noun.by_child():
        sql += (
            f' UNION ALL SELECT "case".id, DATE("{column}") FROM "{table}" JOIN "case" '
            f'ON "case".child_id = "{table}".child_id WHERE "{table}".case_id IS NULL'
        )
    return sql
