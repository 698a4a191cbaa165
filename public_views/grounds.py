"""The grounds on which a pupil's name is deleted, each with the regulation its letter is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.casework.referral_draft import Answers
from public_views.questions import Wrong, day_in

NOW, BEFORE = "reg 9 of 2024", "reg 8(1) of 2006"
CHANGED_ON = date(2024, 8, 19)

# Of regulation 9(1) of 2024. The words of those after i are known to us by letter alone.
GROUNDS = (
    ("a", "a: registered at another school"),
    ("b", "b: finished nursery and does not go on here"),
    ("c", "c: registered at two schools and not expected back"),
    ("d", "d: a school attendance order was amended"),
    ("e", "e: a school attendance order was revoked"),
    ("f", "f: a parent wrote that the child is educated otherwise than at school"),
    ("g", "g: moved too far away and not expected back"),
    ("h", "h: not back 10 school days after leave, and not found by joint enquiries"),
    ("i", "i: absent without leave for 20 school days, and not found by joint enquiries"),
    *((letter, letter) for letter in "jklmno"),
)


def letter_of_2006(text: str) -> str:
    """Return the letter of a ground that held until 2024. Raise Wrong."""
    letter = text.strip("() ").lower()
    if letter not in set("abcdefghijklmno"):
        raise Wrong("Enter one letter from a to o.")
    return letter


def ground_fits(answers: Answers) -> Mapping[str, str]:
    """Return what is missing of a ground, or does not fit the day: box -> words."""
    now, before = answers.get("ground"), answers.get("ground-before")
    deleted = day_in(answers, "deleted-on")
    if not now and not before:
        return {"ground-1": "Choose the ground on which the name was deleted."}
    if now and before:
        return {"ground-before": "Give one ground: the one above, or this letter."}
    if deleted is not None and now and deleted < CHANGED_ON:
        return {"ground-before": "On that day those of 2006 held: give their letter here."}
    if deleted is not None and before and deleted >= CHANGED_ON:
        return {"ground-1": "On that day the regulations of 2024 held: choose the ground here."}
    return {}


def ground_of(answers: Answers) -> tuple[str, str]:
    """Return regulation and letter of the ground; ("", "") if no name was deleted."""
    if answers.get("on-roll") != "off":
        return "", ""
    if answers.get("ground"):
        return NOW, str(answers["ground"])
    return BEFORE, letter_of_2006(str(answers.get("ground-before", "")))
