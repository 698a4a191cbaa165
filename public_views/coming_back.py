"""Save and come back: a code, and what goes with it."""

from __future__ import annotations

import math

from flask import redirect, request, url_for

from browser.moment import request_now, today
from models.casework.draft_code import in_fives, plain_proof
from models.casework.referral_draft import KEPT_FOR, Answers, ReferralDraft
from models.dates.london import london_day
from models.dates.words import long_date
from models.organisations import throttle
from models.organisations.throttle import NO_WAIT, Throttle
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.pages import Answer, blueprint, in_progress, nothing_open, page
from public_views.questions import Question, Step, Wrong
from public_views.routes import AT, step_named

NOTHING_KEPT = (
    "Nothing is kept under these two. Look at both again. After seven days what was written is "
    "erased."
)
HINT = "Either will do, but it must be the same one again."


def _proof(text: str) -> str:
    if not plain_proof(text):
        raise Wrong("Enter an email address, like name@example.org, or a date, like 23/11/2016.")
    return text


PROOF = Question(
    "proof",
    "Your email address, or the child’s date of birth",
    hint=HINT,
    needed="Enter your email address or the child’s date of birth.",
    tidy=_proof,
)
SAVE = Step("save", "Save and come back later", (PROOF,))
CODE = Question(
    "code", "Code", needed="Enter the code of ten letters.", hint="Ten letters, like ABCDE-FGHJK."
)
BACK = Step("return", "Go on with a referral", (CODE, PROOF))


@blueprint.route("/save", methods=("GET", "POST"))
def save() -> Answer:
    """Give a code, shown once, that opens what is written for seven days."""
    here = in_progress()
    if here is None:
        return nothing_open()
    typed = SAVE.read(request.form)
    if request.method == "GET":
        proof = here.answers.get("referrer-email", "")
        return page("refer_save.html", here.council, step=SAVE, answers={"proof": proof}, wrong={})
    if wrong := SAVE.wrong(typed, today()):
        return page("refer_save.html", here.council, step=SAVE, answers=typed, wrong=wrong), 422
    now = request_now()
    with transaction(Scope.visitor(), now):
        code = here.draft.give_code(typed["proof"], visit.seal(), now)
    until = long_date(london_day(now + KEPT_FOR))
    return page("refer_saved.html", here.council, code=in_fives(code), until=until)


@blueprint.route("/return", methods=("GET", "POST"))
def come_back() -> Answer:
    """Open what was kept under a code. Whatever is wrong, the words are the same."""
    typed = BACK.read(request.form)
    if request.method == "GET":
        return page("refer_return.html", step=BACK, answers={}, wrong={})
    if wrong := BACK.wrong(typed, today()):
        return page("refer_return.html", step=BACK, answers=typed, wrong=wrong), 422
    now, subject = request_now(), f"draft {throttle.address(request.remote_addr)}"
    with transaction(Scope.visitor(), now):
        guess = Throttle.take([subject], now)
    if guess.wait > NO_WAIT:
        seconds = math.ceil(guess.wait.total_seconds())
        words = f"Too many tries. Wait {seconds} seconds, then try again."
        return page("refer_return.html", step=BACK, answers=typed, wrong={"code": words}), 429
    with transaction(Scope.visitor(), now):
        draft = ReferralDraft.opened_by(
            typed["code"], typed["proof"], visit.key(), visit.seal(), now
        )
        if draft is not None:
            Throttle.give_back(guess, now)
    if draft is None:
        wrong = {"code": NOTHING_KEPT}
        return page("refer_return.html", step=BACK, answers=typed, wrong=wrong), 422
    return redirect(where_it_was_left(draft.answers(visit.seal())))


@blueprint.post("/leave")
def leave() -> Answer:
    """Close what was saved in this browser; its code opens it again."""
    here = in_progress()
    if here is not None and here.draft.code_hash:
        with transaction(Scope.visitor(), request_now()):
            here.draft.close()
    return redirect(url_for("refer.start"))


def where_it_was_left(answers: Answers) -> str:
    """Return the page that was left, or the look at all of it."""
    step = step_named(answers, str(answers.get(AT, "")))
    return url_for("refer.step", name=step.name) if step else url_for("refer.check")
