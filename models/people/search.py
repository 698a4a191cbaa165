"""The keys a child is found by: one table, prefix look-ups, the same on both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

from peewee import (
    Case,
    CharField,
    DeferredForeignKey,
    Expression,
    ForeignKeyField,
    ModelSelect,
    Value,
    fn,
)

from models.base import BaseModel
from models.folding import LONGEST, REMEMBERED
from models.organisations.authority import Authority
from models.people.folding import name_tokens, sound_code
from models.people.near_names import HEAD, guesses
from models.people.typed import HIGHEST, Part, Way, beginning, read


class Clue(NamedTuple):
    """Keys that speak for a child, and how much: of all that fit one part the best counts."""

    condition: Any
    points: Any
    rare: bool = False  # no name, which thousands may have


class Reach(NamedTuple):
    """Whose keys may be looked at: of these authorities (None: of all), and of no hidden child."""

    authorities: Collection[int] | None
    hidden: Collection[int]


class SearchKey(BaseModel):
    """A folded way to ask for a child. Made from the child's rows, so never edited."""

    audited = False
    authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    # Child computes its own keys, so this module cannot import it.
    child = DeferredForeignKey("Child", on_delete="RESTRICT", backref="search_keys")
    kind = CharField(max_length=10)
    key = CharField(max_length=200)

    class Meta:
        # With the child in it a search reads the index and never the table.
        indexes = ((("authority", "kind", "key", "child"), False),)

    @classmethod
    def replace_for(cls, child_id: int, authority_id: int, keys: Iterable[tuple[str, str]]) -> None:
        """Set the child's keys to exactly `keys` (kind, key)."""
        cls.sweep_away(cls.child == child_id)
        rows = [
            {"authority": authority_id, "child": child_id, "kind": kind, "key": key}
            for kind, key in dict.fromkeys(keys)
            if key
        ]
        if rows:
            cls.insert_many(rows).execute()

    @classmethod
    def children(
        cls, words: str, authorities: Collection[int] | None
    ) -> list[ModelSelect[SearchKey]]:
        """Return one query of child ids a part of `words`: a child found is in every one of them.

        A part may begin a name (now or before), or be a UPN, a reference, a
        postcode, a phone number or a date of birth. No near spellings, no parents.
        """
        parts = read(words)
        if words.strip() and not parts:
            return [cls.select(cls.child).where(False)]  # marks alone, which name nobody
        asked = [cls.select(cls.child).where(cls.fits_strictly(part)) for part in parts]
        if authorities is None:
            return asked
        return [query.where(cls.authority.in_(authorities)) for query in asked]

    @classmethod
    def fits_strictly(cls, part: Part) -> Any:
        """Return the condition that a key is what was typed, or begins with it."""
        fitting: Any = False
        for way in part.ways:
            if way.kind != "reference" or part.number:  # a bare figure means too much
                fitting = cls.goes(way) if fitting is False else fitting | cls.goes(way)
        return fitting

    @classmethod
    def goes(cls, way: Way) -> Expression:
        """Return the condition that a key is one that `way` leads to."""
        same: Expression = cls.kind == way.kind
        if way.first == way.last:
            return same & (cls.key == way.first)
        between: Expression = same & cls.key.between(way.first, way.last)
        return between & (fn.LENGTH(cls.key) == way.length) if way.length else between

    @classmethod
    def within(cls, reach: Reach, *columns: Any) -> Any:
        """Return the keys of the authorities in reach: who is hidden is yet to be left out."""
        query = cls.select(*columns)
        if reach.authorities is None:
            return query
        return query.where(cls.authority.in_(reach.authorities))

    @classmethod
    def best(cls, reach: Reach, wanted: Sequence[Sequence[Clue]], most: int) -> list[int]:
        """Return the children that have a clue to each thing wanted, those with most points first.

        Where the first thing wanted is no name, so that few have it, only they
        are looked at for the others.
        """
        if not wanted or not all(wanted):
            return []
        few = wanted[0] if len(wanted) > 1 and all(clue.rare for clue in wanted[0]) else ()
        found: Any = None
        for number, clues in enumerate(wanted):
            for clue in clues:
                told = (cls.child, Value(number).alias("part"), clue.points.alias("points"))
                query = cls.within(reach, *told).where(clue.condition)
                if few and number:
                    of_few = [cls.within(reach, cls.child).where(one.condition) for one in few]
                    query = query.where(cls.child.in_(reduce(or_, of_few)))
                found = query if found is None else found + query
        of_part: Any = (
            cls.select(found.c.child_id, fn.MAX(found.c.points).alias("points"))
            .from_(found)
            .group_by(found.c.child_id, found.c.part)
        )
        if reach.hidden:
            # Once of all that was found: once for each key it would be too many numbers.
            of_part = of_part.where(found.c.child_id.not_in(reach.hidden))
        of_part = of_part.alias("of_part")
        asked: Any = (
            cls.select(of_part.c.child_id)
            .from_(of_part)
            .group_by(of_part.c.child_id)
            .having(fn.COUNT(of_part.c.child_id) == len(wanted))
            .order_by(fn.SUM(of_part.c.points).desc(), of_part.c.child_id.desc())
            .limit(most)
        )
        return [child for (child,) in asked.tuples()]

    @classmethod
    def names_like(cls, reach: Reach, words: Iterable[str]) -> set[str]:
        """Return the names there that may be what was meant by any of `words`.

        By the first letters, by one mistake in those, and by the sound. Some may be
        only those of hidden children: see `borne`.
        """
        conditions = []
        for word in words:
            conditions.append(cls._names_begun(word[:HEAD]))
            if tried := guesses(word):
                conditions.append(cls.kind.in_(("name", "parent")) & cls.key.in_(tried))
            if sound := sound_code(word):
                conditions.append(cls.goes(beginning("sound", f"{sound} ")))
        return cls._names_where(reach, conditions)

    @classmethod
    def names_begun_like(cls, reach: Reach, words: Iterable[str]) -> set[str]:
        """Return the names there that have the first two letters of any of `words`."""
        return cls._names_where(reach, [cls._names_begun(word[: HEAD - 1]) for word in words])

    @classmethod
    def _names_begun(cls, head: str) -> Expression:
        begun: Expression = cls.kind.in_(("name", "parent")) & cls.key.between(head, head + HIGHEST)
        return begun

    @classmethod
    def _names_where(cls, reach: Reach, conditions: Iterable[Expression]) -> set[str]:
        query: Any = None
        for condition in conditions:
            names = cls.within(reach, cls.key).where(condition).distinct()
            query = names if query is None else query | names
        keys = [] if query is None else query.tuples()
        return {key.rpartition(" ")[2] for (key,) in keys}  # a sound stands before its name

    @classmethod
    def borne(cls, reach: Reach, names: Collection[str]) -> set[str]:
        """Return those of `names` that somebody in sight has, or somebody around them.

        With any child hidden it is asked even of no names, so that it takes no
        longer for a hidden child than for none.
        """
        if not reach.hidden:
            return set(names)
        theirs = cls.kind.in_(("name", "parent")) & cls.key.in_(names)
        seen = cls.child.not_in(reach.hidden)
        asked = cls.within(reach, cls.key).where(theirs, seen).distinct().tuples()
        return {key for (key,) in asked}


def points(key: str, if_so: int, otherwise: int) -> Any:
    """Return `if_so` for a key that is `key`, and `otherwise` for another that fits."""
    if if_so == otherwise:
        return Value(if_so)
    return Case(None, (((SearchKey.key == key), if_so),), otherwise)


@lru_cache(maxsize=REMEMBERED)
def tokens_of(forenames: str, surname: str) -> tuple[str, ...]:
    """Return the parts of a name, and the whole of a surname of several words as one."""
    tokens = name_tokens(f"{forenames} {surname}")
    words = name_tokens(surname.replace("-", " "))
    return tuple(dict.fromkeys([*tokens, "".join(words)] if len(words) > 1 else tokens))


def name_keys(forenames: str, surname: str, kind: str = "name") -> list[tuple[str, str]]:
    """Return each part of a name as it is written, and after its sound.

    A search asks which names sound like this: so a sound is kept with its name.
    """
    tokens = tokens_of(forenames, surname)
    coded = [(sound_code(token), token) for token in tokens]
    sounds = [("sound", f"{code} {token}"[:LONGEST]) for code, token in coded if code]
    return [(kind, token) for token in tokens] + sounds
