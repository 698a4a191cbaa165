"""The pages behind a reply link: who asks, a code by mail, then the child and the form."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from browser.moment import request_now, today
from correspondence.reply_answers import Said, take_answer
from correspondence.reply_codes import send_code
from models.base import StaleRow
from models.casework.enquiry import Enquiry
from models.casework.handover import Handover
from models.casework.last_known import last_school_or_area
from models.organisations import throttle
from models.organisations.authority import Authority
from models.organisations.throttle import NO_WAIT, Throttle
from models.outgoing.reply_code import ReplyCode, TooManyCodes
from models.outgoing.reply_link import ACKNOWLEDGE, ANSWER, ReplyLink
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.pages import page as page_of
from public_views.reply_form import ReplyForm
from public_views.visit import seal

blueprint = Blueprint("replies", __name__, url_prefix="/reply", template_folder="templates")
visit.look_after(blueprint)

Answer = str | AnyResponse | tuple[str, int]

NOT_KEPT = ("csrf_token", "code")  # of what was typed before a code was asked for
SENT = (
    "A code is on its way to the address that our email came to. It takes a minute or two, and "
    "is good for ten minutes."
)
WRONG = (
    "That code does not fit, or is too old. Check the newest email from us; after five tries or "
    "ten minutes, ask for another."
)
TOO_LONG = "Half an hour has passed since the code, so nothing is sent yet. Ask for a new code."


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
    link = ReplyLink.opened_by(token, today())
    if link is None:
        return _dead()
    about = [link.enquiry, link.enquiry.case, link.enquiry.case.child]
    handover = Handover.of_enquiry(link.enquiry)
    scope = Scope.link(link, about if handover is None else [*about, handover])
    return answer(Asked(link, token, scope.asking_from(request.remote_addr)))


def _dead() -> Answer:
    """The same words, the same work and the same wait for a link of any sort that opens nothing."""
    client = throttle.address(request.remote_addr)
    with transaction(Scope.visitor().asking_from(request.remote_addr), request_now()) as changes:
        guess = Throttle.take([f"reply {client}"], request_now())
        if guess.wait <= NO_WAIT:
            changes.record("reply_link_refused", ReplyLink)
    council = Authority.select().where(Authority.ours, Authority.phone != "")
    phones = [(one.name, one.phone) for one in council.order_by(Authority.code)]
    page = page_of("reply_dead.html", phones=phones)
    return page, 410 if guess.wait <= NO_WAIT else 429


def _page(asked: Asked) -> Answer:
    if not ReplyCode.is_open(asked.link, _holds(), request_now()):
        if request.method == "POST":
            flash(TOO_LONG, "error")
        _record(asked, "reply_link_opened")
        return _first_page(asked), 200 if request.method == "GET" else 422
    form = ReplyForm(asked.link.purpose, request.form if request.method == "POST" else {})
    if request.method == "POST" and (said := form.said(today())) is not None:
        first = _taken(asked, said)
        flash(
            "Thank you. Your answer is saved."
            if first
            else "Thank you. What you sent is saved beside the first answer.",
            "success",
        )
        return redirect(asked.address())
    return _form_page(asked, form), 422 if form.errors else 200


def _taken(asked: Asked, said: Said) -> bool:
    try:
        return take_answer(asked.scope, asked.link, said, request_now(), today())
    except StaleRow:  # another answer was saved this very moment: this one goes beside it
        return take_answer(asked.scope, asked.link, said, request_now(), today())


def _form_page(asked: Asked, form: ReplyForm) -> str:
    """The child's name, date of birth and last school or area: and nothing else of the record."""
    case = asked.enquiry.case
    handover = Handover.of_enquiry(asked.enquiry)
    last = last_school_or_area(case, today()) if handover is None else ""
    with transaction(asked.scope, request_now()) as changes:
        changes.record("read", case.child)
    return page_of(
        "reply.html",
        **_words(asked),
        form=form,
        asks_place=asked.link.purpose == ANSWER,
        child=case.child,
        last=last if handover is None else handover.packet["last"],
    )


def _first_page(asked: Asked) -> str:
    """Show who asks. What was typed before goes with the code and comes back after it."""
    return page_of("reply_first.html", **_words(asked), kept=_kept())


def _kept() -> dict[str, str]:
    return {name: text for name, text in request.form.items() if name not in NOT_KEPT}


def _words(asked: Asked) -> dict[str, Any]:
    """Return what may be told before the code: whose question it is, and whom to ring."""
    enquiry = asked.enquiry
    officer = enquiry.case.officer
    return {
        "asked": asked,
        "enquiry": enquiry,
        "council": enquiry.authority,
        "officer": officer,
        "phone": (officer.phone if officer else "") or enquiry.authority.phone,
        "hands_over": asked.link.purpose == ACKNOWLEDGE,
    }


def _send(asked: Asked) -> Answer:
    try:
        send_code(asked.scope, asked.link, seal(), request_now(), today())
    except TooManyCodes as wait:
        _record(asked, "code_not_sent")
        flash(str(wait), "error")
        return _first_page(asked), 429
    flash(SENT, "success")
    return _first_page(asked) if _kept() else redirect(asked.address())


def _enter(asked: Asked) -> Answer:
    opener = _holds() if ReplyCode.gave(_holds()) else secrets.token_urlsafe(32)
    with transaction(asked.scope, request_now()) as changes:
        typed = request.form.get("code", "")
        fits = ReplyCode.takes(asked.link, typed, opener, seal(), request_now())
        changes.record("code_taken" if fits else "code_refused", asked.link)
    if not fits:
        flash(WRONG, "error")
        return _first_page(asked), 422
    kept = _kept()
    form = ReplyForm(asked.link.purpose, kept)
    answer = make_response(_form_page(asked, form) if kept else redirect(asked.address()))
    visit.leave_cookie(answer, "reply", opener)
    return answer


def _record(asked: Asked, verb: str) -> None:
    with transaction(asked.scope, request_now()) as changes:
        changes.record(verb, asked.link)


def _holds() -> str:
    """Return what this browser holds of ours from a code given before, or ""."""
    return visit.cookie("reply")


@blueprint.after_request
def send_no_referrer(response: Response) -> Response:
    """The address of these pages is a key."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
