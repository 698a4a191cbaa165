"""The pages for people outside, who have no account. There is only the front door so far."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the outside pages to the program."""
