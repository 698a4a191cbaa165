"""Signing in and out. What a signed-in officer may do is decided elsewhere, on each request."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_views import sessions
from admin_views.forms import SignInForm
from admin_views.sessions import request_now
from models.organisations.officer import Officer
from models.scope import Scope
from models.transaction import transaction

blueprint = Blueprint("door", __name__)


@blueprint.route("/sign-in", methods=("GET", "POST"))
def sign_in() -> str | Response | tuple[str, int]:
    if sessions.signed_in_officer() and request.method == "GET":
        return redirect("/")
    form = SignInForm(request.form if request.method == "POST" else None)
    if request.method == "GET":
        form.next.data = request.args.get("next", "/")
        return render_template("sign_in.html", form=form)
    if form.validate():
        officer = Officer.with_password(form.email.data or "", form.password.data or "")
        if officer is not None:
            sessions.sign_in(officer)
            return redirect(_inside(form.next.data))
        _record_refusal()
        # The same words whether the address or the password is wrong.
        flash("That email address and password do not fit together. Try again.", "error")
    return render_template("sign_in.html", form=form), 401


@blueprint.route("/sign-out", methods=("POST",))
def sign_out() -> Response:
    sessions.sign_out()
    flash("You are signed out.", "success")
    return redirect(url_for("door.sign_in"))


def _record_refusal() -> None:
    with transaction(Scope.visitor(), request_now()) as changes:
        changes.record("sign_in_refused", Officer)


def _inside(path: str | None) -> str:
    """Return `path` if it is one of ours, else the front page: nobody is sent elsewhere."""
    if not path or not path.isprintable() or not path.startswith("/"):
        return "/"
    if path.startswith(("//", "/\\")):
        return "/"
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else path
