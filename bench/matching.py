"""Referrals by strangers, matched to the children kept: who is found, who is mistaken, how fast.

Run as `python -m bench.matching`, or with another number of children after it, and of
referrals after that. DATABASE_URL names an empty database, or one this has filled before;
without it a temporary SQLite file is used. Targets: the child meant is among the first
three in 98 of 100; of brothers, sisters and twins fewer than 1 in 100 is put forward.
"""

from __future__ import annotations

import gc
import os
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from bench._invented import Invented, Stranger, families
from commands.demo_data.batches import make_room, write, write_search_keys
from models.base import BaseModel, bind, database, on_postgresql
from models.migrations import upgrade
from models.organisations.authority import Authority
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.likeness import THE_SAME, Likeness
from models.people.matching import likely_same
from models.people.person import Person
from models.people.relationship import Relationship
from models.people.search import Reach
from models.people.told import Told
from models.scope import Scope
from models.transaction import seal_with, transaction

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
LIMIT = 50  # ms
STRANGERS = 0.2  # referrals of children who are not kept
LEFT_OUT = 50  # one family in so many has a child who is not kept

Family = list[Invented]


class Population(NamedTuple):
    """Whole families, and the ids of those of their children that are kept."""

    families: list[Family]
    ids: dict[Invented, int]

    def kin(self, child: Invented) -> list[int]:
        """Return the kept brothers and sisters of a child, by id."""
        others = [one for one in self.families[child.family - 1] if one is not child]
        return [self.ids[one] for one in others if one in self.ids]


class Outcome(NamedTuple):
    told: Told
    child: Invented
    found: list[Likeness]


class Report(NamedTuple):
    """Shares, of 1."""

    recall: float  # the child meant is put forward among the first three
    first: float  # and is the very first
    kin: float  # brothers, sisters and twins put forward as the child meant, of all there are
    mistaken: float  # referrals of a child not kept with another called the same child


def invented(children: int, seed: int = 18) -> Population:
    """Return families with so many kept children. Now and then one of a family is not kept."""
    made: list[Family] = []
    ids: dict[Invented, int] = {}
    for family in families(seed):
        left_out = family[-1] if len(family) > 1 and len(made) % LEFT_OUT == 0 else None
        made.append(family)
        here = (child for child in family if child is not left_out)
        ids |= {child: len(ids) + n for n, child in enumerate(here, 1)}
        if len(ids) >= children:
            return Population(made, ids)
    raise AssertionError


def fill(population: Population, authority: Authority) -> Population:
    """Write the children kept, with what they are found by; return them with the ids they got."""
    kept, ids = iter(population.families), dict[Invented, int]()
    while some := list(islice(kept, 5000)):
        with transaction(Scope.command("bench"), NOW) as tx:
            rows, children = _rows(population, some, authority.id)
            write(tx, authority.id, rows)
            ids |= {one: child.id for one, child in children}
            found_by = ((key, c.id) for _, c in children for key in dict.fromkeys(c.found_by()))
            write_search_keys([(authority.id, *key, n) for key, n in found_by if key[1]])
    return population._replace(ids=ids)


def _rows(
    population: Population, some: list[Family], authority_id: int
) -> tuple[list[BaseModel], list[tuple[Invented, Child]]]:
    rows: list[BaseModel] = []
    children = []
    for family in some:
        people = [
            Person(authority=authority_id, forenames=a.forenames, surname=a.surname, phone=a.phone)
            for a in family[0].parents
        ]
        rows += people
        for one in family:
            if one in population.ids:
                child, theirs = _child(one, people, authority_id)
                children.append((one, child))
                rows += [child, *theirs]
    return rows, children


def _child(one: Invented, people: list[Person], authority_id: int) -> tuple[Child, list[BaseModel]]:
    child = Child(
        authority=authority_id,
        forenames=one.forenames,
        surname=one.surname,
        born_on=one.born_on,
        sex=one.sex,
        upn=one.upn,
    )
    home = Address(authority=authority_id, child=child, lines="1 The Road", postcode=one.postcode)
    ties = [
        Relationship(authority=authority_id, child=child, person=person, kind="mother")
        for person in people
    ]
    names = []
    if one.former:
        name = {"forenames": one.forenames, "surname": one.former}
        names.append(ChildName(authority=authority_id, child=child, **name))
    # As Peewee's prefetch does, so that the child's own keys need no query.
    for backref, theirs in (("names", names), ("addresses", [home]), ("relationships", ties)):
        setattr(child, backref, theirs)
    return child, [*names, home, *ties]


def referrals(population: Population, count: int, seed: int = 7) -> Iterator[tuple[Told, Invented]]:
    """Yield what was told and of whom: one in five of a child who is not kept."""
    rng, stranger = Random(seed), Stranger(seed)
    kept = list(population.ids)
    missing = [c for family in population.families for c in family if c not in population.ids]
    elsewhere = (c for family in families(seed + 1000) for c in family)
    for _ in range(count):
        child = rng.choice(kept)
        if rng.random() < STRANGERS:
            child = rng.choice(missing) if rng.random() < 0.5 else next(elsewhere)
        yield stranger.tells_of(child), child


def matched(population: Population, reach: Reach, count: int) -> tuple[list[Outcome], list[float]]:
    """Match so many referrals; return what came of each, and the milliseconds each took."""
    outcomes, times = [], []
    for told, child in referrals(population, count):
        begun = process_time()
        found = likely_same(told, reach)
        times.append((process_time() - begun) * 1000)
        outcomes.append(Outcome(told, child, found))
    return outcomes, times


def judged(population: Population, outcomes: list[Outcome]) -> Report:
    tally: Counter[str] = Counter()
    for one in outcomes:
        put_forward = [like.kept.child_id for like in one.found if like.verdict.is_proposed]
        child_id = population.ids.get(one.child)
        if child_id is None:
            tally["unkept"] += 1
            tally["mistaken"] += any(like.verdict is THE_SAME for like in one.found)
        else:
            tally["kept"] += 1
            tally["met"] += child_id in put_forward[:3]
            tally["first"] += child_id in put_forward[:1]
        if one.child.family <= len(population.families) and one.child in _family(population, one):
            kin = population.kin(one.child)
            tally["kin"] += len(kin)
            tally["kin put forward"] += len(set(kin) & set(put_forward))
    return Report(
        tally["met"] / (tally["kept"] or 1),
        tally["first"] / (tally["kept"] or 1),
        tally["kin put forward"] / (tally["kin"] or 1),
        tally["mistaken"] / (tally["unkept"] or 1),
    )


def _family(population: Population, one: Outcome) -> Family:
    return population.families[one.child.family - 1]


def missed(population: Population, outcomes: list[Outcome]) -> list[Outcome]:
    """Return the outcomes in which the child meant is not put forward among the first three."""
    return [
        one
        for one in outcomes
        if (child_id := population.ids.get(one.child)) is not None
        and child_id
        not in [like.kept.child_id for like in one.found if like.verdict.is_proposed][:3]
    ]


def main(children: int = 20_000, count: int = 2_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.db"
        bind(url)
        seal_with(secrets.token_bytes(32))
        with database.connection_context():
            population = invented(children)
            authority = _filled(population)
            name = "PostgreSQL" if on_postgresql() else "SQLite"
            print(f"{name}, {len(population.ids):,} children, {count:,} referrals", flush=True)
            gc.freeze()  # the families stay: they are not to be swept while a clock runs
            outcomes, times = matched(population, Reach([authority.id], ()), count)
            _say(judged(population, outcomes), sorted(times))


def _filled(population: Population) -> Authority:
    if not database.get_tables():
        upgrade()
    with transaction(Scope.command("bench"), NOW):
        authority: Authority = Authority.get_or_none(Authority.code == "873") or Authority.create(
            code="873", name="Cambridgeshire", ours=True
        )
    if not Child.select().exists():
        begun = perf_counter()
        make_room()
        fill(population, authority)
        if on_postgresql():
            database.execute_sql("ANALYZE")
        print(f"filled in {perf_counter() - begun:,.0f} s")
    return authority


def _say(report: Report, times: list[float]) -> None:
    late, latest = times[len(times) * 95 // 100], times[-1]
    middle = times[len(times) // 2]
    print(f"put forward among the first three   {report.recall:7.2%}   target 98 %")
    print(f"the very first                      {report.first:7.2%}")
    print(f"brothers, sisters, twins mistaken   {report.kin:7.2%}   target under 1 %")
    print(f"not kept, but 'the same' proposed   {report.mistaken:7.2%}")
    print(f"processor, ms   p50 {middle:.1f}   p95 {late:.1f}   most {latest:.1f}   target {LIMIT}")


if __name__ == "__main__":
    main(*(int(number.replace(",", "")) for number in sys.argv[1:]))
