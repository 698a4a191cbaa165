"""What a flood of referrals does to the staff's pages, and whether one honest referral gets in.

Run as `python -m bench.refer`; `--posts`, `--seconds` and `--children` set other numbers.
The program is served by waitress as a process of its own, with one proxy believed: the
addresses of the flood stand in X-Forwarded-For. Staff pages, flood and honest referrer
are a process each. The flood comes in bursts, with as long a quiet after each, so that
what else the machine is doing falls on both alike.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep
from typing import Any, NamedTuple

from bench._referrer import POSTS, RECEIPT, REQUESTS, TOKEN, Referrer
from bench._two_admins import PASSWORD, Browser, _running, free_port
from bench.screens import OFFICER, make
from models.base import bind, database
from models.casework.pending_referral import PendingReferral
from models.casework.referral import Referral
from models.organisations.sent_from import SentFrom
from models.sealing import Seal

THREADS = 8
BURST = 5.0  # seconds
EVERY = 0.2  # seconds between two staff pages
SECRET = secrets.token_urlsafe(32)
HONEST = "198.51.100.7"
HONEST_TRIES = 40


class Given(NamedTuple):
    port: int
    posts: int
    seconds: float
    addresses: int
    child: int
    cookies: dict[str, str]
    begun: float = 0.0

    def is_flood(self) -> bool:
        """Say whether it is a burst now: a quiet comes first."""
        return int((perf_counter() - self.begun) / BURST) % 2 == 1

    def await_flood(self) -> None:
        while not self.is_flood():
            sleep(0.01)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--posts", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--children", type=int, default=2_000)
    asked.add_argument("--addresses", type=int, nargs="+", default=[1, 1_000])
    given = asked.parse_args()
    for addresses in given.addresses:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.db"
            _made, child = make(path, given.children)
            with served(path) as us:
                us.sign_in("/sign-in", email=OFFICER, password=PASSWORD)
                port = int(us.origin.rpartition(":")[2])
                told = Given(port, given.posts, given.seconds, addresses, child, dict(us.cookies))
                flooded(told, path)


@contextmanager
def served(path: Path) -> Iterator[Browser]:
    port = free_port()
    environment = {
        "DATABASE_URL": f"sqlite:///{path}",
        "SECRET_KEY": SECRET,
        "AUDIT_KEY": secrets.token_urlsafe(32),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LISTEN": f"127.0.0.1:{port}",
        "MAIL_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "bench@council.example",
        "TRUSTED_PROXIES": "1",
        "DEMO": "1",
    }
    with _running([sys.executable, "app.py"], environment, port) as browser:
        yield browser


def flooded(given: Given, path: Path) -> None:
    given = given._replace(begun=perf_counter())
    pages, flood, honest = (in_process(act, given) for act in (staff, attack, refer_honestly))
    statuses, receipts, took = flood()
    (quiet, times), (waited, receipt) = pages(), honest()
    bind(f"sqlite:///{path}")
    database.connect()
    if not receipt:
        receipt = confirmed(given)
    rows = {row.receipt for row in Referral.select(Referral.receipt)}
    without = [one for one in [*receipts, receipt] if one not in rows]
    told = ", ".join(f"{number:,} of {status}" for status, number in sorted(statuses.items()))
    print(
        f"{sum(statuses.values()):,} posts from {given.addresses:,} addresses in {took:.0f} s "
        f"({told}); busy {os.getloadavg()[0]:.1f}\n"
        f"  staff pages: p50 {median(quiet) * 1e3:.0f} ms quiet, {median(times) * 1e3:.0f} in it; "
        f"p95 {p95(quiet) * 1e3:.0f} and {p95(times) * 1e3:.0f}, "
        f"{p95(times) / p95(quiet):.2f} times (N = {len(quiet)} and {len(times)})\n"
        f"  an honest referral: {receipt or 'did not get in'} after {waited:.1f} s; "
        f"{len(receipts)} receipts seen, {len(without)} without a row; "
        f"{SentFrom.select().count():,} counted, {PendingReferral.select().count():,} held"
    )
    database.close()


def in_process(act: Any, given: Given) -> Any:
    """Start `act` in a process of its own; return what waits for what it returns."""
    mine, its = multiprocessing.Pipe()
    process = multiprocessing.Process(target=lambda: its.send(act(given)))
    process.start()

    def wait() -> Any:
        told = mine.recv()
        process.join()
        return told

    return wait


def staff(given: Given) -> tuple[list[float], list[float]]:
    """Open three pages by turns, at a steady pace; return the seconds in quiet and in flood."""
    us = Browser(given.port, 0)
    us.cookies = given.cookies
    pages = ("/", "/children/", f"/children/details/?id={given.child}")
    for page in pages:
        us.ask(page)
    times: tuple[list[float], list[float]] = ([], [])
    number, begun = 0, perf_counter()
    while perf_counter() - given.begun < 2 * given.seconds:
        in_flood = given.is_flood()
        page = us.ask(pages[number % len(pages)])
        assert page.status == 200, page.status
        times[in_flood].append(page.seconds)
        number += 1
        sleep(max(0, begun + number * EVERY - perf_counter()))
    return times


def attack(given: Given) -> tuple[Counter[int], list[str], float]:
    """Post as many as are asked for, evenly over the bursts, by whole referrals."""
    each = given.posts // POSTS // THREADS
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda n: attacker(given, n, each), range(THREADS)))
    statuses = sum((some for some, _ in found), Counter[int]())
    took = (perf_counter() - given.begun) / 2
    return statuses, [one for _, some in found for one in some], took


def attacker(given: Given, thread: int, each: int) -> tuple[Counter[int], list[str]]:
    statuses: Counter[int] = Counter()
    receipts = []
    connection = HTTPConnection("127.0.0.1", given.port, timeout=120)
    asked, every = count(), given.seconds / (each * REQUESTS)

    def in_time() -> None:
        due = next(asked) * every  # of the time that is flood
        due += (int(due / BURST) + 1) * BURST
        sleep(max(0, given.begun + due - perf_counter()))
        given.await_flood()

    for number in range(each):
        which = (number * THREADS + thread) % given.addresses
        address = f"10.0.{which // 250}.{which % 250 + 1}"
        one = Referrer(connection, address, statuses, in_time)
        one.open()
        one.write()
        if receipt := one.send():
            receipts.append(receipt)
    return statuses, receipts


def refer_honestly(given: Given) -> tuple[float, str]:
    """Begin a quarter into the flood; whatever is refused is sent again when we are told to."""
    sleep(given.seconds / 2)
    given.await_flood()
    begun, statuses = perf_counter(), Counter[int]()
    connection = HTTPConnection("127.0.0.1", given.port, timeout=120)
    one = Referrer(connection, HONEST, statuses, given.await_flood)
    asked, ask = Counter[str](), one.ask

    def patiently(path: str, fields: dict[str, str] | None = None) -> Any:
        while (answer := ask(path, fields)).status in (429, 503) and asked["again"] < HONEST_TRIES:
            asked["again"] += 1
            sleep(min(answer.again_in, 5))
        return answer

    one.ask = patiently  # type: ignore[method-assign]  # the same referrer, who tries again
    one.open()
    one.write()
    receipt = one.send()
    if asked["again"]:
        print(f"  (the honest referrer sent {asked['again']} times again)")
    return perf_counter() - begun, receipt


def confirmed(given: Given) -> str:
    """Open the link the honest referrer was mailed; return the receipt."""
    for row in PendingReferral.select().order_by(PendingReferral.id.desc()):
        one = Referrer(HTTPConnection("127.0.0.1", given.port), HONEST, Counter())
        page = f"/refer/confirm/{row.token(Seal(SECRET))}"
        found = TOKEN.search(one.ask(page).text)
        one.token = found[1] if found else ""
        if receipt := RECEIPT.search(one.ask(page, {"do": "send"}).text):
            return str(receipt[1])
    return ""


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
