"""The cookie by which a trusted device is known."""

from __future__ import annotations

from flask import Response, after_this_request, current_app, request

from admin_views.doors.sessions import request_now
from browser.cookies import kept_from_others, name_of
from models.organisations.device import TRUSTED_FOR, TrustedDevice
from models.organisations.officer import Officer
from models.scope import Scope
from models.transaction import transaction


def this_device() -> TrustedDevice | None:
    """Return the device this browser was made, if somebody still trusts it."""
    cookie = request.cookies.get(_name(), "")
    return TrustedDevice.known_by(cookie, request_now()) if cookie else None


def trust_this_device(officer: Officer) -> None:
    now = request_now()
    with transaction(Scope.officer(officer), now):
        _, cookie = TrustedDevice.trust(officer, request.headers.get("User-Agent", ""), now)

    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(
            _name(),
            cookie,
            max_age=TRUSTED_FOR,
            **kept_from_others(current_app),
        )
        return response


def _name() -> str:
    return name_of(current_app, "device")
