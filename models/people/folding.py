"""Folds names and dates into the keys a search compares. It never changes what is stored or shown.

Whatever is typed gives a key: nothing here raises. A key holds nothing that a
database refuses, such as NUL or half of a surrogate pair.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from unicodedata import category, normalize

from jellyfish import metaphone

# No name is longer, and a key has to fit in an index.
LONGEST = 200

# Names recur, within a search and still more within an import. Two hundred characters each.
REMEMBERED = 4096

APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’‛′ʹʻʼʽʾʿˈ＇"))
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")

# Letters that hold no separate accent to strip.
SPELLED_OUT = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
    | {"ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k"}
)
TIDIED = SPELLED_OUT | APOSTROPHES | DASHES

# Accents, control characters, invisible marks and surrogates.
LEFT_OUT = {"Mn", "Cc", "Cf", "Cs"}


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """Return `text` in small letters, without accents or apostrophes, single-spaced.

    Only the first 200 characters count.
    """
    text = text[:LONGEST]
    if text.isascii() and text.isprintable():  # nine names in ten, in a tenth of the time
        return " ".join(text.lower().replace("'", "").replace("`", "").split())
    # Twice, because taking a sign apart can leave a capital or an apostrophe behind.
    plain = _taken_apart(_taken_apart(text))
    kept = (mark for mark in plain if mark.isspace() or category(mark) not in LEFT_OUT)
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def _taken_apart(text: str) -> str:
    # Before taking apart: an apostrophe such as "´" would come out as a space and an accent.
    return normalize("NFKD", text.translate(TIDIED)).casefold().translate(TIDIED)


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
