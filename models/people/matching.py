"""Children that a referral may be about: fetched by their search keys, weighed by `likeness`.

It looks into one authority only, and leaves out what the reader may not see before
anything is counted or weighed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from peewee import Case, Value, fn

from models.dates.words import short_date
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import KINDS, ChildName
from models.people.folding import name_tokens
from models.people.forenames import is_well_known, spellings
from models.people.likeness import Likeness, best_first
from models.people.near_names import near
from models.people.person import Person
from models.people.relationship import Relationship
from models.people.search import Reach, SearchKey
from models.people.told import Adult, Called, Kept, Told
from models.people.typed import phone_key, plain_key

CANDIDATES = 40  # weighed
SHOWN = 8
SPELLINGS = 40  # of one word
WORDS = 6  # of the name: nobody's key is asked for more

# What a shared key is worth to be looked at at all. A name alone, or a postcode alone, is not
# enough: thousands share it.
UPN, PHONE, BORN, POSTCODE, AS_WRITTEN, SPELT_NEARLY = 100, 20, 20, 15, 12, 10
ENOUGH = 20
NEVER_FEW = 100  # children of one forename: with more of them the birth date may be chance
A_NAME_FROM = 3  # children who bear it, before a word counts as a name of its own


def likely_same(
    told: Told, reach: Reach, no_addresses: Collection[int] = (), most: int = SHOWN
) -> list[Likeness]:
    """Return the children that may be meant, the likeliest first, with brothers and sisters last.

    `no_addresses` are those kept from the reader besides those kept from all.
    """
    kept = _kept(_candidates(told, reach), no_addresses)
    bearers = _bearers(told, kept, reach)

    def is_name(word: str) -> bool:
        return is_well_known(word) or bearers.get(word, 0) >= A_NAME_FROM

    def is_rare(words: str) -> bool:
        first = words.split(" ")[0]
        return bearers.get(first, 0) <= NEVER_FEW

    return best_first([Likeness(told, one, is_name, is_rare) for one in kept])[:most]


def _words(told: Told) -> list[str]:
    tokens = name_tokens(f"{told.forenames} {told.known_as} {told.surname}")
    return [word for word in tokens if len(word) > 1][:WORDS]


def _candidates(told: Told, reach: Reach) -> list[int]:
    """Return the children who share enough keys with what was told, those with most first."""
    parts = [*_numbers(told), *_name_parts(told, reach)]
    if not parts:
        return []
    found: Any = None
    for number, (condition, points) in enumerate(parts):
        told_of = (SearchKey.child, Value(number).alias("part"), points.alias("points"))
        query = SearchKey.within(reach, *told_of).where(condition)
        found = query if found is None else found + query
    of_part: Any = SearchKey.select(found.c.child_id, fn.MAX(found.c.points).alias("points")).from_(
        found
    )
    of_part = of_part.group_by(found.c.child_id, found.c.part)
    if reach.hidden:
        of_part = of_part.where(found.c.child_id.not_in(reach.hidden))
    of_part = of_part.alias("of_part")
    in_all = fn.SUM(of_part.c.points)
    asked: Any = SearchKey.select(of_part.c.child_id).from_(of_part).group_by(of_part.c.child_id)
    asked = asked.having(in_all >= ENOUGH).order_by(in_all.desc(), of_part.c.child_id.desc())
    return [child for (child,) in asked.limit(CANDIDATES).tuples()]


def _numbers(told: Told) -> Iterable[tuple[Any, Any]]:
    phones = set(map(phone_key, (adult.phone for adult in told.adults))) - {""}
    born = told.born_on.isoformat() if told.born_on else ""
    keys = [("upn", plain_key(told.upn), UPN), ("born", born, BORN)]
    keys += [("postcode", plain_key(told.postcode), POSTCODE)]
    keys += [("phone", phone, PHONE) for phone in sorted(phones)]
    for kind, key, points in keys:
        if key:
            yield (SearchKey.kind == kind) & (SearchKey.key == key), Value(points)


def _name_parts(told: Told, reach: Reach) -> Iterable[tuple[Any, Any]]:
    words = _words(told)
    borne = SearchKey.names_like(reach, words)
    for word in words:
        nearly = [*spellings(word), *list(near(word, borne))[:SPELLINGS]]
        keys = [word, *dict.fromkeys(one for one in nearly if one != word)]
        condition = (SearchKey.kind == "name") & SearchKey.key.in_(keys)
        yield condition, Case(None, [(SearchKey.key == word, AS_WRITTEN)], SPELT_NEARLY)


def _kept(child_ids: Sequence[int], no_addresses: Collection[int]) -> list[Kept]:
    """Fetch what is kept of these children: four queries, however many they are."""
    if not child_ids:
        return []
    names = _names_of(child_ids)
    postcodes = _postcodes_of(child_ids, no_addresses)
    adults = _adults_of(child_ids)
    columns = (Child.id, Child.forenames, Child.surname, Child.born_on, Child.sex, Child.upn)
    found: Any = Child.select(*columns).where(Child.id.in_(child_ids)).tuples()
    return [
        Kept(
            row_id,
            (Called(forenames, surname), *names.get(row_id, ())),
            born_on,
            sex,
            upn,
            tuple(postcodes.get(row_id, ())),
            tuple(adults.get(row_id, ())),
        )
        for row_id, forenames, surname, born_on, sex, upn in found
    ]


def _names_of(child_ids: Sequence[int]) -> dict[int, list[Called]]:
    columns = (
        ChildName.child,
        ChildName.kind,
        ChildName.forenames,
        ChildName.surname,
        ChildName.until,
    )
    found: dict[int, list[Called]] = {}
    theirs = ChildName.child.in_(child_ids)
    rows: Any = ChildName.select(*columns).where(theirs).order_by(ChildName.id).tuples()
    for child, kind, forenames, surname, until in rows:
        when = dict(KINDS)[kind].lower() + (f" until {short_date(until)}" if until else "")
        found.setdefault(child, []).append(Called(forenames, surname, when))
    return found


def _postcodes_of(child_ids: Sequence[int], no_addresses: Collection[int]) -> Mapping[int, Any]:
    columns = (Address.child, Address.postcode, Address.id)
    open_to_all = Address.restricted == False  # noqa: E712  a condition for the database
    rows: Any = Address.select(*columns).where(Address.child.in_(child_ids), open_to_all).tuples()
    found: dict[int, list[str]] = {}
    for child, postcode, address in rows:
        if postcode and address not in no_addresses:
            found.setdefault(child, []).append(postcode)
    return found


def _adults_of(child_ids: Sequence[int]) -> Mapping[int, Any]:
    columns = (Relationship.child, Person.forenames, Person.surname, Person.phone)
    query = Relationship.select(*columns).join(Person).where(Relationship.child.in_(child_ids))
    rows: Any = query.where(Relationship.kind != "sibling").tuples()
    found: dict[int, list[Adult]] = {}
    for child, forenames, surname, phone in rows:
        found.setdefault(child, []).append(Adult(forenames, surname, phone))
    return found


def _bearers(told: Told, kept: Sequence[Kept], reach: Reach) -> dict[str, int]:
    """Return by how many children in sight each forename in question is borne."""
    words = set(name_tokens(told.forenames)[:2])
    for one in kept:
        words |= set(name_tokens(one.names[0].forenames)[:2])
    theirs = (SearchKey.kind == "name") & SearchKey.key.in_(sorted(words))
    query = SearchKey.within(reach, SearchKey.key, fn.COUNT(SearchKey.id)).where(theirs)
    if reach.hidden:
        query = query.where(SearchKey.child.not_in(reach.hidden))
    return dict(query.group_by(SearchKey.key).tuples())
