"""Folds what is typed into the letters that a search compares. It never changes what is stored.

Whatever is typed gives an answer: nothing here raises. What comes out holds nothing
that a database refuses, such as NUL or half of a surrogate pair.
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category, normalize

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
