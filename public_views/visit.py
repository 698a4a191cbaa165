"""A browser without an account: the cookie it holds, and the token of its forms."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import cast

from flask import Blueprint, current_app, g, request
from flask import Response as FlaskResponse
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from browser.cookies import kept_from_others, name_of
from models.sealing import Seal

PURPOSE = "form of a visitor"


def seal() -> Seal:
    return cast(Seal, current_app.config["SEAL"])


def key() -> str:
    """Return what this browser's cookie holds, made now if it came with none.

    No row stands for it: looking at these pages writes nothing.
    """
    if "visit" not in g:
        g.visit = cookie("visit") or secrets.token_urlsafe(32)
    return cast(str, g.visit)


def is_known() -> bool:
    """Say whether this browser came with a cookie of ours: it may have something open."""
    return bool(cookie("visit"))


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


def cookie(name: str) -> str:
    """Return what a cookie of ours holds, or ""."""
    return request.cookies.get(name_of(current_app, name), "")


def leave_cookie(response: Response, name: str, value: str) -> None:
    """Leave a cookie that only this program gets back, until the browser is closed."""
    response.set_cookie(name_of(current_app, name), value, **kept_from_others(current_app))


def _leave_visit(response: FlaskResponse) -> FlaskResponse:
    if "visit" in g and not is_known():
        leave_cookie(response, "visit", g.visit)
    return response


def look_after(blueprint: Blueprint) -> None:
    """Let the pages of `blueprint` have the cookie and check the token of every form."""
    blueprint.before_request(check_token)
    blueprint.after_request(_leave_visit)
