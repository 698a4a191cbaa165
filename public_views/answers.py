"""What is asked of single answers: an email address, a UPN, a birth date that may be another's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from correspondence.mail import BadMail, check_address
from models.casework.referral_draft import Answers
from models.dates.school_age import birthday, compulsory_from, compulsory_until
from models.dates.words import long_date
from models.people.identifiers import BadUpn, check_upn, tidy_postcode
from public_views.questions import Check, Doubt, Wrong, day_in

ADULT = 25  # years; up to then some have a plan for their education
BORN = "born"
SURE = "If the date is right, say so below and go on. If it is not, correct it."


def email(text: str) -> str:
    """Return a bare email address. Raise Wrong."""
    try:
        return check_address(text, "sender's")
    except BadMail:
        raise Wrong("Enter an email address in the usual form, like name@example.gov.uk.") from None


def upn(text: str) -> str:
    try:
        return check_upn(text).upn
    except BadUpn as wrong:
        raise Wrong(str(wrong)) from None


def postcode(text: str) -> str:
    return tidy_postcode(text)


def a_child_of_school_age(answers: Answers, today: date) -> Doubt | None:
    """Ask again about a birth date that is no child's of school age. It may be right."""
    born = day_in(answers, BORN)
    words = _about(born, today) if born else ""
    return Doubt(born.isoformat(), f"{words} {SURE}") if born and words else None


def _about(born: date, today: date) -> str:
    if born > today:
        return (
            f"{long_date(born)} is still to come. Before a child is born there is no schooling to "
            "ask about: if you are worried about an unborn child, ring the safeguarding number on "
            "this page."
        )
    if today >= birthday(born, ADULT):
        years = today.year - born.year - (today < birthday(born, today.year - born.year))
        return (
            f"Somebody born on {long_date(born)} is {years} years old, and this form is about "
            "children. If you are worried about an adult, ring adult social care at your council."
        )
    if today > compulsory_until(born):
        return (
            f"A child born on {long_date(born)} was of compulsory school age until "
            f"{long_date(compulsory_until(born))}. A child who missed education before that day "
            "may still be referred."
        )
    if today < compulsory_from(born):
        return (
            f"A child born on {long_date(born)} is of compulsory school age from "
            f"{long_date(compulsory_from(born))}, and need not be in education before. You may "
            "refer the child if you are worried."
        )
    return ""


def no_day_to_come(name: str, words: str) -> Check:
    """Return a check that the day under `name` is not after today."""

    def check(answers: Answers, today: date) -> Mapping[str, str]:
        day = day_in(answers, name)
        return {name: words} if day is not None and day > today else {}

    return check


def together(*checks: Check) -> Check:
    def check(answers: Answers, today: date) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for one in checks:
            found |= one(answers, today)
        return found

    return check
