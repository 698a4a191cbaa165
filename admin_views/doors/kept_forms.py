"""A form sent after the session ended is kept an hour and shown again, filled in, to its writer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from admin_views.doors.sessions import request_now, signed_in_officer
from admin_views.records.rows import is_id
from models.organisations.kept_form import KeptForm
from models.organisations.officer import Officer
from models.organisations.session import Session
from models.scope import Scope
from models.transaction import transaction

# Sessions begun longer ago than this are nobody's half-written note.
LATEST = timedelta(days=7)
DOORS = ("door", "second_step", "account", "links")
LEFT_OUT = ("password", "token", "code", "present", "again")


def register(app: Flask) -> None:
    """Before the form's token is looked at: it ended with the session."""
    app.before_request(_keep)
    app.before_request(_fill_in)
    app.after_request(_forget_when_saved)


def where_to(officer: Officer, wanted: str) -> str:
    """Return where a sign-in leads: to what was being written, else to the page asked for."""
    kept = KeptForm.waiting_for(officer, request_now())
    if kept is None:
        return wanted
    flash("Your session ended before this was saved. Here it is again: check it, and save it.")
    return f"{kept.page}{'&' if '?' in kept.page else '?'}kept={kept.id}"


def _keep() -> AnyResponse | None:
    if request.method != "POST" or getattr(session, "row", None) is not None:
        return None
    officer = _whose()
    if officer is None or request.blueprint in DOORS or not _is_a_page():
        return None
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in LEFT_OUT)
    ]
    now = request_now()
    with transaction(Scope.visitor(), now):
        kept = KeptForm.keep(officer, _page(), fields, current_app.config["SEAL"], now)
    if not kept:
        return None
    flash(
        "Your session has ended. What you wrote is not saved yet, but kept for an hour: sign in "
        "and it is shown again.",
        "warning",
    )
    return redirect(url_for("door.sign_in"))


def _whose() -> Officer | None:
    """Return whose session the cookie opened until it ended. Other sites' forms are not kept."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return None
    name = current_app.session_interface.get_cookie_name(current_app)
    cookie = request.cookies.get(name, "")
    return Session.last_officer_of(cookie, request_now() - LATEST) if cookie else None


def _is_a_page() -> bool:
    """Say whether this address can be opened again: a button's cannot, nor a search's."""
    try:
        current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return True


def _page() -> str:
    """Return the address of this page, without the number of what was kept for it."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "kept"]
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _kept_here() -> KeptForm | None:
    number, officer = request.args.get("kept", ""), signed_in_officer()
    if officer is None or not is_id(number):
        return None
    return KeptForm.of(officer, int(number), _page(), request_now())


def _fill_in() -> None:
    """Let the form of this page find what was kept, in place of what is stored."""
    if request.method == "GET" and "kept" in request.args and (kept := _kept_here()) is not None:
        g.kept_fields = MultiDict(kept.fields(current_app.config["SEAL"]))


def _forget_when_saved(response: Response) -> Response:
    saved = request.method == "POST" and response.status_code == 302
    if saved and "kept" in request.args and (kept := _kept_here()) is not None:
        with transaction(Scope.visitor(), request_now()):
            kept.forget()
    return response


def kept_fields() -> Any:
    """Return what a form on this page is to be filled in with, or None."""
    return g.get("kept_fields")
