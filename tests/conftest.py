"""The database each test gets to itself: SQLite, or PostgreSQL when TEST_DATABASE says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask

from app import Settings, create_app
from models.base import bind, database
from models.migrations import upgrade
from models.organisations import password as passwords
from models.transaction import seal_with
from tests.browsing import TidyClient
from tests.cluster import POSTGRESQL, copy_for, on_the_kept_connection

AUDIT_KEY = b"a key for the tests, 32 bytes ok"
PROPER = passwords._hasher  # what the program itself hashes with
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run again."""
    if POSTGRESQL:
        touching = [
            item
            for item in items
            if "db" in getattr(item, "fixturenames", ())
            and (
                not item.get_closest_marker("browser") or item.get_closest_marker("both_databases")
            )
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in touching])
        items[:] = touching
    items[:] = _slow_ones_first(items)


def _slow_ones_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """Let each of two workers, who begin with a half each, begin with its share of Chromium.

    At the end only quick tests are left to share, and neither waits for the other.
    """
    slow = [item for item in items if item.get_closest_marker("browser")]
    rest = [item for item in items if not item.get_closest_marker("browser")]
    upto = max(len(items) // 2 - len(slow[::2]), 0)
    return slow[::2] + rest[:upto] + slow[1::2] + rest[upto:]


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if POSTGRESQL else 'SQLite'}"


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The same path with less work: nobody's hash is as cheap as everybody's."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", CHEAP)
        patched.setattr(passwords, "_NOBODYS_HASH", CHEAP.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The URL of a migrated database: to copy from (SQLite), or this worker's own (PostgreSQL)."""
    seal_with(AUDIT_KEY)
    if POSTGRESQL:
        return copy_for(worker_id)
    url = f"sqlite:///{tmp_path_factory.mktemp('migrated')}/template.db"
    bind(url)
    with database:
        upgrade()
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return url


@pytest.fixture
def database_url(migrated: str, tmp_path: Path) -> str:
    """The URL of an empty migrated database that this test alone uses."""
    if POSTGRESQL:
        return migrated
    path = tmp_path / "test.db"
    shutil.copy(migrated.removeprefix("sqlite:///"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def db(database_url: str) -> Iterator[None]:
    """Bind the models to an empty migrated database and hold a connection."""
    if POSTGRESQL:
        yield from on_the_kept_connection(database_url)
        return
    bind(database_url)
    database.connect()
    yield
    database.close()


@pytest.fixture
def app(db: None, database_url: str, tmp_path: Path) -> Flask:
    """The whole program on this test's database; its clock stands at NOW."""
    return program(
        Settings(
            database_url=database_url,
            secret_key="a secret key for the tests, long enough",
            audit_key=AUDIT_KEY.decode(),
            base_url="http://127.0.0.1:8000",
            mail_url="smtp://127.0.0.1:8025",
            mail_from="education@council.example",
            mail_folder=tmp_path / "mail",
            listen="127.0.0.1:8000",
            demo=True,
        )
    )


# What the program takes for the time; a test may move it on.
clock = {"now": datetime(2026, 11, 23, 9, 0, tzinfo=UTC)}
NOW = clock["now"]

# What has been put together already, with its configuration and views as they were then.
_built: dict[Settings, tuple[Flask, dict[str, Any], dict[str, Any]]] = {}


def program(given: Settings) -> Flask:
    """The program on the database of this test, its clock at NOW.

    Putting it together takes longer than most tests, so those that serve alike
    share one, with whatever a test changed in its configuration or views put back.
    """
    alike = replace(given, database_url="", mail_folder=Path())
    if alike not in _built:
        database.close()
        made = create_app(given, clock=lambda: clock["now"])
        made.test_client_class = TidyClient
        _built[alike] = made, dict(made.config), dict(made.view_functions)
    made, config, views = _built[alike]
    made.config.clear()
    made.config.update(config, MAIL_FOLDER=given.mail_folder)
    made.config["GATE"].forget()
    made.view_functions.update(views)
    made.config["GATE"].forget()
    database.connect(reuse_if_open=True)
    clock["now"] = NOW
    return made
