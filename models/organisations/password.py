"""Which passwords will do, and how they are kept: never themselves, only an Argon2 hash."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from models.base import RuleBroken

SHORTEST, LONGEST = 12, 200
COMMON = Path(__file__).parent / "passwords" / "common.txt"
# Words that everybody who attacks this program would try.
OURS = ("whereabouts", "password", "council", "education")

_hasher = PasswordHasher()
# Checked when nobody has the address, so that a stranger cannot tell by the clock.
_NOBODYS_HASH = _hasher.hash("nobody has this password")


def hashed(password: str) -> str:
    return _hasher.hash(password)


def fits(kept: str, password: str) -> bool:
    """Say whether `kept` is the hash of `password`; as slow for no hash as for a wrong one."""
    try:
        _hasher.verify(kept or _NOBODYS_HASH, password)
    except (Argon2Error, InvalidHashError):
        return False
    return bool(kept)


def check(password: str, personal: Iterable[str] = ()) -> None:
    """Raise RuleBroken for a password that is short, common, or made of what anybody knows.

    `personal` is the officer's own name and address. No kind of character is
    asked for and none is refused; nothing is cut off.
    """
    if len(password) < SHORTEST:
        raise RuleBroken(f"Choose a password of {SHORTEST} characters or more.")
    if len(password) > LONGEST:
        raise RuleBroken(f"Choose a password of {LONGEST} characters or fewer.")
    folded = password.casefold()
    if _is_common(folded):
        raise RuleBroken(
            "That password is on the lists attackers try first. Three or four words that do "
            "not belong together make a good one."
        )
    known = [word for text in personal for word in re.findall(r"\w{4,}", text.casefold())]
    # What is left of it when known words are taken away must still be a password's worth.
    bare = folded
    for word in sorted({*known, *OURS}, key=len, reverse=True):
        bare = bare.replace(word, "")
    if bare != folded and len(bare) < SHORTEST // 2 + 2:
        raise RuleBroken(
            "That password is made of your name, your address or this program's. Choose others."
        )


def _is_common(folded: str) -> bool:
    """A common password stays one with digits or signs around it, or when said again."""
    once = _said_once(folded)
    if len(set(once)) < 4:
        return True
    forms = {folded, once, re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded), re.sub(r"\W", "", folded)}
    forms |= {_said_once(form) for form in forms}
    return (
        not _common().isdisjoint(forms)
        or folded in "01234567890123456789abcdefghijklmnopqrstuvwxyz"
    )


def _said_once(text: str) -> str:
    """Return "abc" of "abcabc" and of "abcabcab", else the text itself."""
    for size in range(1, len(text) // 2 + 1):
        piece = text[:size]
        if (piece * (len(text) // size + 1))[: len(text)] == text:
            return piece
    return text


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())
