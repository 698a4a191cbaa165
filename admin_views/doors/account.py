"""An officer's own account: where it is open, what is trusted, and how to shut it."""

from __future__ import annotations

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

from admin_views.asking import officer_asking
from admin_views.doors import sessions
from admin_views.doors.door_forms import ChangePasswordForm, ConfirmForm, PasswordForm
from admin_views.doors.guessing import TooSoon, at_own_password, weighing
from admin_views.doors.second_step import confirmed, picture_of, set_up_page
from admin_views.doors.sessions import request_now
from admin_views.records.rows import is_id
from models.base import RuleBroken
from models.organisations import account
from models.organisations.device import TrustedDevice
from models.organisations.officer import Officer
from models.organisations.recovery_code import RecoveryCode
from models.organisations.second_factor import SecondFactor
from models.organisations.session import Session
from models.scope import Scope
from models.transaction import transaction

blueprint = Blueprint("account", __name__, url_prefix="/account")

Answer = str | AnyResponse | tuple[str, int]


@blueprint.before_request
def only_signed_in() -> AnyResponse | None:
    return None if officer_asking() else redirect(url_for("door.sign_in", next="/account"))


def _me() -> Officer:
    officer = officer_asking()
    assert officer is not None
    return officer


@blueprint.route("")
def index() -> str:
    me, now = _me(), request_now()
    return render_template(
        "account.html",
        officer=me,
        sessions=Session.of(me, now),
        here=session.row.id,  # type: ignore[attr-defined]
        devices=TrustedDevice.of(me, now),
        second_factor=SecondFactor.is_on(me),
        codes_left=RecoveryCode.left(me),
        required=current_app.config["SECOND_FACTOR_REQUIRED"],
    )


@blueprint.route("/sign-out-everywhere", methods=("POST",))
def sign_out_everywhere() -> AnyResponse:
    me, now = _me(), request_now()
    with transaction(Scope.officer(me), now) as changes:
        account.sign_out_everywhere(me, now)
        changes.record("sign_out_everywhere", me)
    sessions.leave()
    flash("You are signed out everywhere, and no device is trusted any more.", "success")
    return redirect(url_for("door.sign_in"))


@blueprint.route("/devices/revoke", methods=("POST",))
def revoke_device() -> AnyResponse:
    me, now, number = _me(), request_now(), request.args.get("id", "")
    mine = TrustedDevice.of(me, now)
    device = next((one for one in mine if is_id(number) and one.id == int(number)), None)
    if device is None:
        abort(404)
    with transaction(Scope.officer(me), now):
        device.revoke(now)
    flash("That device is not trusted any more.", "success")
    return redirect(url_for(".index"))


@blueprint.route("/password", methods=("GET", "POST"))
def password() -> Answer:
    me, now = _me(), request_now()
    form = ChangePasswordForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _asked("Change your password", form)
    if refusal := _not_me(me, form.present.data or ""):
        return _asked("Change your password", form, refusal)
    try:
        with transaction(Scope.officer(me), now):
            account.set_password(me, form.password.data or "", now)
    except RuleBroken as refused:
        flash(str(refused), "error")
        return _asked("Change your password", form)
    sessions.sign_in(me)
    flash("Your password is changed. Everywhere else you are signed out.", "success")
    return redirect(url_for(".index"))


@blueprint.route("/second-factor/begin", methods=("GET", "POST"))
def begin_second_factor() -> Answer:
    """Offer a new secret; one in force stays so until the new one is confirmed."""
    me, now = _me(), request_now()
    form = PasswordForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _asked("Set up a second factor", form)
    if refusal := _not_me(me, form.present.data or ""):
        return _asked("Set up a second factor", form, refusal)
    with transaction(Scope.officer(me), now):
        SecondFactor.offer(me, current_app.config["SEAL"])
    return redirect(url_for(".second_factor"))


@blueprint.route("/second-factor", methods=("GET", "POST"))
def second_factor() -> Answer:
    me = _me()
    form = ConfirmForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return set_up_page(me, form, ".picture")
    codes = confirmed(me, form)
    if codes is None:
        return set_up_page(me, form, ".picture")
    return render_template("recovery_codes.html", codes=codes, onward=url_for(".index"))


@blueprint.route("/second-factor/picture.svg")
def picture() -> Response:
    return picture_of(_me())


@blueprint.route("/recovery-codes", methods=("GET", "POST"))
def recovery_codes() -> Answer:
    me, now = _me(), request_now()
    if not SecondFactor.is_on(me):
        abort(404)
    form = PasswordForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _asked("Make ten new recovery codes", form)
    if refusal := _not_me(me, form.present.data or ""):
        return _asked("Make ten new recovery codes", form, refusal)
    with transaction(Scope.officer(me), now) as changes:
        codes = RecoveryCode.make_ten(me, now)
        changes.record("recovery_codes_made", me)
    return render_template("recovery_codes.html", codes=codes, onward=url_for(".index"))


def _not_me(me: Officer, password: str) -> int:
    """Return 0 if the present password is right, else the status of the refusal."""
    try:
        with weighing(at_own_password(me)) as weighed:
            weighed.right = me.has_password(password)
    except TooSoon:
        return 429
    if weighed.right:
        return 0
    flash("That is not your present password.", "error")
    return 422


def _asked(title: str, form: ChangePasswordForm | PasswordForm, status: int = 422) -> Answer:
    page = render_template("own_password.html", title=title, form=form)
    return page, 200 if request.method != "POST" else status
