"""Search over 100,000 invented children: how long it takes, and how often it finds who is meant.

Run as `python -m bench.search`, or with another number after it. DATABASE_URL names an
empty database; without it a temporary SQLite file is used. What is typed is made of the
children's own names and numbers, by dice that fall the same each time.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from string import ascii_lowercase
from time import perf_counter, process_time
from typing import Any, NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from commands.demo_data.loading import load
from models.base import database, on_postgresql
from models.dates.words import short_date
from models.finding import find_children
from models.folding import fold
from models.migrations import upgrade
from models.organisations.officer import Officer
from models.organisations.session import Session
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.relationship import Relationship
from models.scope import Scope
from models.transaction import transaction

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
TIMES = 200  # searches of each kind; a page is asked for half as often
LIMIT = 50  # ms


class Asked(NamedTuple):
    """What is typed, and the child it is meant to find."""

    words: str
    child: Child


def main(children: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.db"
        app = program(url, Path(folder))
        with database.connection_context():
            if database.get_tables():
                sys.exit("This database is not empty. Name an empty one.")
            upgrade()
            load(children, 873, TODAY, NOW, lambda done: None)
            if on_postgresql():
                database.execute_sql("ANALYZE")
            print(f"database      {'PostgreSQL' if on_postgresql() else 'SQLite'}")
            print(f"children      {children:,}; busy {os.getloadavg()[0]:.1f} of {os.cpu_count()}")
            officer = Officer.select().where(Officer.email == "manager@demo.example").get()
            report(app, officer, Random(873))
            database.connect(reuse_if_open=True)


def program(url: str, folder: Path) -> Flask:
    return create_app(
        Settings(
            database_url=url,
            secret_key=secrets.token_hex(),
            audit_key=secrets.token_hex(),
            base_url="http://127.0.0.1:8000",
            mail_url="smtp://127.0.0.1:8025",
            mail_from="education@council.example",
            mail_folder=folder,
            listen="127.0.0.1:8000",
            demo=True,
        ),
        clock=lambda: NOW,
    )


def report(app: Flask, officer: Officer, rng: Random) -> None:
    scope = Scope.officer(officer, NOW)
    browser = signed_in(app, officer)
    everything: list[Taken] = []
    print(f"{'':<34}{'clock':>7}{'':>8}{'processor':>13}{'':>4}{'page, processor':>16}{'':>2}found")
    print(f"{'typed':<34}{'p50':>7}{'p95':>8}{'p50':>9}{'p95':>8}{'p50':>10}{'p95':>8}", end="")
    print(f"{'at all':>9}{'first':>7}")
    for name, make in KINDS.items():
        asked = [make(rng, a_child(rng)) for _ in range(TIMES)]
        times, met, first = [], 0, 0
        for words, child in asked:
            found, taken = timed(lambda words=words: find_children(words, scope))
            times.append(taken)
            names = [(one.child.name, one.child.born_on) for one in found.results]
            met += is_met(child, names, words)
            first += is_met(child, names[:1], words)
        everything += times
        pages = [page_time(browser, one.words) for one in asked[: TIMES // 4]]
        print(f"{name:<34}{told(times)}{told(pages)[15:]}", end="")
        print(f"{met / TIMES:9.2f}{first / TIMES:7.2f}", flush=True)
    print(f"{'all':<34}{told(everything)}   ms; target: p95 under {LIMIT}")


class Taken(NamedTuple):
    """Milliseconds: of the clock, and of the processor, which a busy machine does not lengthen."""

    clock: float
    processor: float


def timed(work: Callable[[], Any]) -> tuple[Any, Taken]:
    start, used = perf_counter(), process_time()
    done = work()
    return done, Taken((perf_counter() - start) * 1000, (process_time() - used) * 1000)


def told(times: list[Taken]) -> str:
    clock, processor = [one.clock for one in times], [one.processor for one in times]
    return f"{middle(clock):7.1f}{late(clock):8.1f}{middle(processor):9.1f}{late(processor):8.1f}"


def signed_in(app: Flask, officer: Officer) -> FlaskClient:
    with transaction(Scope.command("bench"), NOW):
        _, cookie = Session.start(officer, NOW)
    browser = app.test_client()
    browser.set_cookie("session", cookie, domain="localhost")
    app.config["WTF_CSRF_ENABLED"] = False  # the words are kept without fetching a form first
    return browser


def page_time(browser: FlaskClient, words: str) -> Taken:
    """Return how long the page of what was found takes, its event written."""
    address = browser.post("/search", data={"words": words}).location
    page, taken = timed(lambda: browser.get(address))
    assert page.status_code == 200
    database.connect(reuse_if_open=True)
    return taken


def is_met(child: Child, found: list[tuple[str, date | None]], words: str) -> bool:
    """Say whether the child is there; by names alone, whether one so called is: many are."""
    told = [name for name, _ in found]
    return (child.name, child.born_on) in found or ("20" not in words and child.name in told)


def middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def late(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


# -- what is typed ------------------------------------------------------------------------------


def a_child(rng: Random) -> Child:
    child: Child | None = None
    while child is None or not child.forenames:
        child = Child.get_or_none(Child.id == rng.randrange(1, 1_000_000) % count() + 1)
    return child


def count() -> int:
    return _known.setdefault("children", Child.select().count())


_known: dict[str, int] = {}


def wrong(rng: Random, word: str) -> str:
    """Return the word with a letter left out, doubled, wrong, or changed for the next."""
    place = rng.randrange(max(len(word) - 1, 1))
    before, here, after = word[:place], word[place : place + 1], word[place + 1 :]
    return rng.choice(
        (
            before + after,
            before + here + here + after,
            before + rng.choice(ascii_lowercase) + after,
            before + after[:1] + here + after[1:],
        )
    )


def names_of(child: Child) -> list[str]:
    return fold(f"{child.forenames} {child.surname}").split()


def long_word(rng: Random, child: Child) -> tuple[list[str], int]:
    """Return the words of the name, and which of those of four letters and more to get wrong."""
    words = names_of(child)
    long = [number for number, word in enumerate(words) if len(word) > 3]
    return words, rng.choice(long or range(len(words)))


def plain(rng: Random, child: Child) -> Asked:
    words = names_of(child)
    rng.shuffle(words)
    return Asked(" ".join(words), child)


def surname(rng: Random, child: Child) -> Asked:
    return Asked(child.surname, child)


def begun(rng: Random, child: Child) -> Asked:
    return Asked(" ".join(word[: rng.randint(2, 4)] for word in names_of(child)), child)


def one_wrong(rng: Random, child: Child) -> Asked:
    words, number = long_word(rng, child)
    words[number] = wrong(rng, words[number])
    return Asked(" ".join(words), child)


def one_wrong_and_born(rng: Random, child: Child) -> Asked:
    return Asked(f"{one_wrong(rng, child).words} {short_date(child.born_on or TODAY)}", child)


def two_wrong(rng: Random, child: Child) -> Asked:
    words, number = long_word(rng, child)
    words[number] = wrong(rng, wrong(rng, words[number]))
    return Asked(" ".join(words), child)


def each_wrong(rng: Random, child: Child) -> Asked:
    words = [wrong(rng, word) if len(word) > 3 else word for word in names_of(child)]
    return Asked(" ".join(words), child)


def former(rng: Random, child: Child) -> Asked:
    row = ChildName.select().where(ChildName.id > rng.randrange(count() // 8)).first()
    born = short_date(row.child.born_on or TODAY)
    return Asked(f"{row.forenames} {row.surname} {born}", row.child)


def by_parent(rng: Random, child: Child) -> Asked:
    tie = Relationship.select().where(Relationship.child == child).first()
    return Asked(f"{tie.person.forenames} {names_of(child)[0]} {child.born_on}", child)


def born(rng: Random, child: Child) -> Asked:
    return Asked(f"{child.surname} {(child.born_on or TODAY):%d/%m/%Y}", child)


def reference(rng: Random, child: Child) -> Asked:
    return Asked(child.reference, child)


def postcode(rng: Random, child: Child) -> Asked:
    where = Address.select().where(Address.child == child, Address.restricted == False)  # noqa: E712
    there = where.first()
    return Asked(there.postcode if there else child.reference, child)


KINDS: dict[str, Callable[[Random, Child], Asked]] = {
    "names in any order": plain,
    "a surname alone": surname,
    "beginnings of each name": begun,
    "a surname and a date of birth": born,
    "a former name and a date": former,
    "a parent, a forename and a date": by_parent,
    "one letter wrong": one_wrong,
    "one letter wrong, and a date": one_wrong_and_born,
    "two mistakes in one name": two_wrong,
    "a letter wrong in each name": each_wrong,
    "a reference": reference,
    "a postcode": postcode,
}

if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
