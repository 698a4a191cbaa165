"""A school named in words is looked up and shown to choose from, without a script."""

from __future__ import annotations

from typing import NamedTuple

from flask import request

from models.casework.referral_draft import Answers
from models.organisations.authority import Authority
from public_views.questions import SCHOOL, Step
from public_views.schools import NONE, by_urn, find, in_words

NO_SCHOOL = "none"  # written: the child has never been at one


class Choice(NamedTuple):
    """The schools that fit what was typed, as (URN, words)."""

    box: str
    schools: list[tuple[str, str]]


def chosen_before(step: Step, answers: Answers) -> Choice | None:
    """Return the school that was chosen, to be shown as chosen when the page is opened again."""
    box = next((one.name for one in step.questions if one.kind == SCHOOL), "")
    chosen = answers.get(f"{box}-chosen")
    return Choice(box, [(answers[f"{box}-urn"], chosen)]) if chosen else None


def school_to_choose(step: Step, typed: Answers, council: Authority) -> Choice | None:
    """Return what to choose from; None if nothing is to be chosen (any more).

    The school chosen is told by its URN in `typed`, its words beside it.
    """
    question = next((one for one in step.questions if one.kind == SCHOOL), None)
    if question is None:
        return None
    box = question.name
    text, urn = typed[box], typed[f"{box}-urn"]
    typed[f"{box}-chosen"] = ""
    if not text or text.casefold() == NO_SCHOOL:
        typed[f"{box}-urn"] = ""
        return None
    about_this = request.form.get(f"{box}-for") == text
    chosen = by_urn(urn) if about_this else None
    if chosen is None and about_this and urn == NONE:
        return None
    found = find(text, council.id) if chosen is None else []
    if len(found) == 1 and not any(one.isalpha() for one in text):
        chosen = found[0]  # its number tells it from every other
    if chosen is not None:
        typed[f"{box}-urn"], typed[f"{box}-chosen"] = chosen.urn, in_words(chosen)
        return None
    return Choice(box, [(one.urn, in_words(one)) for one in found])
