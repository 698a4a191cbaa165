"""A browser without an account: the one cookie it holds, the token of its forms, the moment."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime
from typing import cast

from flask import Blueprint, Response, current_app, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as AnyResponse

from models.dates.london import london_day
from models.sealing import Seal

PURPOSE = "form of a visitor"


def request_now() -> datetime:
    """Return the one moment at which this request counts as happening."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return cast(datetime, g.now)


def today() -> date:
    return london_day(request_now())


def seal() -> Seal:
    return cast(Seal, current_app.config["SEAL"])


def key() -> str:
    """Return what this browser's cookie holds, made now if it came with none.

    No row stands for it: looking at these pages writes nothing.
    """
    if "visit" not in g:
        g.visit = request.cookies.get(_name(), "") or secrets.token_urlsafe(32)
    return cast(str, g.visit)


def is_known() -> bool:
    """Say whether this browser came with a cookie of ours: it may have something open."""
    return bool(request.cookies.get(_name()))


def form_token() -> str:
    """Return the token of this browser's forms, which another site cannot know."""
    return hmac.new(seal().key_for(PURPOSE), key().encode(), hashlib.sha256).hexdigest()


def check_token() -> None:
    """Refuse a form that is not from a page of ours, opened in this browser."""
    if request.method != "POST":
        return
    sent = request.form.get("csrf_token", "")
    if not is_known() or not hmac.compare_digest(sent.encode(), form_token().encode()):
        raise CSRFError("The form came without its token.")


def _is_https() -> bool:
    return bool(current_app.config["BASE_URL"].startswith("https://"))


def _name() -> str:
    return cookie_name("visit")


def _leave_cookie(response: Response) -> Response:
    if "visit" in g and not request.cookies.get(_name()):
        leave_cookie(response, "visit", g.visit)
    return response


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if _is_https() else name


def leave_cookie(response: AnyResponse, name: str, value: str) -> None:
    """Leave a cookie that only this program gets back, until the browser is closed."""
    response.set_cookie(
        cookie_name(name), value, httponly=True, secure=_is_https(), samesite="Lax", path="/"
    )


def look_after(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` have the cookie and check the token of every form."""
    blueprint.before_request(check_token)
    blueprint.after_request(_leave_cookie)
