"""How long each page takes beside Django's admin on the same tables, in the same minutes.

Run as `python -m bench.screens`; `--children` and `--times` set other numbers, and
`--flat` adds the same pages of ours at 10,000 children and at 1,000,000 (which
takes a quarter of an hour to make). Django is measured where it is installed
(`bench/requirements.txt`). One client asks ours and the peer in turn, so that what
else the machine is doing falls on both alike: compare columns, not days.

Ours writes who looked at what before it shows a page, and on saving the values
before and after; Django's writes nothing on looking, and a line of its log on saving.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import mean, median, quantiles
from zoneinfo import ZoneInfo

from bench._two_admins import PASSWORD, Browser, Page, djangos, ours
from commands.demo_data.loading import load
from models.base import bind, database
from models.migrations import upgrade
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.people.child import Child
from models.scope import Scope
from models.transaction import seal_with, transaction

Way = Callable[[], Callable[[], Page]]  # first makes ready, which is not measured, then asks
Ways = dict[str, Way]
NAME = "smi"  # what is searched for: the beginning of a common name
OFFICER = "bench@council.example"


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--children", type=int, default=100_000)
    asked.add_argument("--times", type=int, default=200)
    asked.add_argument("--flat", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), given.children, given.times)
        for children in (10_000, 1_000_000) if given.flat else ():
            compare(Path(folder) / str(children), children, given.times, alone=True)


def compare(folder: Path, children: int, times: int, alone: bool = False) -> None:
    """Print what a page takes; `alone` without the peer."""
    folder.mkdir(exist_ok=True)
    made, child = make(folder / "ours.db", children)
    print(f"{children:,} children, {made['enquiry']:,} enquiries; busy {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        us = stack.enter_context(ours(folder / "ours.db"))
        us.sign_in("/sign-in", email=OFFICER, password=PASSWORD)
        ways = dict(our_ways(us, children, child))
        theirs: Ways = {}
        peer = None
        if not alone and find_spec("django"):
            shutil.copy(folder / "ours.db", folder / "peer.db")
            peer = stack.enter_context(djangos(folder / "peer.db", folder / "static"))
            peer.sign_in("/login/?next=/", username="officer", password=PASSWORD)
            theirs = dict(their_ways(peer, children, child))
        report_times(us, peer, ways, theirs, times)
        report_bytes("ours", us, "/children/")
        if peer is not None:
            report_bytes("Django's admin", peer, "/records/child/")


def make(path: Path, children: int) -> tuple[dict[str, int], int]:
    """Fill a new database; return how many rows each table got, and the id of one child."""
    bind(f"sqlite:///{path}")
    seal_with(os.urandom(32))
    database.connect()
    upgrade()
    now = datetime.now(UTC)
    made = load(
        children, 873, now.astimezone(ZoneInfo("Europe/London")).date(), now, nobody_watches
    )
    with transaction(Scope.command("bench"), now):
        officer = Officer(name="Bench Officer", email=OFFICER)
        officer.set_password(PASSWORD)
        officer.save()
        # Both of ours: as much to look through as Django's superuser has.
        for authority in Child.select(Child.authority).distinct():
            Role.create(officer=officer, authority=authority.authority_id, name="manager")
    middle = Child.select().order_by(Child.id).offset(children // 2).first()
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return made, middle.id


def nobody_watches(_done: int) -> None:
    """Loading tells how far it is."""


def our_ways(us: Browser, children: int, child: int) -> Iterator[tuple[str, Way]]:
    search = found(us, "/children/", search=NAME)
    waiting = found(us, "/enquiries/", **{"answered_on-is": "none"})
    edit = f"/children/edit/?id={child}"
    yield "worklist", at(us, "/")
    yield "list", at(us, "/children/")
    for name, page in pages(children):
        yield name, at(us, f"/children/?page={page + 1}")
    yield "filtered list", at(us, waiting)
    yield "search", at(us, search)
    yield "child page", at(us, f"/children/details/?id={child}")
    yield "edit form", at(us, edit)
    yield "save", saving(us, edit)


def their_ways(peer: Browser, children: int, child: int) -> Iterator[tuple[str, Way]]:
    edit = f"/records/child/{child}/change/"
    yield "list", at(peer, "/records/child/")
    for name, page in pages(children):
        yield name, at(peer, f"/records/child/?p={page + 1}")
    yield "filtered list", at(peer, "/records/enquiry/?answered_on__isempty=1")
    yield "search", at(peer, f"/records/child/?q={NAME}")
    yield "child page", at(peer, f"/records/childwithall/{child}/change/")
    yield "edit form", at(peer, edit)
    yield "save", saving(peer, edit)


def pages(children: int) -> tuple[tuple[str, int], ...]:
    last = (children - 1) // 20
    return ("middle page", last // 2), ("last page", last)


def found(us: Browser, address: str, **asked: str) -> str:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', us.ask(address).text)
    assert token
    return us.ask(f"{address}find/", {"csrf_token": token[1], **asked}).leads_to


def at(browser: Browser, address: str) -> Way:
    return lambda: partial(browser.ask, address)


def saving(browser: Browser, address: str) -> Way:
    """Return how to save one field changed; fetching the form first is not part of it."""
    numbers = count()

    def make_ready() -> Callable[[], Page]:
        changed = f"Somali, spoken {next(numbers)}"
        return partial(browser.ask, address, browser.filled_in(address, first_language=changed))

    return make_ready


def report_times(us: Browser, peer: Browser | None, ways: Ways, theirs: Ways, times: int) -> None:
    print(f"{'milliseconds, N ' + str(times):<20}{HEADING}")
    for name, way in ways.items():
        sides = [Side(us, way)]
        if peer is not None and name in theirs:
            sides.append(Side(peer, theirs[name]))
        for number in range(-3, times):
            for side in sides:
                side.ask(is_counted=number >= 0)  # the first three have first times behind them
        print(f"{name:<16}", "  |".join(row(measure, sides) for measure in MEASURES), flush=True)


class Side:
    """One of the two, asked for one page again and again."""

    def __init__(self, browser: Browser, way: Way) -> None:
        self.browser, self.way = browser, way
        self.taken: list[float] = []
        self.used: list[float] = []

    def ask(self, is_counted: bool) -> None:
        ask = self.way()
        before = self.browser.processor()
        page = ask()
        assert page.status in (200, 302), page.status
        if is_counted:
            self.taken.append(page.seconds * 1000)
            self.used.append(self.browser.processor() - before)


MEASURES: tuple[Callable[[Side], float], ...] = (
    lambda side: median(side.taken),
    lambda side: quantiles(side.taken, n=20)[-1],
    lambda side: mean(side.used),
)
HEADING = "median: ours, Django's, ratio   p95: the same             processor: the same"


def row(measure: Callable[[Side], float], sides: list[Side]) -> str:
    figures = [measure(side) for side in sides]
    ratio = f"{figures[0] / figures[1]:6.2f}" if len(figures) > 1 else " " * 6
    return "".join(f"{figure:8.1f}" for figure in figures).ljust(16) + ratio


def report_bytes(name: str, browser: Browser, address: str) -> None:
    held: set[str] = set()
    first, after = (browser.whole_visit(address, held) / 1000 for _ in range(2))
    print(f"bytes of {address} from {name}: first visit {first:.0f} kB, after it {after:.0f} kB")


if __name__ == "__main__":
    main()
