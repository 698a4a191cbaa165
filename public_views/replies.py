"""The pages behind a reply link: who asks, a code by mail, then the child and the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from correspondence.reply_answers import take_answer
from correspondence.reply_codes import send_code
from models.base import StaleRow
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.last_known import last_school_or_area
from models.dates.london import london_day
from models.organisations import throttle
from models.organisations.authority import Authority
from models.organisations.throttle import NO_WAIT, Throttle
from models.outgoing.reply_code import ReplyCode, TooManyCodes
from models.outgoing.reply_link import ReplyLink
from models.scope import Scope
from models.transaction import transaction
from public_views.reply_form import MORE, ReplyForm

blueprint = Blueprint("replies", __name__, url_prefix="/reply", template_folder="templates")

Answer = str | AnyResponse | tuple[str, int]

NOT_KEPT = ("csrf_token", "code")

# How long the child stays open to a browser once the code was right.
SHOWN_FOR = timedelta(minutes=30)
SENT = (
    "A code is on its way to the address that our email came to. It takes a minute or two, and "
    "is good for ten minutes."
)
WRONG = (
    "That code does not fit, or is too old. Check the newest email from us; after five tries or "
    "ten minutes, ask for another."
)


class Asked(NamedTuple):
    """A link that opens, and the scope of whoever opened it: what it is about and no more."""

    link: ReplyLink
    token: str
    scope: Scope

    @property
    def enquiry(self) -> Enquiry:
        return self.scope.get(Enquiry, self.link.enquiry_id)

    def address(self, page: str = "page") -> str:
        return url_for(f".{page}", token=self.token)


def now() -> datetime:
    """Return the one moment at which this request counts as happening."""
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return cast(datetime, g.now)


@blueprint.route("/<token>", methods=("GET", "POST"))
def page(token: str) -> Answer:
    """Show who asks; after the code the child too, and take the answer."""
    return _with_link(token, _page)


@blueprint.post("/<token>/code")
def code(token: str) -> Answer:
    """Mail a code to the address the question went to, whoever asks for it."""
    return _with_link(token, _send)


@blueprint.post("/<token>/open")
def enter(token: str) -> Answer:
    """Weigh a code. Every try is counted before it is weighed."""
    return _with_link(token, _enter)


def _with_link(token: str, answer: Callable[[Asked], Answer]) -> Answer:
    link = ReplyLink.opened_by(token, london_day(now()))
    if link is None:
        return _dead()
    about = [link.enquiry, link.enquiry.case, link.enquiry.case.child]
    handover = Handover.of_enquiry(link.enquiry)
    scope = Scope.link(link, about if handover is None else [*about, handover])
    return answer(Asked(link, token, scope.asking_from(request.remote_addr)))


def _dead() -> Answer:
    """The same words, the same work and the same wait for a link of any sort that opens nothing."""
    client = throttle.address(request.remote_addr)
    with transaction(Scope.visitor().asking_from(request.remote_addr), now()) as changes:
        guess = Throttle.take([f"reply {client}"], now())
        if guess.wait <= NO_WAIT:
            changes.record("reply_link_refused", ReplyLink)
    council = Authority.select().where(Authority.ours, Authority.phone != "")
    phones = [(one.name, one.phone) for one in council.order_by(Authority.code)]
    page = render_template("reply_dead.html", phones=phones)
    return page, 410 if guess.wait <= NO_WAIT else 429


def _page(asked: Asked) -> Answer:
    if not _is_shown(asked.link):
        if request.method == "POST":
            flash("Too much time has passed, so nothing is sent yet. Ask for a new code.", "error")
        _record(asked, "reply_link_opened")
        return _first_page(asked), 200 if request.method == "GET" else 422
    form = ReplyForm(asked.link.purpose, request.form if request.method == "POST" else {})
    if request.method == "POST" and (said := form.said(london_day(now()))) is not None:
        first = _taken(asked, said)
        flash(
            "Thank you. Your answer is saved."
            if first
            else "Thank you. What you sent is saved beside the first answer.",
            "success",
        )
        return redirect(asked.address())
    return _form_page(asked, form), 422 if form.errors else 200


def _taken(asked: Asked, said: Any) -> bool:
    day = london_day(now())
    try:
        return take_answer(asked.scope, asked.link, said, now(), day)
    except StaleRow:  # another answer was saved this very moment: this one goes beside it
        return take_answer(asked.scope, asked.link, said, now(), day)


def _form_page(asked: Asked, form: ReplyForm) -> str:
    """The child's name, date of birth and last school or area: and nothing else of the record."""
    case = asked.enquiry.case
    handover = Handover.of_enquiry(asked.enquiry)
    last = last_school_or_area(case, london_day(now())) if handover is None else ""
    with transaction(asked.scope, now()) as changes:
        changes.record("read", case.child)
    return render_template(
        "reply.html",
        **_words(asked),
        form=form,
        more=MORE,
        child=case.child,
        last=last if handover is None else handover.packet["last"],
    )


def _first_page(asked: Asked) -> str:
    """Show who asks. What was typed before goes with the code and comes back after it."""
    return render_template("reply_first.html", **_words(asked), kept=_kept())


def _kept() -> dict[str, str]:
    return {name: text for name, text in request.form.items() if name not in NOT_KEPT}


def _words(asked: Asked) -> dict[str, Any]:
    """Return what may be told before the code: whose question it is, and whom to ring."""
    enquiry = asked.enquiry
    officer = enquiry.case.officer
    return {
        "asked": asked,
        "enquiry": enquiry,
        "authority": enquiry.authority,
        "officer": officer,
        "phone": (officer.phone if officer else "") or enquiry.authority.phone,
        "hands_over": asked.link.purpose == "acknowledge",
    }


def _send(asked: Asked) -> Answer:
    try:
        send_code(asked.scope, asked.link, _seal(), now(), london_day(now()))
    except TooManyCodes as wait:
        _record(asked, "code_not_sent")
        flash(str(wait), "error")
        return _first_page(asked), 429
    flash(SENT, "success")
    return _first_page(asked) if _kept() else redirect(asked.address())


def _enter(asked: Asked) -> Answer:
    with transaction(asked.scope, now()) as changes:
        fits = ReplyCode.takes(asked.link, request.form.get("code", ""), _seal(), now())
        changes.record("code_taken" if fits else "code_refused", asked.link)
    if not fits:
        flash(WRONG, "error")
        return _first_page(asked), 422
    _show_from_now(asked.link)
    if kept := _kept():
        return _form_page(asked, ReplyForm(asked.link.purpose, kept))
    return redirect(asked.address())


def _record(asked: Asked, verb: str) -> None:
    with transaction(asked.scope, now()) as changes:
        changes.record(verb, asked.link)


def _show_from_now(link: ReplyLink) -> None:
    """Note in a fresh session that this browser gave the code: one it brought proves nothing."""
    ours = cast(Any, session)
    if ours.row is not None and ours.row.officer_id is None:
        with transaction(Scope.visitor(), now()):
            ours.row.end(now())
        ours.clear()
        ours.row, ours.cookie = None, ""
        g.pop("csrf_token", None)
    shown = dict(session.get("replies", {}))
    session["replies"] = shown | {str(link.id): (now() + SHOWN_FOR).isoformat()}


def _is_shown(link: ReplyLink) -> bool:
    until = session.get("replies", {}).get(str(link.id), "")
    return bool(until) and now() < datetime.fromisoformat(until)


def _seal() -> Any:
    return current_app.config["SEAL"]


@blueprint.after_request
def send_no_referrer(response: Response) -> Response:
    """The address of these pages is a key."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
