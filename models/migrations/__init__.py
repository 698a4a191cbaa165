"""Brings the database to the shape the models declare, one numbered script at a time."""

from __future__ import annotations

from pathlib import Path

from playhouse.migrations import Runner
from playhouse.schema_diff import diff_models

from models.base import database, on_postgresql
from models.tables import TABLES

FOLDER = str(Path(__file__).parent)


def upgrade() -> list[str]:
    """Apply every script not yet applied, each whole or not at all; return their names."""
    applied: list[str] = Runner(database.obj, FOLDER).up()
    return applied


def out_of_step() -> str:
    """Say in words how database and program differ, or "" if they fit each other."""
    status = Runner(database.obj, FOLDER).status()
    waiting = [migration.name for migration in status if not migration.applied]
    unknown = [migration.name for migration in status if migration.path is None]
    if waiting:
        return f"The database lacks {', '.join(waiting)}. Run: flask db upgrade"
    if unknown:
        return (
            f"The database is newer than this program: it has {', '.join(unknown)}. "
            "Install the newer program."
        )
    return ""


def drift() -> str:
    """Say what the models declare that the database has not, or "" if nothing."""
    diff = diff_models(database.obj, list(TABLES))
    return str(diff) if diff else ""


def weigh_up() -> None:
    """Let SQLite count what stands in each index, so that it takes the right one; a few ms.

    Without it a child's page at 100,000 children is read by way of the authority.
    PostgreSQL does so by itself.
    """
    if not on_postgresql():
        database.execute_sql("PRAGMA analysis_limit = 1000")
        database.execute_sql("ANALYZE")
