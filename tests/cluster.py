"""A database a worker on PostgreSQL, made from one template and emptied for each test."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TypeVar

import peewee
from playhouse.db_url import parse

from models.base import bind, database
from models.connecting import connect
from models.migrations import upgrade

POSTGRESQL = os.environ.get("TEST_DATABASE", "")  # a maintenance URL; empty for SQLite


Row = TypeVar("Row")


def some(rows: Iterable[Row], every: int = 3, first: int = 0) -> list[Row]:
    """Return all of them; on PostgreSQL every third, where a sweep has seen each on SQLite.

    The pages are the same there: what may differ is how the database answers. A sweep that
    is gone through several times takes fewer each time, and with another `first` others.
    """
    return list(rows)[first % every :: every] if POSTGRESQL else list(rows)


def copy_for(what: str) -> str:
    """Make an empty database from a template that whoever comes first migrates; return its URL."""
    keeper = connect(POSTGRESQL)
    keeper.execute_sql("SELECT pg_advisory_lock(1)")
    template = "whereabouts_template"
    there = keeper.execute_sql("SELECT 1 FROM pg_database WHERE datname = %s", (template,))
    if not there.fetchone():
        keeper.execute_sql(f"CREATE DATABASE {template}")
        bind(beside(POSTGRESQL, template))
        upgrade()
        database.close()
    name = f"whereabouts_{what}"
    keeper.execute_sql(f"DROP DATABASE IF EXISTS {name}")
    keeper.execute_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    keeper.execute_sql("SELECT pg_advisory_unlock(1)")
    keeper.close()
    return beside(POSTGRESQL, name)


def beside(url: str, name: str) -> str:
    return url.removesuffix(parse(url)["database"]) + name


_kept: dict[str, peewee.Database] = {}


def on_the_kept_connection(url: str) -> Iterator[None]:
    """A new connection knows no table yet, and costs more than most tests ask of it.

    It is kept only while nothing is open on it, and every test begins with the
    settings of a new one.
    """
    kept = _kept.setdefault(url, connect(url))
    database.initialize(kept)
    kept.connect(reuse_if_open=True)
    empty_every_table()
    yield
    if database.obj is not kept:  # the test has put a program together, which opens its own
        database.close()
    if not kept.is_closed() and not _is_at_rest(kept):
        kept.close()


def _is_at_rest(kept: peewee.Database) -> bool:
    status = kept.connection().info.transaction_status
    return bool(status == status.IDLE and not kept.in_transaction())


def empty_every_table() -> None:
    """Quicker than a new database. The role switches triggers and foreign keys off meanwhile."""
    tables = [t for t in database.get_tables() if t != "schema_migration"]
    wipe = "; ".join(f'DELETE FROM "{table}"' for table in tables)
    database.execute_sql(
        f"RESET ALL; SET session_replication_role = replica; {wipe}; "
        "SET session_replication_role = DEFAULT"
    )
