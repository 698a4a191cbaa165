"""Between the password and the first page: the second factor, used or set up."""

from __future__ import annotations

import io

import segno
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from admin_views.doors import sessions
from admin_views.doors.devices import trust_this_device
from admin_views.doors.door_forms import CodeForm, ConfirmForm
from admin_views.doors.guessing import TooSoon, at_second_step, weighing
from admin_views.doors.kept_forms import where_to
from admin_views.doors.sessions import request_now
from models.organisations.officer import Officer
from models.organisations.recovery_code import RecoveryCode
from models.organisations.second_factor import SecondFactor
from models.scope import Scope
from models.transaction import transaction

blueprint = Blueprint("second_step", __name__, url_prefix="/sign-in")

Answer = str | AnyResponse | tuple[str, int]
WRONG = "That code does not fit, or was used already. Wait for the next one, and try again."


@blueprint.route("/code", methods=("GET", "POST"))
def code() -> Answer:
    officer = sessions.at_second_step()
    if officer is None or not SecondFactor.is_on(officer):
        return _begin_again()
    form = CodeForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _page("second_step.html", form)
    try:
        with weighing(at_second_step(officer)) as weighed:
            how = _taken(officer, form.code.data or "")
            weighed.right = bool(how)
    except TooSoon:
        return render_template("second_step.html", form=form), 429
    if not weighed.right:
        flash(WRONG, "error")
        return _page("second_step.html", form)
    if form.trust.data:
        trust_this_device(officer)
    wanted = session.get("wanted", "/")
    sessions.sign_in(officer)
    if how == "recovery code":
        left = RecoveryCode.left(officer)
        flash(f"A recovery code was used; {left} are left. Your account page makes ten new ones.")
    return redirect(where_to(officer, wanted))


def _taken(officer: Officer, typed: str) -> str:
    """Return what `typed` was, "code" or "recovery code", or "" for neither. It is used then."""
    now = request_now()
    kept = SecondFactor.of(officer)
    with transaction(Scope.officer(officer), now) as changes:
        if kept is not None and kept.takes(typed, current_app.config["SEAL"], now):
            return "code"
        if RecoveryCode.takes(officer, typed, now):
            changes.record("recovery_code_used", officer)
            return "recovery code"
        changes.record("second_factor_refused", officer)
        return ""


@blueprint.route("/set-up", methods=("GET", "POST"))
def set_up() -> Answer:
    """Set up the second factor where nobody is let in without one."""
    officer = sessions.at_second_step()
    if officer is None or SecondFactor.is_on(officer):
        return _begin_again()
    form = ConfirmForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return set_up_page(officer, form, ".picture")
    codes = confirmed(officer, form)
    if codes is None:
        return set_up_page(officer, form, ".picture")
    wanted = session.get("wanted", "/")
    sessions.sign_in(officer)
    return render_template("recovery_codes.html", codes=codes, onward=where_to(officer, wanted))


@blueprint.route("/set-up/picture.svg")
def picture() -> AnyResponse:
    officer = sessions.at_second_step()
    if officer is None or SecondFactor.is_on(officer):
        return _begin_again()
    return picture_of(officer)


def set_up_page(officer: Officer, form: ConfirmForm, picture: str) -> Answer:
    kept = SecondFactor.of(officer)
    if kept is None or not kept.offered:
        return redirect("/")
    secret = kept.offered_secret(current_app.config["SEAL"])
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    status = 200 if request.method != "POST" else 422
    page = render_template("set_up.html", form=form, secret=grouped, picture=url_for(picture))
    return page, status


def confirmed(officer: Officer, form: ConfirmForm) -> list[str] | None:
    """Put the offered secret in force and return ten recovery codes; None if the code is wrong."""
    now = request_now()
    kept = SecondFactor.of(officer)
    with transaction(Scope.officer(officer), now) as changes:
        if kept is not None and kept.confirm(form.code.data or "", current_app.config["SEAL"], now):
            changes.record("second_factor_set_up", officer)
            return RecoveryCode.make_ten(officer, now)
    flash("That code does not fit. Check that your phone's clock is right, and try again.", "error")
    return None


def picture_of(officer: Officer) -> Response:
    """Return the QR code as a file of its own: the page may hold no picture inside itself."""
    kept = SecondFactor.of(officer)
    if kept is None or not kept.offered:
        abort(404)
    drawn = io.BytesIO()
    code = segno.make(kept.offered_uri(current_app.config["SEAL"]), error="m", micro=False)
    code.save(drawn, kind="svg", scale=6, border=4, light="white")
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


def _page(template: str, form: CodeForm) -> Answer:
    return render_template(template, form=form), 200 if request.method != "POST" else 422


def _begin_again() -> AnyResponse:
    return redirect("/" if sessions.signed_in_officer() else url_for("door.sign_in"))
