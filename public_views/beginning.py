"""Before the first page: who refers, and to which council. Both may be changed until it is sent."""

from __future__ import annotations

from flask import redirect, request, url_for

from browser.moment import request_now, today
from models.casework.referral_draft import Answers, ReferralDraft
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.pages import Answer, asked_council, blueprint, in_progress, nothing_open, page
from public_views.questions import ONE, Question, Step
from public_views.routes import COUNCIL, ROUTE, ROUTES, TO_CHECK, our_councils, steps_of

WHO = Question(ROUTE, "Who are you?", ONE, choices=ROUTES, needed="Say who you are.")


@blueprint.route("/begin", methods=("GET", "POST"))
def begin() -> Answer:
    if request.args.get("to") == TO_CHECK:
        return _change()
    known = _only_council()
    first = _first(known)
    answers = {COUNCIL: known} | first.read(request.form)
    if request.method == "GET":
        return _page(first, answers)
    if wrong := first.wrong(answers, today()):
        return _page(first, answers, wrong), 422
    with transaction(Scope.visitor(), request_now()):
        ReferralDraft.begin(visit.key(), answers, visit.seal(), request_now())
    return redirect(url_for("refer.step", name=steps_of(answers)[0].name))


def _change() -> Answer:
    """Change who refers, or where to, and keep all that is answered."""
    here, first = in_progress(), _first("")
    if here is None:
        return nothing_open()
    if request.method == "GET":
        return _page(first, here.answers)
    typed = first.read(request.form)
    if wrong := first.wrong(typed, today()):
        return _page(first, typed, wrong), 422
    here.keep(typed)
    return redirect(url_for("refer.check"))


def _page(first: Step, answers: Answers, wrong: dict[str, str] | None = None) -> str:
    return page("refer_begin.html", step=first, answers=answers, wrong=wrong or {})


def _first(known: str) -> Step:
    """Return what is asked: the council too, unless it is known."""
    councils = tuple((one.code, one.name) for one in our_councils())
    where = Question(
        COUNCIL,
        "Where does the child live, or did when last seen?",
        ONE,
        choices=councils,
        needed="Choose the council where the child lives.",
    )
    return Step("begin", "Before you begin", (WHO,) if known else (WHO, where))


def _only_council() -> str:
    """Return the code of the council, if there is one only or the link named it; else ""."""
    codes = [one.code for one in our_councils()]
    named = [code for code in codes if code == asked_council()] or codes
    return named[0] if len(named) == 1 else ""
