"""The pages for people outside, who have no account."""

from __future__ import annotations

from flask import Flask

from public_views import replies


def register(app: Flask) -> None:
    """Add the outside pages to the program."""
    app.register_blueprint(replies.blueprint)
