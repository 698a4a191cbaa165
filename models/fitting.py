"""How children fit what was typed: in figures to rank them by, and in words for the reader.

All it tells is read from records in the reader's sight; it looks for nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from rapidfuzz import fuzz

from models.dates.words import short_date
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.folding import birth_keys, fold
from models.people.person import Person
from models.people.relationship import KINDS, Relationship
from models.people.search import tokens_of
from models.people.typed import Part, phone_key, plain_key
from models.scope import Scope

# kind of a child's other name -> what is said of it
OTHER_NAMES = {"former": "was {}", "birth": "was {} at birth", "known_as": "known as {}"}

NOW, BEFORE, AROUND = 0, 5, 40  # what a name counts less: the child's now, before, a parent's


class Fit(NamedTuple):
    """How a child fits one part; `certain` if it says what was typed and nothing was guessed."""

    score: float
    certain: bool
    why: str


NO_FIT = Fit(0, False, "")


class Named(NamedTuple):
    """A name that leads to a child. `why` takes the words that were found in it."""

    tokens: tuple[str, ...]
    less: int
    why: str


class Candidate(NamedTuple):
    """A child that keys led to, as far as it is needed to tell how well it fits."""

    id: int
    forenames: str
    surname: str
    born_on: date | None
    upn: str

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()


class Family(NamedTuple):
    """Somebody around a child."""

    kind: str
    name: str
    tokens: tuple[str, ...]
    phone: str


class Known:
    """What the reader may know of some children: a query a table, however many they are."""

    def __init__(self, scope: Scope, ids: Collection[int], kinds: Collection[str]) -> None:
        self.scope = scope
        self.ids = list(ids)
        columns = (Child.id, Child.forenames, Child.surname, Child.born_on, Child.upn)
        asked: Any = scope.of(Child).select(*columns).where(Child.id.in_(self.ids)).tuples()
        self.children = [Candidate(*row) for row in asked]
        self.names = self._names()
        self.family = self._family() if not {"parent", "phone"}.isdisjoint(kinds) else {}
        self.postcodes = self._postcodes() if "postcode" in kinds else {}

    def _names(self) -> Mapping[int, list[Named]]:
        found = defaultdict(list)
        columns = (ChildName.child, ChildName.kind, ChildName.forenames, ChildName.surname)
        asked: Any = self._of_these(ChildName).select(*columns).tuples()
        for child, kind, forenames, surname in asked:
            called = OTHER_NAMES.get(kind, "was {}").format(f"{forenames} {surname}".strip())
            found[child].append(Named(tokens_of(forenames, surname), BEFORE, called))
        return found

    def _family(self) -> Mapping[int, list[Family]]:
        found = defaultdict(list)
        columns = (Person.title, Person.forenames, Person.surname, Person.phone)
        ties: Any = self._of_these(Relationship)
        told_of = (Relationship.child, Relationship.kind, Relationship.person)
        ties_now = list(ties.select(*told_of).tuples())
        people = self.scope.of(Person).select(Person.id, *columns)
        asked: Any = people.where(Person.id.in_({person for _, _, person in ties_now})).tuples()
        told = {row[0]: row[1:] for row in asked}
        for child, kind, person in ties_now:
            if person in told:
                title, forenames, surname, phone = told[person]
                name = " ".join(part for part in (title, forenames, surname) if part)
                tokens = tokens_of(forenames, surname)
                found[child].append(Family(dict(KINDS).get(kind, kind), name, tokens, phone))
        return found

    def _postcodes(self) -> Mapping[int, list[str]]:
        found = defaultdict(list)
        asked: Any = self._of_these(Address).select(Address.child, Address.postcode)
        for child, postcode in asked.where(Address.restricted == False).tuples():  # noqa: E712
            found[child].append(postcode)
        return found

    def _of_these(self, model: Any) -> Any:
        """Return the rows of `model` in scope that hang on these children.

        By a sub-query: without counts of its own SQLite would go through all of the authority's.
        """
        theirs = model.select(model.id).where(model.child.in_(self.ids))
        return self.scope.of(model).where(model.id.in_(theirs))


class Fitting:
    """Tells how well children fit one part of what was typed."""

    def __init__(self, part: Part, spellings: Mapping[str, float], record: Collection[int]) -> None:
        self.part = part
        self.spellings = spellings  # the names near to it, each with how alike
        self.record = record  # the children that the record it names is about
        self.kinds = {way.kind for way in part.ways}
        self._spoken: dict[str, tuple[float, bool, str] | None] = {}  # the same names recur

    def fit(self, child: Candidate, known: Known) -> Fit:
        """Return the best way in which the child fits."""
        return max(self._ways(child, known), default=NO_FIT)

    def _ways(self, child: Candidate, known: Known) -> Iterator[Fit]:
        if child.id in self.record:
            yield Fit(100, True, f"{self.part.typed.upper()} is about this child")
        if self.kinds - {"name"}:
            yield from self._of_identifiers(child)
        if "name" not in self.kinds and "phone" not in self.kinds:
            family: Collection[Family] = ()
        else:
            family = known.family.get(child.id, ())
            own = Named(tokens_of(child.forenames, child.surname), NOW, "")
            for named in (own, *known.names.get(child.id, ())):
                yield from self._of_name(named)
        for postcode in known.postcodes.get(child.id, ()) if "postcode" in self.kinds else ():
            if self._goes("postcode", plain_key(postcode)):
                yield Fit(100, True, f"postcode {postcode}")
        for person in family:
            yield from self._of_person(person)

    def _of_person(self, person: Family) -> Iterator[Fit]:
        if "phone" in self.kinds and self._goes("phone", phone_key(person.phone)):
            yield Fit(100, True, f"phone of {person.name}, {person.kind.lower()}")
        if "name" in self.kinds:
            why = f"{person.kind.lower()}: {person.name}"
            for score, _, said in self._of_name(Named(person.tokens, AROUND, why)):
                yield Fit(score, False, said)

    def _of_name(self, named: Named) -> Iterator[Fit]:
        for token in named.tokens:
            if token not in self._spoken:
                self._spoken[token] = self._of_token(token)
            if (spoken := self._spoken[token]) is not None:
                score, certain, said = spoken
                yield Fit(score - named.less, certain, f"{named.why or 'name'}{said}")

    def _of_token(self, token: str) -> tuple[float, bool, str] | None:
        name = self.part.name
        if name and token.startswith(name):
            return 90 + 10 * len(name) / len(token), True, ""
        if self._goes("name", token):
            return 90, True, ""  # two words typed for one
        if (alike := self.spellings.get(token)) is not None:
            return 75 * alike, False, f", spelt nearly like “{self.part.typed}”"
        return None

    def _of_identifiers(self, child: Candidate) -> Iterator[Fit]:
        if child.upn and self._goes("upn", plain_key(child.upn)):
            yield Fit(100, True, f"UPN {child.upn}")
        if self._goes("reference", f"ch{child.id}"):
            yield Fit(100, True, f"reference CH-{child.id}")
        if isinstance(child.born_on, date):
            right, *swapped = birth_keys(child.born_on)
            said = f"born {short_date(child.born_on)}"
            if self._goes("born", right):
                yield Fit(100, True, said)
            elif any(self._goes("born", key) for key in swapped):
                yield Fit(60, True, f"{said}: day and month the other way round")

    def _goes(self, kind: str, key: str) -> bool:
        return any(way.fits(kind, key) for way in self.part.ways)


def alike(typed: str, child: Candidate) -> float:
    """Return how alike the words of names that were typed are to the child's name, up to 100."""
    return fuzz.token_sort_ratio(typed, f"{fold(child.forenames)} {fold(child.surname)}")
