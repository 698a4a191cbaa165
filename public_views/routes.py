"""The ways to refer a child, the pages of each, and what a draft in progress says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from models.casework.referral_draft import Answers
from models.organisations.authority import Authority
from public_views import public_route, school_route
from public_views.questions import Step

ROUTES = (
    ("school", "I work for a school"),
    ("agency", "I work for another agency, such as health, police or housing"),
    ("public", "Neither: I am a member of the public"),
)

# What is answered before the first page.
ROUTE, COUNCIL = "route", "council"
TO_CHECK = "check"  # in an address: leads back to the check from which it was opened
AT = "at"  # the page somebody is at, to be led back to it


def steps_of(answers: Answers) -> Sequence[Step]:
    return public_route.STEPS if answers[ROUTE] == "public" else school_route.STEPS


def step_named(answers: Answers, name: str) -> Step | None:
    return next((step for step in steps_of(answers) if step.name == name), None)


def step_after(answers: Answers, step: Step) -> Step | None:
    """Return the page that follows, or None after the last."""
    steps = list(steps_of(answers))
    following = steps[steps.index(step) + 1 :]
    return following[0] if following else None


def step_before(answers: Answers, step: Step) -> Step | None:
    steps = list(steps_of(answers))
    before = steps[: steps.index(step)]
    return before[-1] if before else None


def our_councils() -> list[Authority]:
    return list(Authority.select().where(Authority.ours).order_by(Authority.code))


def shown_councils(code: str) -> list[Authority]:
    """Return the council of ours that a link names by its code, else all of them."""
    ours = our_councils()
    return [one for one in ours if one.code == code] or ours


def council_of(answers: Answers) -> Authority:
    found: Authority = Authority.get(Authority.code == answers[COUNCIL], Authority.ours)
    return found
