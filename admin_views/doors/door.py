"""Signing in and out. What a signed-in officer may do is decided elsewhere, on each request."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin_views.doors import sessions
from admin_views.doors.devices import this_device
from admin_views.doors.door_forms import SignInForm
from admin_views.doors.guessing import TooSoon, at_account, weighing
from admin_views.doors.kept_forms import where_to
from admin_views.doors.sessions import request_now
from models.organisations.device import TrustedDevice
from models.organisations.officer import Officer
from models.organisations.second_factor import SecondFactor
from models.scope import Scope
from models.transaction import transaction

blueprint = Blueprint("door", __name__)


@blueprint.route("/sign-in", methods=("GET", "POST"))
def sign_in() -> str | Response | tuple[str, int]:
    if sessions.signed_in_officer() and request.method != "POST":
        return redirect("/")
    form = SignInForm(request.form if request.method == "POST" else None)
    if request.method != "POST":
        form.next.data = request.args.get("next", "/")
        return render_template("sign_in.html", form=form)
    if not form.validate():
        return render_template("sign_in.html", form=form), 401
    device = this_device()
    try:
        with weighing(*at_account(form.email.data or "", device)) as weighed:
            officer = Officer.with_password(form.email.data or "", form.password.data or "")
            weighed.right = officer is not None
    except TooSoon:
        return render_template("sign_in.html", form=form), 429
    if officer is not None:
        return _let_in(officer, device, _inside(form.next.data))
    _record_refusal()
    # The same words whether the address or the password is wrong.
    flash("That email address and password do not fit together. Try again.", "error")
    return render_template("sign_in.html", form=form), 401


def _let_in(officer: Officer, device: TrustedDevice | None, wanted: str) -> Response:
    """The password is right: sign in, or ask for the second step first."""
    if SecondFactor.is_on(officer):
        if device is None or device.officer_id != officer.id:
            sessions.begin_second_step(officer, wanted)
            return redirect(url_for("second_step.code"))
    elif current_app.config["SECOND_FACTOR_REQUIRED"]:
        sessions.begin_second_step(officer, wanted)
        return redirect(url_for("second_step.set_up"))
    sessions.sign_in(officer)
    return redirect(where_to(officer, wanted))


@blueprint.route("/sign-out", methods=("POST",))
def sign_out() -> Response:
    sessions.sign_out()
    flash("You are signed out.", "success")
    answer = redirect(url_for("door.sign_in"))
    # A desk is shared: nothing of what was seen stays in the browser.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


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
