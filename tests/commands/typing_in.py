"""Types a command as an operator does, into the whole program."""

from __future__ import annotations

from click.testing import Result
from flask import Flask

from models.base import database


def typed(app: Flask, *words: str) -> Result:
    """Return what `flask WORDS` said; the test goes on with its own connection."""
    database.close()
    result = app.test_cli_runner().invoke(args=list(words))
    database.connect(reuse_if_open=True)
    return result
