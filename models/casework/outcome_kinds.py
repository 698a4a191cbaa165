"""What may become of a child, and what shows it: the outcomes that end a case, as a table.

The kinds follow what local authorities report to the Department for Education. What each asks
for is our default; a council may say otherwise: see outcome_need.py. What is only believed is
no outcome: see standing.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from models.base import RuleBroken

F = TypeVar("F")  # a file, or none

# What a destination is made of: which of these a kind asks for.
SCHOOL, AUTHORITY, PLACE, START = "school", "other_authority", "destination", "starts_on"


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class Evidence(NamedTuple):
    """A piece that shows an outcome. One of a council's own has its words for a key."""

    key: str
    words: str


class Kind(NamedTuple):
    """One outcome. At least `least` pieces of `evidence` are needed: words or a file for each."""

    words: str
    source: str
    evidence: tuple[Evidence, ...]
    asks: tuple[str, ...] = ()
    least: int = 1
    since: date | None = None  # when it is a council's own rule

    @property
    def few(self) -> str:
        """Return the number of pieces needed, in words."""
        return NUMBERS[self.least]


REGISTER = Evidence("register", "The school's admission register seen, or a copy of the entry")
SCHOOL_SAYS = Evidence("school_says", "The school's own answer, with the first day")
LOCAL_PRACTICE = "local practice, asked for by several councils before a case is closed"
GUIDANCE = "Children missing education, statutory guidance (DfE, 2016, revised 2024)"

KINDS = {
    "roll_here": Kind(
        "On roll at a school in our area", LOCAL_PRACTICE, (REGISTER, SCHOOL_SAYS), (SCHOOL, START)
    ),
    "roll_elsewhere": Kind(
        "On roll at a school in another authority, confirmed",
        LOCAL_PRACTICE,
        (
            Evidence("officer", "Confirmed by a named officer of the other authority"),
            Evidence("school_says", "Confirmed by the school, with the first day"),
        ),
        (AUTHORITY, PLACE, START),
    ),
    "independent": Kind(
        "At an independent school", LOCAL_PRACTICE, (REGISTER, SCHOOL_SAYS), (PLACE, START)
    ),
    "home_educated": Kind(
        "Home educated, and on our register of home education",
        f"{GUIDANCE}; Pupil Registration Regulations 2024 (SI 2024/208) reg. 9(1)(f)",
        (
            Evidence("parent_letter", "The parent's letter, saying how the child is educated"),
            Evidence("ground_f", "The school's copy of the letter on which it took the name off"),
        ),
    ),
    "eotas": Kind(
        "Education arranged by the council otherwise than at a school",
        "Education Act 1996 s.19; Children and Families Act 2014 s.61",
        (Evidence("provision", "The provision, and its first day"),),
        (PLACE, START),
    ),
    "abroad": Kind(
        "Moved abroad, confirmed",
        f"{LOCAL_PRACTICE}; two of the three",
        (
            Evidence("new_school", "The new school's answer"),
            Evidence("border", "A record of the border or the embassy"),
            Evidence("family", "Evidence of the family's, seen: a tenancy, tickets, papers"),
        ),
        (PLACE,),
        least=2,
    ),
    "transferred": Kind(
        "Taken on by another authority's team",
        "local practice: a case stays open here until the other authority has acknowledged it",
        (Evidence("acknowledged", "The other authority's acknowledgement: who, and when"),),
        (AUTHORITY,),
    ),
    "over_age": Kind(
        "Over compulsory school age",
        "Education Act 1996 s.8: worked out from the date of birth",
        (),
    ),
    "died": Kind(
        "Died",
        LOCAL_PRACTICE,
        (
            Evidence("registrar", "The registrar's entry or certificate"),
            Evidence("social_care", "Confirmed by social care"),
        ),
    ),
    "attends": Kind(
        "On roll and absent: given back to the school's attendance procedure",
        GUIDANCE,
        (Evidence("which_rule", "Why it is not missing education, and who at the school took it"),),
        (SCHOOL,),
    ),
    "duplicate": Kind(
        "The same case is open under another reference",
        LOCAL_PRACTICE,
        (Evidence("which_case", "The other reference"),),
    ),
    "in_error": Kind(
        "Opened in error", LOCAL_PRACTICE, (Evidence("which_error", "What was mistaken"),)
    ),
}

# What is proposed as an outcome and is none, with what to do instead.
ONLY_BELIEVED = {
    "believed_moved": "believed to have moved to another authority",
    "believed_abroad": "believed to be abroad",
    "not_found": "not found after all enquiries",
}


def no_outcome(kind: str) -> str:
    """Say why a standing closes nothing, and what does; "" if it is no standing."""
    if kind not in ONLY_BELIEVED:
        return ""
    return (
        f"A child {ONLY_BELIEVED[kind]} is still missing education, and the case stays open. "
        "Propose a standing instead: it takes the case off daily chasing."
    )


def enough_of(kind: Kind, shown: Mapping[str, tuple[str, F]]) -> dict[str, tuple[str, F]]:
    """Return the pieces given of those the kind asks for. Raise RuleBroken for too few.

    `shown` has words and perhaps a file by piece; one with neither is not given.
    """
    told = {
        one.key: (words.strip(), file)
        for one in kind.evidence
        if one.key in shown
        for words, file in [shown[one.key]]
        if words.strip() or file is not None
    }
    if kind.evidence and len(told) < kind.least:
        raise RuleBroken(_too_few(kind))
    return told


def _too_few(kind: Kind) -> str:
    listed = "; ".join(f"{one.words[0].lower()}{one.words[1:]}" for one in kind.evidence)
    of = f"at least {kind.few} of these" if len(kind.evidence) > 1 else "this"
    return f"This outcome needs {of}, in words or as a file: {listed}."
