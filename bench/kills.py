"""300 SIGKILLs over 2,000 messages: what is lost, sent twice or wrongly called sent, counted.

A mail server runs as one process and the sender as another, on a throwaway SQLite
file. The sender is killed after a few messages, at a random moment, and started
again. What the server took is then held against what the outbox says. Run as
`python -m bench.kills`; `--messages`, `--kills` and `--seed` set other numbers. It
exits 1 if anything was lost or doubled in silence.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import random
import secrets
import signal
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from bench.planning import insert
from correspondence.chases import queue_due
from correspondence.smtp import SmtpMailer
from jobs.sending import send_queued
from jobs.world import World
from models.base import bind, database
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.ledger.setting import Setting
from models.migrations import upgrade
from models.organisations.authority import Authority
from models.organisations.school import School
from models.outgoing.ladder import Ladder
from models.outgoing.message import WAITING, Message
from models.people.child import Child
from models.scope import Scope
from models.transaction import seal_with, transaction

BENCH = Scope.command("bench")
TODAY = date(2026, 9, 15)
BEGUN = datetime(2026, 9, 15, 8, tzinfo=UTC)
# Each new life begins later than a claim stays good, so that it looks after what was left.
LIFE = timedelta(minutes=6)
FORKED = multiprocessing.get_context("fork")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--messages", type=int, default=2_000)
    asked.add_argument("--kills", type=int, default=300)
    asked.add_argument("--seed", type=int, default=873)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bind(f"sqlite:///{folder}/bench.db")
        seal_with(secrets.token_bytes(32))
        with database.connection_context():
            upgrade()
            fill(given.messages)
        start = time.perf_counter()
        with mail_server(Path(folder) / "taken", given.seed) as server:
            killed_again_and_again(server, given)
        with database.connection_context():
            sound = report(server, given, time.perf_counter() - start)
    sys.exit(0 if sound else 1)


def fill(number: int) -> None:
    """That many schools each owe an answer, and a message to each is in the outbox."""
    with transaction(BENCH, BEGUN):
        authority = Authority.create(code="873", name="Cambridgeshire County Council", ours=True)
        Ladder.start_for(authority)
        kind = CaseKind.create(code="CME", name="Child missing education", active=True)
        Setting.create(name="messages_a_minute", value=1_000_000, effective_from=date(2026, 1, 1))
    one = {"authority": authority.id, "row_version": 1}
    numbers = range(1, number + 1)
    school = {"local_authority": authority.id}
    insert(School, ({**school, **named(n)} for n in numbers))
    insert(Child, ({**one, "forenames": "Élodie", "surname": f"O’Neil {n}"} for n in numbers))
    case = {**one, "kind": kind.id, "reason": "vanished", "opened_on": date(2026, 9, 1)}
    insert(Case, ({**case, "child": n} for n in numbers))
    sent = {"sent_on": date(2026, 9, 7), "due_on": date(2026, 9, 14)}
    question = {**one, **sent, "question": "When was the child last there?"}
    insert(Enquiry, ({**question, "case": n, "school": n} for n in numbers))
    queue_due(BENCH, BEGUN, TODAY)


def named(number: int) -> dict[str, str]:
    return {
        "urn": f"{100000 + number}",
        "name": f"School {number}",
        "email": f"office{number}@school.example",
    }


# -- the mail server --------------------------------------------------------------------------


@dataclass
class Server:
    port: int
    taken: Any  # how many messages it has taken, shared between the processes
    log: Path  # the Message-ID of each, on disk before the server says 250

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def deliveries(self) -> Counter[str]:
        return Counter(self.log.read_text().split())


@contextmanager
def mail_server(log: Path, seed: int) -> Iterator[Server]:
    log.touch()
    server = Server(0, FORKED.Value("i", 0), log)
    port = FORKED.SimpleQueue()
    process = FORKED.Process(target=serve, args=(server, port, seed), daemon=True)
    process.start()
    server.port = port.get()
    try:
        yield server
    finally:
        process.kill()
        process.join()


def serve(server: Server, port: Any, seed: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]  # the library takes a number, not "any"
    keeper = Keeper(server, random.Random(seed))
    Controller(keeper, hostname="127.0.0.1", port=number).start()
    port.put(number)
    signal.pause()


class Keeper:
    """What aiosmtpd calls with each mail; it takes its time, so that kills fall everywhere."""

    def __init__(self, server: Server, chance: random.Random) -> None:
        self.server = server
        self.chance = chance

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        await asyncio.sleep(self.chance.uniform(0, 0.004))
        number = message_from_bytes(envelope.content)["Message-ID"]
        with self.server.log.open("a") as log:
            log.write(f"{number}\n")
            log.flush()
            os.fsync(log.fileno())
        with self.server.taken.get_lock():
            self.server.taken.value += 1
        await asyncio.sleep(self.chance.uniform(0, 0.004))
        return "250 2.0.0 taken"


# -- the sender, and its deaths ---------------------------------------------------------------


def killed_again_and_again(server: Server, given: argparse.Namespace) -> None:
    """Start the sender and kill it, so many times; then let it come to its end."""
    chance = random.Random(given.seed)
    for life in range(given.kills):
        one_life(server, life, chance, given)
    last = FORKED.Process(target=send, args=(server.url, given.kills))
    last.start()
    last.join()


def one_life(server: Server, life: int, chance: random.Random, given: argparse.Namespace) -> None:
    """Let the sender send a few, so that the messages last as long as the kills, and kill it."""
    left = given.messages - server.taken.value
    few = chance.uniform(0, 1.6 * left / (given.kills - life + 1))
    sender = FORKED.Process(target=send, args=(server.url, life))
    until = server.taken.value + int(few)
    sender.start()
    while server.taken.value < until and sender.is_alive():
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.06))
    assert sender.pid is not None
    if not sender.is_alive():
        sys.exit("The sender came to its end before it was killed. Ask for more messages.")
    os.kill(sender.pid, signal.SIGKILL)
    sender.join()


def send(url: str, life: int) -> None:
    """One life of the sender: it ends by itself only when nothing waits any more."""
    mailer, now = SmtpMailer(url, timeout=5), BEGUN + life * LIFE
    with database.connection_context():
        while Message.select().where(Message.state.in_(WAITING)).exists():
            send_queued(World(now, mailer, "cme@council.example", f"bench:{life}"))


# -- what came of it --------------------------------------------------------------------------


def report(server: Server, given: argparse.Namespace, seconds: float) -> bool:
    taken = server.deliveries()
    rows = list(Message.select())
    states = Counter(row.state for row in rows)
    shown = {row.id for row in rows if row.state in ("uncertain", "failed", "held")}
    undelivered = [row for row in rows if not taken[row.message_id]]
    lost = [row for row in undelivered if row.id not in shown]
    wrongly_sent = [row for row in rows if row.state == "sent" and not taken[row.message_id]]
    doubled = [number for number, times in taken.items() if times > 1]
    uncertain = [row for row in rows if row.state == "uncertain"]
    arrived = sum(taken[row.message_id] == 1 for row in uncertain)
    print(f"messages                  {len(rows):,}")
    print(f"kills                     {given.kills} (seed {given.seed}), {seconds:.0f} s")
    print(f"taken by the server       {sum(taken.values()):,}")
    print(f"silently lost             {len(lost)}")
    print(f"silently doubled          {len(doubled)}")
    print(f"shown sent, not delivered {len(wrongly_sent)}")
    print(f"uncertain                 {len(uncertain)}, of which {arrived} had arrived")
    print(f"states                    {dict(states)}")
    return not lost and not doubled and not wrongly_sent and len(uncertain) <= given.kills


if __name__ == "__main__":
    main()
