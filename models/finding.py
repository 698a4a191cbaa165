"""Finds children by whatever is typed, in sight of one reader, the best first.

What a reader may not see is left out before anything is counted, cut or ranked,
so that an answer is the same as if it were not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from models.base import BaseModel
from models.casework.case import Case, CaseKind
from models.casework.concern import Concern
from models.casework.enquiry import Enquiry
from models.casework.outcome import Outcome
from models.casework.review import Review
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.fitting import Candidate, Fit, Fitting, Known, alike
from models.folding import fold
from models.organisations.authority import AuthorityRecord
from models.outgoing.letter import Letter
from models.people.address import Address
from models.people.child import Child
from models.people.near_names import SHORTEST, near
from models.people.person import Person
from models.people.search import Clue, Reach, SearchKey, points
from models.people.typed import Part, Way, beginning, plain_key, read
from models.scope import Scope
from models.statute.notice import Notice

CANDIDATES = 300
SHOWN = 50
SPELLINGS = 60  # as many near to one word as are looked for

# What the letters before a number name, besides a child; other letters are the code of a case.
CALLED: Mapping[str, type[AuthorityRecord]] = {
    "con": Concern,
    "enq": Enquiry,
    "not": Notice,
    "let": Letter,
    "per": Person,
    "vis": Visit,
    "sta": Standing,
    "rev": Review,
    "out": Outcome,
}


class Result(NamedTuple):
    """A child found, with the columns that a list shows, and why, in words."""

    child: Child
    why: str


class Found(NamedTuple):
    """The best results of the `total` that fit. `parts` is how the words were read."""

    results: list[Result]
    total: int  # up to 300
    parts: list[Part]

    @property
    def more(self) -> bool:
        """Say whether others fit that are not among the results."""
        return self.total > len(self.results)

    @property
    def no_dates(self) -> list[str]:
        """Return what was typed as a date and is none."""
        return [part.typed for part in self.parts if part.is_no_date]


def find_children(text: str, scope: Scope, most: int = SHOWN) -> Found:
    """Return up to `most` children in scope that fit every part of `text`.

    Who fits as it is typed comes before who fits by a near spelling or by the
    name of a parent.
    """
    parts = read(text)
    if not parts or any(part.is_no_date for part in parts):
        return Found([], 0, parts)
    search = _Search(scope, parts)
    ids = search.surely()
    if len(ids) <= most:
        ids = list(dict.fromkeys([*ids, *search.perhaps()]))
    ids = ids or search.at_a_stretch()
    ranked = search.ranked(ids[:CANDIDATES])
    results = [Result(child.as_child(), _why(child, fits)) for child, fits in ranked[:most]]
    return Found(results, len(ranked), parts)


Ranked = tuple[Candidate, list[Fit]]


class _Search:
    """One search by one reader, from keys to ranked results."""

    def __init__(self, scope: Scope, parts: Sequence[Part]) -> None:
        self.scope = scope
        self.parts = parts
        seen = None if scope.unattended else scope.authorities("see", Child)
        self.reach = Reach(seen, scope.hidden.children)
        self.records = [children_of_record(part.number, scope) for part in parts]
        self.spellings: list[dict[str, float]] = [{} for _ in parts]
        self.kinds = {way.kind for part in parts for way in part.ways}

    def surely(self) -> list[int]:
        """Return children that fit each part as it is typed."""
        wanted = [list(self._clues(number)) for number in range(len(self.parts))]
        return SearchKey.best(self.reach, wanted, CANDIDATES)

    def perhaps(self) -> list[int]:
        """Return children that fit with near spellings, or by the name of a parent."""
        words = self._words()
        if not words:
            return []
        if self.scope.may("see", Person):
            self.kinds.add("parent")
        return self._guessed(SearchKey.names_like(self.reach, words), 0)

    def at_a_stretch(self) -> list[int]:
        """Return children that fit if one more mistake is forgiven, for when nobody else does."""
        words = self._words()
        return self._guessed(SearchKey.names_begun_like(self.reach, words), 1) if words else []

    def _words(self) -> list[str]:
        """Return the names that are long enough to be guessed at."""
        return [part.name for part in self.parts if len(part.name) >= SHORTEST]

    def _guessed(self, names: set[str], more: int) -> list[int]:
        likely = [near(part.name, names, more) for part in self.parts]
        seen = SearchKey.borne(self.reach, {name for some in likely for name in some})
        self.spellings = [
            dict([pair for pair in some.items() if pair[0] in seen][:SPELLINGS]) for some in likely
        ]
        wanted = [[*self._clues(n), *self._guesses(n)] for n in range(len(self.parts))]
        return SearchKey.best(self.reach, wanted, CANDIDATES)

    def _clues(self, number: int) -> Iterator[Clue]:
        part, record = self.parts[number], self.records[number]
        for way in part.ways:
            if way.kind == "phone" and not self.scope.may("see", Person):
                continue  # it is a parent's
            rare = way.kind != "name"
            yield Clue(self._open(way), points(part.name or way.first, 9, 8), rare)
        if record:
            of_them = SearchKey.child.in_(record)
            yield Clue((SearchKey.kind == "reference") & of_them, points("", 9, 9), True)

    def _open(self, way: Way) -> Any:
        condition = SearchKey.goes(way)
        if way.kind != "postcode":
            return condition
        shut = only_at_hidden_addresses(way, self.scope)
        return condition & SearchKey.child.not_in(shut) if shut else condition

    def _guesses(self, number: int) -> Iterator[Clue]:
        part, spellings = self.parts[number], self.spellings[number]
        if len(part.name) < 2:
            return
        spelt = SearchKey.key.in_(list(spellings))
        if spellings:
            yield Clue((SearchKey.kind == "name") & spelt, points("", 6, 6))
        if "parent" in self.kinds:
            parent = beginning("parent", part.name)
            yield Clue(SearchKey.goes(parent), points(part.name, 5, 4))
        if "parent" in self.kinds and spellings:
            yield Clue((SearchKey.kind == "parent") & spelt, points("", 2, 2))

    def ranked(self, ids: Sequence[int]) -> list[Ranked]:
        """Return these children with how each part fits, the best first."""
        if not ids:
            return []
        known = Known(self.scope, ids, self.kinds)
        of_each = map(Fitting, self.parts, self.spellings, self.records)
        fittings = list(of_each)
        typed = " ".join(part.name for part in self.parts)
        rows = [
            (child, [one.fit(child, known) for one in fittings])
            for child in known.children.values()
        ]
        return sorted(rows, key=lambda row: _rank(row[0], row[1], typed))


def _rank(child: Candidate, fits: list[Fit], typed: str) -> tuple[Any, ...]:
    return (
        not all(fit.certain for fit in fits),
        -round(sum(fit.score for fit in fits)),
        -alike(typed, child) if typed else 0,
        fold(child.surname),
        fold(child.forenames),
        -child.id,
    )


def _why(child: Candidate, fits: list[Fit]) -> str:
    """Say why in one line: "Now Anne Smith, was Anne Jones; born 12 Mar 2015"."""
    reasons = list(dict.fromkeys(fit.why for fit in fits if fit.why))
    was = [why for why in reasons if why.startswith("was ")]
    if was:
        rest = [why for why in reasons if why not in was and why != "name"]
        reasons = [f"now {child.name}, {', '.join(was)}", *rest]
    line = "; ".join(reasons)
    return line[:1].upper() + line[1:]


def children_of_record(number: tuple[str, int] | None, scope: Scope) -> frozenset[int]:
    """Return the children that the record called so, such as ("enq", 7), is about, if in sight."""
    if number is None or number[0] == "ch":
        return frozenset()
    prefix, row_id = number
    model: type[AuthorityRecord] = CALLED.get(prefix, Case)
    asked = scope.of(model).where(model.id == row_id)
    if model is Case:
        asked = asked.join(CaseKind).where(CaseKind.code == prefix.upper())
    row: BaseModel | None = asked.get_or_none()
    return frozenset(row.child_ids()) if isinstance(row, AuthorityRecord) else frozenset()


def only_at_hidden_addresses(way: Way, scope: Scope) -> set[int]:
    """Return the children to whom this postcode leads by an address kept from the reader alone.

    A key does not say by which address it came about.
    """
    if not scope.hidden.addresses:
        return set()

    def there(rows: Any) -> set[int]:
        told = rows.select(Address.child, Address.postcode).tuples()
        keys = [(child, plain_key(postcode)) for child, postcode in told]
        return {child for child, key in keys if child and way.fits("postcode", key)}

    shut = there(Address.select().where(Address.id.in_(scope.hidden.addresses)))
    theirs = Address.child.in_(shut) & (Address.restricted == False)  # noqa: E712
    return shut - there(scope.of(Address).where(theirs)) if shut else shut
