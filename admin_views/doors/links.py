"""What a stranger may ask for, and the links it leads to: a first password, or another one."""

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
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from admin_views.doors.door_forms import ForgottenForm, NewPasswordForm
from admin_views.doors.guessing import TooSoon, weighing
from admin_views.doors.sessions import request_now
from models.base import RuleBroken
from models.organisations import account, throttle
from models.organisations.door_link import PURPOSES, DoorLink, LinkRefused
from models.organisations.officer_mail import OfficerMail
from models.scope import Scope
from models.transaction import transaction

blueprint = Blueprint("links", __name__)

Answer = str | AnyResponse | tuple[str, int]
ASKED = (
    "If that address belongs to an officer here, a link is on its way. It works once, for an "
    "hour. Mail goes out between 6:00 and 20:00."
)


@blueprint.route("/forgotten", methods=("GET", "POST"))
def forgotten() -> Answer:
    """Ask for a link. The answer, and the work behind it, are the same for any address."""
    form = ForgottenForm(request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return render_template("forgotten.html", form=form), status
    email, now = form.email.data or "", request_now()
    asking = f"forgotten {throttle.account(email)}", f"forgotten {_client()}"
    try:
        with weighing(*asking), transaction(Scope.visitor(), now):
            OfficerMail.ask(email, "reset", now)
    except TooSoon:
        return render_template("forgotten.html", form=form), 429
    flash(ASKED, "success")
    return redirect(url_for("door.sign_in"))


@blueprint.route("/door/<purpose>/<token>", methods=("GET", "POST"))
def open_link(purpose: str, token: str) -> Answer:
    """Set a password with a link. Only the posting of one that will do uses the link up."""
    if purpose not in dict(PURPOSES):
        abort(404)
    now = request_now()
    try:
        with weighing(f"link {_client()}") as weighed:
            link = DoorLink.opened_by(token, purpose, current_app.config["SEAL"], now)
            weighed.right = True
    except TooSoon:
        return render_template("link_refused.html"), 429
    except LinkRefused:
        return render_template("link_refused.html"), 410
    form = NewPasswordForm(request.form if request.method == "POST" else None)
    if request.method == "POST" and form.validate() and _set_password(link, form):
        flash("Your password is set. Sign in with it.", "success")
        return redirect(url_for("door.sign_in"))
    status = 200 if request.method != "POST" else 422
    return render_template("new_password.html", form=form, officer=link.officer), status


def _set_password(link: DoorLink, form: NewPasswordForm) -> bool:
    now = request_now()
    try:
        with transaction(Scope.officer(link.officer), now) as changes:
            link.use(now)
            account.set_password(link.officer, form.password.data or "", now)
            changes.record("link_used", link.officer, about={"purpose": link.purpose})
    except RuleBroken as refused:
        flash(str(refused), "error")
        return False
    return True


def _client() -> str:
    return throttle.address(request.remote_addr)


@blueprint.after_request
def send_no_referrer(response: Response) -> Response:
    """The address of these pages is a key."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
