"""The national register at its real size, 52,000 schools, imported four times over and asked.

Run as `python -m bench.schools`. On SQLite always, in a temporary file; also on
the empty PostgreSQL database that SCHOOLS_DATABASE names, if it does. Each import is
a process of its own, so that its peak memory is that of one import.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import resource
import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from models.base import bind, database, on_postgresql
from models.ledger.event import Event
from models.migrations import upgrade
from models.organisations.register_report import headline
from models.organisations.school_register import compare
from models.scope import Scope
from models.transaction import seal_with, transaction
from public_views.schools import find

SCHOOLS = 52_000
AUTHORITIES = 152
SAMPLE = Path(__file__).parent.parent / "tests" / "data" / "gias_sample.csv"
KEY = secrets.token_bytes(32)
TYPED = ("penistone grammar", "saint thomas a becket", "primary", "S70 1AB", "nowhere")
TARGET = "target: under 30 s and 300 MB"

Cells = list[str]


class Run(NamedTuple):
    """`writing` is how long others had to wait; `peak` is in MB."""

    words: str
    comparing: float
    writing: float
    peak: float


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = make_files(Path(folder))
        for url in filter(
            None, (f"sqlite:///{folder}/bench.db", os.environ.get("SCHOOLS_DATABASE"))
        ):
            make_tables(url)
            for name, (path, links) in files.items():
                report(name, in_a_process(url, path, links))
            with database.connection_context():
                report_finding()


def make_files(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Write the register and two later ones; return each run's files by what it shows."""
    heading, *rows = csv.reader(SAMPLE.read_text("cp1252").splitlines())
    name, status = heading.index("EstablishmentName"), heading.index("EstablishmentStatus (code)")

    def later(cells: Cells, number: int) -> None:
        if number % 50 == 0:
            cells[name] = f"{cells[name]} Academy"
        if number % 500 == 0:
            cells[status] = "2"

    def renamed(cells: Cells, number: int) -> None:
        cells[name] = f"The {cells[name]}"

    def write(path: Path, change: Callable[[Cells, int], None]) -> Path:
        with path.open("w", encoding="cp1252", newline="") as file:
            writer = csv.writer(file, quoting=csv.QUOTE_ALL)
            writer.writerow(heading)
            for number in range(SCHOOLS):
                cells = list(rows[number % len(rows)])
                cells[0], cells[name] = f"{100_000 + number}", f"{cells[name]} {number}"
                cells[1], cells[2] = f"{201 + number % AUTHORITIES}", f"Council {number}"
                change(cells, number)
                writer.writerow(cells)
        return path

    first = write(folder / "first.csv", lambda cells, number: None)
    print(f"file          {SCHOOLS:,} rows, {first.stat().st_size / 1e6:.0f} MB; {TARGET}")
    links = make_links(folder / "links.csv")
    return {
        "all new": (first, links),
        "once more": (first, links),
        "a month on": (write(folder / "later.csv", later), links),
        "all renamed": (write(folder / "renamed.csv", renamed), links),
    }


def make_links(path: Path) -> Path:
    """A link to a successor for one school in five, and the same told of the successor."""
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"])
        for number in range(0, SCHOOLS - 1, 5):
            urn, later = 100_000 + number, 100_001 + number
            writer.writerow([urn, later, "A school", "Successor", "01-09-2019"])
            writer.writerow([later, urn, "A school", "Predecessor", "01-09-2019"])
    return path


def make_tables(url: str) -> None:
    bind(url)
    with database.connection_context():
        if database.get_tables():
            sys.exit("This database is not empty. Name an empty one.")
        upgrade()
        print(f"database      {'PostgreSQL' if on_postgresql() else 'SQLite'}")


def in_a_process(url: str, path: Path, links: Path) -> Run:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(import_once, (url, path, links, KEY))


def import_once(url: str, path: Path, links: Path, key: bytes) -> Run:
    bind(url)
    seal_with(key)
    with database.connection_context(), path.open("rb") as register, links.open("rb") as linked:
        before = Event.select().count()
        start = perf_counter()
        found = compare(register, linked)
        compared = perf_counter()
        with transaction(Scope.command("bench"), datetime.now(UTC)) as tx:
            found.write(tx)
        written = perf_counter()
        assert Event.select().count() == before + 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(headline(found), compared - start, written - compared, peak)


def report(name: str, run: Run) -> None:
    print(
        f"{name:<13} {run.comparing + run.writing:5.1f} s, of it writing {run.writing:.1f} s; "
        f"peak {run.peak:.0f} MB. {run.words}",
        flush=True,
    )


def report_finding() -> None:
    """Say how long it takes to find ten schools by words, as a stranger does on /refer."""
    for typed in TYPED:
        took = []
        for _time in range(20):
            start = perf_counter()
            found = find(typed, 1)
            took.append(perf_counter() - start)
        print(f"found         {1000 * median(took):5.1f} ms: {len(found)} for “{typed}”")


if __name__ == "__main__":
    main()
