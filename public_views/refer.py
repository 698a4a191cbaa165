"""Refer a child: who should, in danger whom to ring, and the questions page by page."""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from browser.moment import request_now, today
from models.casework.referral_draft import Answers
from models.scope import Scope
from models.transaction import transaction
from public_views import visit
from public_views.choosing import chosen_before, school_to_choose
from public_views.coming_back import where_it_was_left
from public_views.files import take_files
from public_views.pages import (
    Answer,
    Open,
    asked_council,
    blueprint,
    in_progress,
    nothing_open,
    page,
    step_or_404,
)
from public_views.questions import Step
from public_views.routes import (
    AT,
    ROUTE,
    TO_CHECK,
    shown_councils,
    step_after,
    step_before,
)

GUIDANCE = "https://www.gov.uk/government/publications/children-missing-education"


@blueprint.get("")
def start() -> str:
    """Say who should use these pages and who not, and whom to ring."""
    shown = shown_councils(asked_council())
    here = shown[0] if len(shown) == 1 else None
    told = {"councils": shown, "guidance": GUIDANCE, "asked": asked_council()}
    open_here = in_progress() if visit.is_known() else None
    onward = where_it_was_left(open_here.answers) if open_here is not None else ""
    return page("refer.html", here, onward=onward, **told)


@blueprint.route("/step/<name>", methods=("GET", "POST"))
def step(name: str) -> Answer:
    """One page of questions: asked, answered, or given back with what is wrong."""
    here = in_progress()
    if here is None:
        return nothing_open()
    asked = step_or_404(here.answers, name)
    if asked.files:
        return take_files(here, asked, _back(here, asked), _onward(here, asked))
    if request.method == "GET":
        choice = chosen_before(asked, here.answers)
        return step_page(here, asked, here.answers, choice=choice)
    typed = asked.read(request.form)
    if request.form.get("then") == "save":
        here.keep(typed | {AT: asked.name})
        return redirect(url_for("refer.save"))
    return _weighed(here, asked, typed)


def _weighed(here: Open, asked: Step, typed: Answers) -> Answer:
    shown = here.answers | typed
    if wrong := asked.wrong(typed, today()):
        return step_page(here, asked, shown, wrong=wrong), 422
    choice = school_to_choose(asked, typed, here.council)
    if choice is not None:
        return step_page(here, asked, shown, choice=choice)
    if request.form.get("sure"):
        typed[f"sure-{asked.name}"] = request.form["sure"]
    if doubt := asked.doubted(here.answers | typed, today()):
        return step_page(here, asked, shown, doubt=doubt), 422
    following = step_after(here.answers, asked)
    here.keep(typed | {AT: following.name if following else ""})
    return redirect(_onward(here, asked))


def _onward(here: Open, asked: Step) -> str:
    """Return where this page leads: on to the next, or back to the check it was opened from."""
    following = step_after(here.answers, asked)
    if following is None or request.args.get("to") == TO_CHECK:
        return url_for("refer.check")
    return url_for("refer.step", name=following.name)


def _back(here: Open, asked: Step) -> str:
    if request.args.get("to") == TO_CHECK:
        return url_for("refer.check")
    before = step_before(here.answers, asked)
    return url_for("refer.step", name=before.name) if before else url_for("refer.start")


def step_page(here: Open, asked: Step, answers: Answers, **told: object) -> str:
    about = {"wrong": {}, "doubt": None, "choice": None, "route": answers[ROUTE], **told}
    return page(
        "refer_step.html",
        here.council,
        step=asked,
        answers=answers,
        back=_back(here, asked),
        **about,
    )


@blueprint.post("/forget")
def forget() -> Response:
    """Erase what was written in this browser: others may use it too."""
    here = in_progress()
    if here is not None:
        with transaction(Scope.visitor(), request_now()):
            here.draft.erase()
    return redirect(url_for("refer.start"))
