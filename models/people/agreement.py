"""How far a name, a birth date or a number that was told agrees with one kept. No tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from enum import Enum

from rapidfuzz.distance import OSA, JaroWinkler

from models.people.folding import name_tokens, sound_code
from models.people.forenames import goes_before, is_one_name, is_well_known
from models.people.near_names import mistakes_allowed

IsName = Callable[[str], bool]


class Agreement(Enum):
    SAME = "same"
    NEAR = "near"  # one slip of the pen, or another way to write it
    SWAPPED = "swapped"  # of a date: day and month the other way round
    CLOSE = "close"  # of a date: one of day, month and year differs
    OTHER = "other"
    UNTOLD = "untold"  # by one side or the other

    @property
    def speaks_for(self) -> bool:
        return self not in (Agreement.OTHER, Agreement.UNTOLD)


SAME, NEAR, OTHER, UNTOLD = Agreement.SAME, Agreement.NEAR, Agreement.OTHER, Agreement.UNTOLD

# Parts of a surname that say nothing about whose it is.
_PARTICLES = """al el ap ab bin ibn bint abu da de del della der di do dos du la le van von o mac mc
singh kaur begum bibi"""
PARTICLES = frozenset(_PARTICLES.split())

# The sounds that another alphabet, or another language, writes with other letters.
_ROUGHLY = (
    (r"tsch|sch|shch|sz|cz|sh|ch|ts|tz|z|x(?=[aeiou])", "s"),
    (r"ph|w|v|f", "v"),
    (r"kh|gh|ck|ks|x|q|c|k|g|h", "k"),
    (r"dh|th|d|t", "t"),
    (r"[jyie]+", "i"),
    (r"[ou]+|oa", "o"),
    (r"(.)\1+", r"\1"),
)


def roughly(name: str) -> str:
    """Return a folded name as it might be spelt by ear by anybody from anywhere."""
    for pattern, instead in _ROUGHLY:
        name = re.sub(pattern, instead, name)
    return name


def forenames_agree(told: str, kept: str, is_name: IsName) -> Agreement:
    """Compare forenames. `is_name` says whether a folded word is a name children do bear.

    Two spellings that are both names of their own are two names, however alike.
    """
    told_words, kept_words = name_tokens(told), name_tokens(kept)
    if not told_words or not kept_words:
        return UNTOLD
    if told_words == kept_words or "".join(told_words) == "".join(kept_words):
        return SAME
    if len(told_words[0]) == 1 or len(kept_words[0]) == 1:
        return UNTOLD if told_words[0][0] == kept_words[0][0] else OTHER
    if goes_before(told_words[0]) and goes_before(kept_words[0]):
        told_rest, kept_rest = told_words[1:], kept_words[1:]
        if told_rest and kept_rest:
            return forenames_agree(" ".join(told_rest), " ".join(kept_rest), is_name)
    if told_words[0] == kept_words[0]:
        return _with_second_names(told_words[1:], kept_words[1:])
    if told_words[0] in kept_words or kept_words[0] in told_words:
        return NEAR  # goes by a middle name
    return _one_forename(told_words[0], kept_words[0], is_name)


def _with_second_names(told: Sequence[str], kept: Sequence[str]) -> Agreement:
    """The first forename is the same: other second names are a reason to doubt, and no more."""
    return SAME if not told or not kept or set(told) & set(kept) else NEAR


def _one_forename(told: str, kept: str, is_name: IsName) -> Agreement:
    if is_one_name(told, kept):
        return NEAR
    if is_well_known(told) and is_well_known(kept):
        return OTHER
    code = sound_code(told)
    alike = JaroWinkler.similarity(told, kept)
    if len(code) > 2 and code == sound_code(kept) and alike >= 0.75:
        return NEAR
    if len(roughly(told)) > 3 and roughly(told) == roughly(kept):
        return NEAR
    if not _is_slip(told, kept):
        return OTHER
    return OTHER if is_name(told) and is_name(kept) else NEAR


def _is_slip(told: str, kept: str) -> bool:
    """Say whether one is the other with as many letters wrong as a slip of the pen makes."""
    longer = max(told, kept, key=len)
    allowed = 1 if 3 <= len(longer) <= 4 else mistakes_allowed(longer)
    if told[0] != kept[0]:
        allowed = min(allowed, 1)  # few slip at the first letter, and again later
    return int(OSA.distance(told, kept)) <= allowed


def surnames_agree(told: str, kept: str) -> Agreement:
    """Compare surnames: a part of a double one, or the form for a daughter, is nearly the same."""
    told_words, kept_words = name_tokens(told), name_tokens(kept)
    if not told_words or not kept_words:
        return UNTOLD
    if told_words == kept_words or "".join(told_words) == "".join(kept_words):
        return SAME
    telling = [set(words) - PARTICLES or set(words) for words in (told_words, kept_words)]
    if telling[0] & telling[1]:
        return SAME if telling[0] == telling[1] else NEAR
    pairs = [(one, other) for one in telling[0] for other in telling[1]]
    return NEAR if any(_one_surname(one, other) for one, other in pairs) else OTHER


def _one_surname(told: str, kept: str) -> bool:
    if _is_slip(told, kept):
        return True
    code = sound_code(told)
    if len(code) > 1 and code == sound_code(kept):
        return bool(JaroWinkler.similarity(told, kept) >= 0.7)
    return len(roughly(told)) > 3 and roughly(told) == roughly(kept)


def births_agree(told: date | None, kept: date | None) -> Agreement:
    if told is None or kept is None:
        return UNTOLD
    if told == kept:
        return SAME
    if told.year == kept.year and (told.day, told.month) == (kept.month, kept.day):
        return Agreement.SWAPPED
    parts = ((told.year, kept.year), (told.month, kept.month), (told.day, kept.day))
    wrong = [pair for pair in parts if pair[0] != pair[1]]
    year_is_near = abs(told.year - kept.year) in (0, 1, 10)
    return Agreement.CLOSE if len(wrong) == 1 and year_is_near else OTHER


def upns_agree(told: str, kept: str) -> Agreement:
    """Compare UPNs, folded. One that is only for the time being contradicts no other."""
    if not told or not kept:
        return UNTOLD
    if told == kept:
        return SAME
    if told[-1:].isalpha() or kept[-1:].isalpha():
        return UNTOLD
    return NEAR if OSA.distance(told, kept) <= 2 else OTHER
