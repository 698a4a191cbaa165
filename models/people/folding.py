"""Folds names and dates into the keys a search compares. It never changes what is stored or shown.

Whatever is typed gives a key: nothing here raises.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from jellyfish import metaphone

from models.folding import REMEMBERED, fold


def name_tokens(text: str) -> list[str]:
    """Return the folded parts of a name, in order and each once.

    A double-barrelled name gives its parts and then the whole without its
    hyphens, since one form may say "Smith-Jones" and the next "Smithjones".
    """
    tokens: list[str] = []
    for word in re.split(r"[\s,.;:()/\"]+", fold(text)):
        parts = [part for part in word.split("-") if part]
        tokens += parts
        if len(parts) > 1:
            tokens.append("".join(parts))
    return list(dict.fromkeys(token for token in tokens if token))


@lru_cache(maxsize=REMEMBERED)
def sound_code(token: str) -> str:
    """Return a code that names sounding alike in English share.

    It is empty when there is no English letter in the name: such codes say
    nothing and must not be compared.
    """
    return metaphone("".join(re.findall("[a-z]", fold(token))))


def birth_keys(born: date) -> list[str]:
    """Return the date of birth, and the same with day and month swapped where that is a date."""
    keys = [born.isoformat()]
    if born.day <= 12 and born.day != born.month:
        keys.append(born.replace(month=born.day, day=born.month).isoformat())
    return keys
