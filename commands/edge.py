"""What every command needs of the world: the moment, the day, and words instead of tracebacks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click
from flask import current_app
from peewee import OperationalError

from models.base import RuleBroken, database

P = ParamSpec("P")
R = TypeVar("R")
LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return the moment by the program's own clock, as the pages have it."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    return now().astimezone(LONDON).date()


def with_database(command: Callable[P, R]) -> Callable[P, R]:
    """Hold a connection while the command runs; tell a broken rule in words, exit code 1."""

    @functools.wraps(command)
    def connected(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with database.connection_context():
                return command(*args, **kwargs)
        except RuleBroken as broken:
            raise click.ClickException(str(broken)) from broken
        except OperationalError as down:
            raise click.ClickException(
                "The database does not answer, or lacks tables. Check DATABASE_URL and that it "
                "runs; then: flask db upgrade"
            ) from down

    return connected
