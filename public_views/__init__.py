"""The pages for people outside, who have no account: to refer a child."""

from __future__ import annotations

from flask import Flask

from public_views import beginning, checking, coming_back, flood, leavers, refer
from public_views.pages import blueprint

# Each adds its pages to the one blueprint.
PAGES = (refer, beginning, checking, coming_back, flood, leavers)


def register(app: Flask) -> None:
    """Add the outside pages to the program."""
    # Their forms have a token of their own: a visitor has no session for the other to stand in.
    app.extensions["csrf"].exempt(blueprint)
    app.register_blueprint(blueprint)
