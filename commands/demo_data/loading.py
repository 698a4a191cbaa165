"""Fills an empty database with the demo's families and cases, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from random import Random

from commands.demo_data.batches import count_quiet_days, make_room, write, write_search_keys
from commands.demo_data.caseload import CaseFile, Team, cases_of
from commands.demo_data.chance import each_then_weighted
from commands.demo_data.concerns import raise_and_acknowledge
from commands.demo_data.contacts import team_tasks, write_up
from commands.demo_data.days import OfficeDays
from commands.demo_data.enquiries import ask
from commands.demo_data.families import FamilyMaker
from commands.demo_data.household import Family
from commands.demo_data.incoming import refer_some
from commands.demo_data.notices import ONE_CASE_IN, decide, is_due
from commands.demo_data.organisations import found
from commands.demo_data.papers import attach
from commands.demo_data.partners import hand_over_some
from commands.demo_data.search import found_terms, search_for
from commands.demo_data.standards import clocks_of
from commands.demo_data.stories import STORIES, Story
from models.base import BaseModel, RuleBroken
from models.casework.case import Case
from models.people.child import Child
from models.scope import Scope
from models.transaction import Transaction, transaction

FAMILIES_AT_ONCE = 800  # one event a table for so many

Progress = Callable[[int], object]


def load(
    children: int, seed: int, today: date, now: datetime, progress: Progress
) -> dict[str, int]:
    """Write `children` children with their families and cases; return how many rows a table got.

    The same seed and day give the same families. `progress` is told of every
    so many children written. Raise RuleBroken if there are children already.
    """
    scope = Scope.command("demo")
    make_room()
    with transaction(scope, now) as tx:
        if there_are := scope.of(Child).count():
            raise RuleBroken(
                f"The database already holds {there_are} children; demo data goes into an "
                "empty one."
            )
        there = found()
        made = Counter(there.made)
        # About two thirds are the county's.
        for code, share in (("873", children - children // 3), ("874", children // 3)):
            rng = Random(f"{seed} {code}")
            authority = there.ours[code]
            team = Team(rng, authority, OfficeDays(authority.id, today), there, today)
            made += found_terms(team)
            made += _load_authority(tx, team, share, progress)
            count_quiet_days(authority.id)
            made += _first_case(team, now)
    return dict(made)


def _load_authority(tx: Transaction, team: Team, children: int, progress: Progress) -> Counter[str]:
    made = Counter(write(tx, team.authority.id, team_tasks(team)))
    stories = each_then_weighted(team.rng, STORIES)
    notices_left = 1 + children // ONE_CASE_IN
    for families in _batches(team, children):
        files = [_casework(team, family, next(stories)) for family in families]
        rows: list[BaseModel] = [row for family in families for row in family.rows()]
        rows += [row for some in files for file in some for row in file.rows()]
        rows += [clock for some in files for file in some for clock in clocks_of(team, file.case)]
        rows += [row for some in files for file in some for row in search_for(team, file)]
        made += write(tx, team.authority.id, rows)
        keys = [key for family in families for key in _search_keys(family)]
        write_search_keys(keys)
        made["search_key"] += len(keys)
        silent = [file for some in files for file in some if is_due(file)][:notices_left]
        notices_left -= len(silent)
        made["notice"] += decide(team, silent)
        progress(sum(len(family.children) for family in families))
    return made


def _first_case(team: Team, now: datetime) -> Counter[str]:
    """Put papers, a concern and a referral with the first child here that has a case."""
    case = Case.select().where(Case.authority == team.authority.id).order_by(Case.id).first()
    if case is None:
        return Counter()
    papers = Counter(attachment=attach(team, case, now)) + raise_and_acknowledge(team, case, now)
    return papers + refer_some(team, case, now) + hand_over_some(team)


def _batches(team: Team, children: int) -> Iterator[list[Family]]:
    schools = team.there.schools[team.authority.code]
    families = FamilyMaker(team.rng, team.authority, schools, team.today).families(children)
    while batch := list(islice(families, FAMILIES_AT_ONCE)):
        yield batch


def _casework(team: Team, family: Family, story: Story) -> list[CaseFile]:
    files = cases_of(team, family, story)
    for file in files:
        ask(team, file)
        write_up(team, file)
    return files


def _search_keys(family: Family) -> Iterator[tuple[int, str, str, int]]:
    """Yield the keys by which each child is found, as the child itself says."""
    for child in family.children:
        at_hand = {
            "names": [name for name in family.names if name.child is child],
            "addresses": [home for home in family.addresses if home.child_id == child.id],
            "relationships": [tie for tie in family.ties if tie.child is child],
        }
        for backref, rows in at_hand.items():
            setattr(child, backref, rows)  # as Peewee's prefetch does: no query for each
        for kind, key in dict.fromkeys(child.found_by()):
            if key:
                yield child.authority_id, kind, key, child.id
