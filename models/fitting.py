"""How children fit what was typed: in figures to rank them by, and in words for the reader.

All it tells is read from records in the reader's sight; it looks for nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from peewee import JOIN
from rapidfuzz import fuzz

from models.dates.words import short_date
from models.folding import fold
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.folding import birth_keys
from models.people.person import Person
from models.people.relationship import KINDS, Relationship
from models.people.search import tokens_of
from models.people.typed import Part, phone_key, plain_key
from models.scope import Scope

# kind of a child's other name -> what is said before and after it
OTHER_NAMES = {"former": ("was", ""), "birth": ("was", " at birth"), "known_as": ("known as", "")}

NOW, BEFORE, AROUND = 0, 3, 40  # what a name counts less: the child's now, before, a parent's


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
    authority_id: int
    forenames: str
    surname: str
    born_on: date | None
    upn: str

    @property
    def name(self) -> str:
        return f"{self.forenames} {self.surname}".strip()

    def as_child(self) -> Child:
        """Return the child with no more than these columns: to be shown, not to be saved."""
        held = {**self._asdict(), "authority": self.authority_id}
        del held["authority_id"]
        return Child(__no_default__=True, **held)


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
        self.children: dict[int, Candidate] = {}
        self.names: dict[int, list[Named]] = defaultdict(list)
        self._read_names()
        self.family = self._family() if not {"parent", "phone"}.isdisjoint(kinds) else {}
        self.postcodes = self._postcodes() if "postcode" in kinds else {}

    def _read_names(self) -> None:
        """Read the children and their other names at once."""
        now = (Child.id, Child.authority, Child.forenames, Child.surname, Child.born_on, Child.upn)
        before = (ChildName.kind, ChildName.forenames, ChildName.surname)
        children = self.scope.of(Child).where(Child.id.in_(self.ids))
        asked: Any = children.select(*now, *before).join(ChildName, JOIN.LEFT_OUTER)
        for row in asked.tuples():
            child, (kind, forenames, surname) = Candidate(*row[:6]), row[6:]
            self.children[child.id] = child
            if kind is not None:
                before_it, after_it = OTHER_NAMES.get(kind, ("was", ""))
                called = f"{before_it} {f'{forenames} {surname}'.strip()}{after_it}"
                self.names[child.id].append(Named(tokens_of(forenames, surname), BEFORE, called))

    def _family(self) -> Mapping[int, list[Family]]:
        """Whoever may see the tie to a person may see the person: both are hidden together."""
        found = defaultdict(list)
        person = (Person.title, Person.forenames, Person.surname, Person.phone)
        ties: Any = self._of_these(Relationship)
        told = ties.select(Relationship.child, Relationship.kind, *person).join(Person).tuples()
        for child, kind, title, forenames, surname, phone in told:
            name = " ".join(part for part in (title, forenames, surname) if part)
            one = Family(dict(KINDS).get(kind, kind), name, tokens_of(forenames, surname), phone)
            found[child].append(one)
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
        if "name" in self.kinds:
            own = Named(tokens_of(child.forenames, child.surname), NOW, "")
            for named in (own, *known.names.get(child.id, ())):
                yield from self._of_name(named)
        if self.kinds - {"name"}:
            yield from self._of_identifiers(child)
        if "postcode" in self.kinds:
            for postcode in known.postcodes.get(child.id, ()):
                if self._goes("postcode", plain_key(postcode)):
                    yield Fit(100, True, f"postcode {postcode}")
        if "name" in self.kinds or "phone" in self.kinds:
            for person in known.family.get(child.id, ()):
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
            whole = 100 if name == token else 80 + 10 * len(name) / len(token)
            return whole, True, ""
        if self._goes("name", token):
            return 85, True, ""  # two words typed for one
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
