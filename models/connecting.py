"""How the database is opened, with the settings that every connection needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from peewee import Database, PostgresqlDatabase
from playhouse.db_url import parse as parse_url

from models.sqlite import TurnTakingSqlite


def connect(url: str) -> Database:
    """Return the database `url` names, with the settings every connection needs.

    `sqlite:///relative.db`, `sqlite:////absolute.db` or `postgresql://user:pass@host/name`.
    A writer waits 20 seconds for another, or `?timeout=` seconds on SQLite.
    Raise ValueError in words for anything else.
    """
    parts: dict[str, Any] = parse_url(url)
    if url.startswith("sqlite:"):
        Path(parts["database"]).parent.mkdir(parents=True, exist_ok=True)
        return TurnTakingSqlite(
            parts["database"],
            # Peewee opens the newer SQLite of pysqlite3 by itself.
            lock_type="IMMEDIATE",
            timeout=parts.get("timeout", 20),
            pragmas={
                "journal_mode": "wal",
                "foreign_keys": 1,
                "synchronous": "full",
            },
        )
    if url.startswith(("postgresql:", "postgres:")):
        # To compile the question of a long page takes ten times as long as to answer it.
        parts["options"] = f"{parts.get('options', '')} -c jit=off".strip()
        return PostgresqlDatabase(parts.pop("database"), prefer_psycopg3=True, **parts)
    raise ValueError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
