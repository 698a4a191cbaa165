"""Takes apart what somebody typed to find a child: names, dates, numbers. It looks nothing up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from models.folding import LONGEST, fold
from models.people.folding import name_tokens

MOST_PARTS = 8

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
# Each is one thing though it may hold spaces; what is tried first is tried on the whole text.
YEAR_FIRST = re.compile(r"(?<![\w/.-])(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?![\w/-])")
DAY_FIRST = re.compile(
    r"(?<![\w/.-])(\d{1,2})"
    r"(?: ?[-/.] ?(\d{1,2}) ?[-/.] ?(\d{4}|\d{2})| (\d{1,2}) (\d{4}))(?![\w/-])"
)
WITH_MONTH = re.compile(rf"(?<![\w/.-]){DAY}[-/., ]*(?:of )?{MONTH}[-/., ]*(\d{{4}}|\d{{2}})(?!\w)")
MONTH_FIRST = re.compile(rf"(?<!\w){MONTH}[. ]*{DAY},? *(\d{{4}})(?!\w)")
UPN = re.compile(r"(?<!\w)[a-z](?: ?[0-9]){11} ?[0-9a-z](?!\w)")
PHONE = re.compile(r"(?<![\w+])(?:\+ ?)?[0-9(][0-9 ().-]{7,}[0-9](?!\w)")
OUTWARD = r"[a-z]{1,2}[0-9][a-z0-9]?"
POSTCODE = re.compile(
    rf"(?<!\w)({OUTWARD}) ?([0-9][a-z]{{2}})(?!\w)|(?<!\w)({OUTWARD}) ([0-9][a-z]?)(?!\w)"
)
REFERENCE = re.compile(r"(?<![\w-])([a-z]{2,8})(-| ?)([0-9]{1,9})(?![\w-])")

# The letters before the number of what leads to a child; a case's are the code of its kind.
PREFIXES = frozenset({"ch", "con", "enq", "not", "let", "per"})
TITLES = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr"})


class Way(NamedTuple):
    """One way to look a part up: keys of a kind from `first` to `last`; `length` if it matters."""

    kind: str
    first: str
    last: str
    length: int = 0

    def fits(self, kind: str, key: str) -> bool:
        right = kind == self.kind and self.first <= key <= self.last
        return right and self.length in (0, len(key))


HIGHEST = "\U0010ffff"  # sorts after every character a key can hold


def exactly(kind: str, key: str) -> Way:
    return Way(kind, key, key)


def beginning(kind: str, key: str, length: int = 0) -> Way:
    return Way(kind, key, key + HIGHEST, length)


@dataclass(frozen=True)
class Part:
    """One thing that was typed. A child found fits every part in one of its ways.

    `name` is the part as a word of a name, "" if it cannot be one; `born` the
    day it means; `number` the record it names, as (prefix, number).
    """

    typed: str
    ways: tuple[Way, ...]
    name: str = ""
    born: date | None = None
    number: tuple[str, int] | None = None

    @property
    def is_no_date(self) -> bool:
        """Say whether it looks like a date and is none, such as 31/02/2015."""
        return not self.ways and self.number is None


def read(text: str) -> list[Part]:
    """Return the parts of `text`, each once, the first eight. Only 200 characters count."""
    rest = fold(text[:LONGEST])
    parts: list[Part] = []
    for pattern, meant in _WHOLES:
        rest = pattern.sub(_taking(meant, parts), rest)
    parts += _words(rest)
    return list(dict.fromkeys(parts))[:MOST_PARTS]


def _taking(
    meant: Callable[[re.Match[str]], Part | None], parts: list[Part]
) -> Callable[[re.Match[str]], str]:
    """Return what takes each match out of the text, and keeps it, if it means anything."""

    def take(match: re.Match[str]) -> str:
        part = meant(match)
        if part is None:
            return match[0]
        parts.append(part)
        return " ; "  # words on its two sides are no neighbours

    return take


def _born(match: re.Match[str], *readings: tuple[str, str, str]) -> Part:
    days = [day for reading in readings if (day := _day(*reading)) is not None]
    if not days:
        return Part(match[0], ())
    return Part(match[0], (exactly("born", days[0].isoformat()),), born=days[0])


def _day(year: str, month: str, day: str) -> date | None:
    """Return the day, or None. A year of two figures is of this century: so are all children."""
    number = MONTHS.index(month[:3]) + 1 if month.isalpha() else int(month)
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _year_first(match: re.Match[str]) -> Part:
    year, month, day = match.groups()
    return _born(match, (year, month, day), (year, day, month))


def _day_first(match: re.Match[str]) -> Part:
    day, month, year = (part for part in match.groups() if part is not None)
    return _born(match, (year, month, day), (year, day, month))


def _with_month(match: re.Match[str]) -> Part:
    return _born(match, (match[3], match[2], match[1]))


def _month_first(match: re.Match[str]) -> Part:
    return _born(match, (match[3], match[1], match[2]))


def _upn(match: re.Match[str]) -> Part:
    return Part(match[0], (exactly("upn", plain_key(match[0])),))


def _phone(match: re.Match[str]) -> Part | None:
    number = phone_key(match[0])
    if not re.fullmatch("0[0-9]{9,11}", number):
        return None
    return Part(match[0], (exactly("phone", number),))


def _postcode(match: re.Match[str]) -> Part:
    """Return a postcode, whole or as far as it is typed."""
    whole = plain_key(match[0])
    if match[1]:
        return Part(match[0], (exactly("postcode", whole),))
    return Part(match[0], (beginning("postcode", whole, len(plain_key(match[3])) + 3),))


def _reference(match: re.Match[str]) -> Part | None:
    prefix, between, number = match.groups()
    ways: tuple[Way, ...] = ()
    if prefix not in PREFIXES and between != "-":
        return None  # the code of a kind of case, or "tom 12"
    if prefix == "ch":
        ways = (exactly("reference", f"ch{int(number)}"),)
        if not between:
            ways += _as_word(match[0])  # CH5 is a part of Chester too
    return Part(match[0], ways, number=(prefix, int(number)))


_WHOLES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Part | None]], ...] = (
    (YEAR_FIRST, _year_first),
    (WITH_MONTH, _with_month),
    (MONTH_FIRST, _month_first),
    (UPN, _upn),
    (DAY_FIRST, _day_first),
    (PHONE, _phone),
    (POSTCODE, _postcode),
    (REFERENCE, _reference),
)


def _words(text: str) -> Iterator[Part]:
    words = [word for word in re.split(r"[\s,.;:()/\"]+", text.replace(";", " ; ")) if word]
    found = [word for word in words if word.strip("-")]
    titled = [word for word in found if word not in TITLES] or found
    joined = dict.fromkeys(titled, "")
    for one, next_one in pairwise(titled):
        joined[one] += f" {one}{next_one}"
        joined[next_one] += f" {one}{next_one}"
    # One initial begins a name; two begin so many that only names of one letter are meant.
    initials = sum(len(word) == 1 for word in titled)
    for word in titled:
        yield from _word(word, joined[word].split(), exactly if initials > 1 else beginning)


def _word(
    word: str, joined: list[str], initial: Callable[[str, str], Way] = beginning
) -> Iterator[Part]:
    """Yield what a word means. One with hyphens is its parts, or the whole without them."""
    tokens = name_tokens(word)
    whole = tokens[-1] if len(tokens) > 1 else ""
    for token in tokens[:-1] if whole else tokens:
        together = [other.replace("-", "") for other in joined]
        also = tuple(
            beginning("name", other) for other in dict.fromkeys([whole, *together]) if other
        )
        begun = initial("name", token) if len(token) == 1 else beginning("name", token)
        yield Part(token, (begun, *_as_word(token), *also), name=token)


def _as_word(word: str) -> tuple[Way, ...]:
    """Return what a word may be besides a name."""
    if word.isdecimal() and word.isascii():
        return tuple(_as_figures(word))
    if re.fullmatch("[a-z][0-9]{4,11}", word):
        return (beginning("upn", word),)
    if re.fullmatch("[a-z]{1,2}[0-9]{1,2}[a-z]?", word):
        return (beginning("postcode", word, len(word) + 3),)  # all that ends in a figure and two
    return ()


def _as_figures(word: str) -> Iterator[Way]:
    """Yield a date run together, a year, a reference's number, the beginning of a phone number."""
    if len(word) == 6:
        days = [_day(word[4:], word[2:4], word[:2])]
    elif len(word) == 8:
        days = [_day(word[4:], word[2:4], word[:2]), _day(word[:4], word[4:6], word[6:])]
    else:
        days = []
    for day in days:
        if day is not None and day.year >= 1990:
            yield exactly("born", day.isoformat())
    if len(word) == 4 and 1990 <= int(word) < 2040:
        yield beginning("born", f"{word}-")
    if word[0] == "0" and len(word) > 4:
        yield beginning("phone", word)
    elif len(word) < 8:
        yield exactly("reference", f"ch{int(word)}")


def plain_key(text: str) -> str:
    """Return letters and digits alone: how numbers, postcodes and references are compared."""
    return re.sub(r"[^0-9a-z]", "", fold(text))


def phone_key(text: str) -> str:
    """Return a phone number without its marks, as it is dialled in the United Kingdom."""
    return re.sub(r"^(?:0044|44(?=[0-9]{9}))0?", "0", plain_key(text))
