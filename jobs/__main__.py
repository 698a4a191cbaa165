"""`python -m jobs` ticks the schedule every minute; `python -m jobs <name>` runs one job now."""

from __future__ import annotations

import logging
import os
import socket
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from apscheduler.schedulers.blocking import BlockingScheduler
from dotenv import load_dotenv

from app import Settings, settings, stop_unless_database_fits
from correspondence.officer_emails import Door
from correspondence.scanning import Clamd
from correspondence.smtp import SmtpMailer
from jobs.schedule import DEMO_SCHEDULE, JOBS, SCHEDULE, Window, keep_lease, run, tick
from jobs.world import World
from models.base import bind, database
from models.sealing import Seal
from models.transaction import seal_with

logger = logging.getLogger("jobs")

SECONDS = 60
HOLDER = f"{socket.gethostname()}:{os.getpid()}"


def main(arguments: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    load_dotenv()
    given = settings(os.environ)
    if unknown := [name for name in arguments if name not in JOBS]:
        raise SystemExit(f"There is no job {unknown[0]}. There are: {', '.join(JOBS)}.")
    bind(given.database_url)
    seal_with(given.audit_key.encode())
    stop_unless_database_fits()
    world = partial(_world, given, SmtpMailer(given.mail_url))
    return _run_one(arguments[0], world) if arguments else _tick_for_ever(world, given.demo)


def _world(given: Settings, mailer: SmtpMailer) -> World:
    door = Door(given.base_url, Seal(given.secret_key))
    scanner = Clamd(given.scanner) if given.scanner else None
    return World(datetime.now(UTC), mailer, given.mail_from, HOLDER, door, scanner)


def _run_one(name: str, world: Callable[[], World]) -> int:
    with database.connection_context():
        return 0 if run(JOBS[name], world()) else 1


def _tick_for_ever(world: Callable[[], World], demo: bool) -> int:
    with database.connection_context():
        if not keep_lease(world()):
            logger.warning(
                "Another `python -m jobs` ticks the schedule. This one waits and takes over "
                "if the other stops; stop it if you started it by mistake."
            )
    schedule = DEMO_SCHEDULE if demo else SCHEDULE
    ticking = BlockingScheduler(timezone="UTC")
    ticking.add_job(
        _tick,
        "interval",
        [world, schedule],
        seconds=SECONDS,
        next_run_time=datetime.now(UTC),
        # A tick missed or late is made up for by the next: what is due is in the database.
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
    )
    ticking.start()
    return 0


def _tick(world: Callable[[], World], schedule: tuple[Window, ...]) -> None:
    # Each tick runs in a thread of the scheduler's, so it needs a connection of its own.
    with database.connection_context():
        tick(world(), schedule)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
