"""The grounds on which a pupil's name is deleted, each with the regulation its letter is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.casework.referral_draft import Answers
from public_views.questions import day_in

NOW, BEFORE = "reg 9 of 2024", "reg 8(1) of 2006"
CHANGED_ON = date(2024, 8, 19)

REGULATIONS = (
    (NOW, "Regulation 9(1) of 2024, for names deleted on or after 19 August 2024"),
    (BEFORE, "Regulation 8(1) of 2006, for names deleted before"),
)

# The words of the letters a to i of 2024; those after them are known to us by letter alone.
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


def ground_fits(answers: Answers) -> Mapping[str, str]:
    """Return what is missing of a ground, or does not fit the day: box -> words."""
    found = {}
    if not answers.get("regulation"):
        found["regulation-1"] = "Choose the regulations under which the name was deleted."
    if not answers.get("ground"):
        found["ground-1"] = "Choose the letter of the ground."
    deleted = day_in(answers, "deleted-on")
    if deleted is not None and answers.get("regulation"):
        named = NOW if deleted >= CHANGED_ON else BEFORE
        if answers["regulation"] != named:
            found["regulation-1"] = (
                "The regulations of 2024 hold from 19 August 2024, those of 2006 before. Choose "
                "the others, or correct the day."
            )
    return found
