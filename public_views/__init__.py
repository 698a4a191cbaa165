"""The pages for people outside, who have no account: to refer a child, and to answer a link."""

from __future__ import annotations

from flask import Flask

from public_views import (
    accessibility,
    beginning,
    checking,
    coming_back,
    flood,
    leavers,
    refer,
    replies,
)
from public_views.pages import blueprint

# Each adds its pages to the one blueprint.
PAGES = (refer, beginning, checking, coming_back, flood, leavers)


def register(app: Flask) -> None:
    """Add the outside pages to the program."""
    for one in (blueprint, replies.blueprint):
        # Their forms have a token of their own: a visitor has no session for the other to stand in.
        app.extensions["csrf"].exempt(one)
        app.register_blueprint(one)
    app.register_blueprint(accessibility.blueprint)
