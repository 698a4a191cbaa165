"""Checks and tidies the numbers and codes a child is known by. It looks nothing up.

No message quotes the number itself: it is read on a screen and may reach a log.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stdnum.exceptions import InvalidComponent
from stdnum.gb import upn as upn_rules

# A UPN never holds the letters I, O or S, which are too like 1, 0 and 5.
UPN_LETTER = "[A-HJ-NP-RT-Z]"
UPN_PATTERN = re.compile(rf"{UPN_LETTER}[0-9]{{11}}(?:[0-9]|{UPN_LETTER})")

# Authorities made since 2019, which the library's list of codes does not have.
NEWER_AUTHORITIES = frozenset({"838", "839", "940", "941", "942", "943"})

POSTCODE_PATTERN = re.compile(
    r"(?:[A-Z]{1,2}[0-9][A-Z0-9]?|GIR) ?[0-9][ABD-HJLNP-UW-Z]{2}", re.ASCII
)


class BadUpn(ValueError):
    """This cannot be a UPN. The message is shown to the officer word for word."""


class UpnCheck(NamedTuple):
    """A UPN in its one written form, and what an officer should look at again, if anything."""

    upn: str
    warning: str | None


def check_upn(text: str) -> UpnCheck:
    """Return the UPN with its spaces taken out and its letters made capitals.

    A temporary UPN, which ends in a letter, is a UPN. Raise BadUpn when it is
    the wrong shape or its check letter does not fit the rest.
    """
    upn = "".join(text.split())
    # Capitals are made of English letters only: "ß" would turn into "SS".
    upn = upn.upper() if upn.isascii() else upn
    _refuse_wrong_shape(upn)
    if upn_rules.calc_check_digit(upn[1:]) != upn[0]:
        raise BadUpn(
            "The first letter of this UPN does not fit the rest, so at least one character is "
            "wrong. Compare it with where it came from, or ask the school; leave it blank until "
            "you are sure."
        )
    return UpnCheck(upn, None if _authority_is_known(upn) else _unknown_authority(upn))


def _refuse_wrong_shape(upn: str) -> None:
    if len(upn) != 13:
        raise BadUpn(f"Enter a UPN of 13 characters. This one has {len(upn)}.")
    if not UPN_PATTERN.fullmatch(upn):
        raise BadUpn(
            "Enter a UPN as one letter and 12 digits, like H801200001001. The last may be a letter "
            "if the UPN is temporary. The letters I, O and S are never used: look for 1, 0 and 5."
        )


def _authority_is_known(upn: str) -> bool:
    if upn[1:4] in NEWER_AUTHORITIES:
        return True
    try:
        upn_rules.validate(upn)
    except InvalidComponent:
        return False
    return True


def _unknown_authority(upn: str) -> str:
    # A warning only: authorities are made and merged sooner than any list of them.
    return (
        f"We know of no authority with the code {upn[1:4]}. The UPN has been kept: compare it "
        "with where it came from."
    )


def tidy_postcode(text: str) -> str:
    """Return a UK postcode in capitals with one space before its last three characters.

    Anything else, such as a postcode from abroad, is returned as typed without
    the spaces around it.
    """
    typed = text.strip()
    joined = "".join(typed.split())
    compact = joined.upper() if joined.isascii() else joined
    if not POSTCODE_PATTERN.fullmatch(compact):
        return typed
    return f"{compact[:-3]} {compact[-3:]}"
