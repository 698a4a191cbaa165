"""The words a school is found by, and what somebody typed in the same spelling. No database."""

from __future__ import annotations

import re

from models.folding import fold

# Whoever types either, or begins to, finds the school that has the other.
ALSO = {"st": "saint", "saint": "st"}


def words_in(text: str) -> list[str]:
    """Return the words of a text, folded: without capitals, accents, apostrophes or marks."""
    return re.findall(r"\w+", fold(text.replace("&", " and ")))


def words_of(name: str, urn: str, postcode: str) -> str:
    """Return all that a school is found by: folded words, a space before each."""
    told = words_in(f"{name} {urn} {postcode}")
    both = [one for word in told for one in (word, ALSO.get(word, ""))]
    return "".join(f" {word}" for word in [*both, "".join(words_in(postcode))] if word)
