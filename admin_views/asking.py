"""Who is asking, for the length of one request: their scope and the moment it is."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import g, request
from flask_login import UserMixin

from admin_views.doors.sessions import request_now, signed_in_officer
from browser.moment import today as today
from models.dates.london import LONDON
from models.organisations.officer import Officer
from models.scope import Scope


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login asks of a user."""

    def __init__(self, officer: Officer) -> None:
        self.officer = officer
        self.id = str(officer.id)


def load_signed_in(_request: object) -> SignedIn | None:
    """Flask-Login's request loader: the session row says who it is, on every request anew."""
    officer = signed_in_officer()
    return SignedIn(officer) if officer else None


def scope() -> Scope:
    """Return the scope of whoever asks, read from the roles of this moment."""
    if "scope" not in g:
        officer = signed_in_officer()
        asking = Scope.officer(officer, request_now()) if officer else Scope.visitor()
        g.scope = asking.asking_from(request.remote_addr)
    return cast(Scope, g.scope)


def here(moment: datetime) -> datetime:
    """Return the same moment as the clocks in London show it."""
    return moment.astimezone(LONDON)


def officer_asking() -> Officer | None:
    return signed_in_officer()
