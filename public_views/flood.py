"""Sending in a flood: so many an address, and above a number in all only confirmed by mail."""

from __future__ import annotations

from flask import Response, current_app, redirect, request, url_for

from browser.moment import request_now
from models.casework.pending_referral import GOOD_FOR, LinkRefused, PendingReferral
from models.casework.referral_draft import Answers, ReferralDraft
from models.organisations.sent_from import SentFrom, TooMany
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.gate import address_asking, gate, stop
from public_views.pages import Answer, Open, blueprint, in_progress, page
from public_views.public_route import ANONYMOUS
from public_views.routes import council_of
from public_views.sending import send


def send_or_hold(here: Open, form_key: str) -> Answer:
    """Send what is written and lead to its receipt; or say why not now, and what then."""
    now = request_now()
    limits, address = gate().limits(now), address_asking()
    try:
        if SentFrom.in_all(now) >= limits.in_all:
            return _held(here, limits.referrals)
        send(
            form_key,
            visit.seal(),
            _is_scanned(),
            now,
            count=lambda: SentFrom.take(address, limits.referrals, now),
        )
    except TooMany as many:
        gate().full.shut(address, now + many.wait, now)
        return stop(now, many.wait)
    return redirect(url_for("refer.sent"))


def _is_scanned() -> bool:
    return bool(current_app.config["SCANNER"])


def _held(here: Open, most: int) -> Answer:
    """Keep what is written until the link that is mailed now is opened. Raise TooMany."""
    if to := _email_in(here.answers):
        now, form_hash = request_now(), here.draft.form_hash
        with transaction(Scope.visitor(), now):
            if PendingReferral.ask(form_hash, here.council, to, visit.seal(), now):
                SentFrom.take(address_asking(), most, now)
                here.draft.keep_for(GOOD_FOR, now)
    return redirect(url_for("refer.unconfirmed"))


def _email_in(answers: Answers) -> str:
    """Return where the sender can be asked; "" for none, and for whoever wants not to be known."""
    return "" if answers.get(ANONYMOUS) == "yes" else str(answers.get("referrer-email", ""))


@blueprint.get("/unconfirmed")
def unconfirmed() -> Answer:
    """Say that nothing is sent yet: there are too many just now."""
    here = in_progress()
    if here is None:
        return redirect(url_for("refer.start"))
    return page("refer_unconfirmed.html", here.council, email=_email_in(here.answers))


@blueprint.route("/confirm/<token>", methods=("GET", "POST"))
def confirm(token: str) -> Answer:
    """Send what was held. A filter that follows the link sends nothing: only the button does."""
    now = request_now()
    try:
        pending = PendingReferral.opened_by(token, visit.seal(), now)
        draft = ReferralDraft.by_hash(pending.form_hash)
        if draft is None:
            raise LinkRefused
    except LinkRefused as refused:
        return page("refer_link_refused.html", why=str(refused)), 410
    if draft.receipt:
        return page("refer_sent.html", receipt=draft.receipt)
    answers = draft.answers(visit.seal())
    if request.method == "GET":
        return page("refer_confirm.html", council_of(answers))
    receipt = send(answers["form_key"], visit.seal(), _is_scanned(), now)
    return page("refer_sent.html", council_of(answers), receipt=receipt)


@blueprint.after_request
def send_no_referrer(response: Response) -> Response:
    """The address of some of these pages is a key."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
