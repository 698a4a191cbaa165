"""What runs unattended, and when: a table in London time, and a tick that may come at any time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from jobs.arrivals import match_arrivals
from jobs.audit import note_heads
from jobs.chasing import queue_due_chases
from jobs.concerns import escalate_concerns
from jobs.digest import queue_digests
from jobs.doors import queue_officer_mail, sweep_doors
from jobs.floods import queue_confirmations, sweep_floods
from jobs.handovers import carry_handovers
from jobs.lists import acknowledge_leavers
from jobs.referrals import acknowledge_referrals, erase_drafts
from jobs.scanning import scan_files
from jobs.sending import send_queued, send_urgent
from jobs.world import Tally, World
from models.dates.london import LONDON
from models.ledger.job_run import JobRun
from models.ledger.lease import Lease
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

WEEKDAYS, DAILY = range(5), range(7)
LEASE = "schedule"


class Window(NamedTuple):
    """A job may run on these days (Monday is 0) between these times, and again after `every`."""

    job: Callable[[World], Tally]
    days: range
    opens: time
    closes: time
    every: timedelta

    @property
    def name(self) -> str:
        return self.job.__name__

    def is_open(self, now: datetime) -> bool:
        here = now.astimezone(LONDON)
        return here.weekday() in self.days and self.opens <= here.time() < self.closes


SCHEDULE = (
    # A welfare concern waits for no window: at every tick, day and night, and before all else.
    Window(escalate_concerns, DAILY, time.min, time.max, timedelta(0)),
    Window(send_urgent, DAILY, time.min, time.max, timedelta(0)),
    # Between councils that share the program: a net under what the screens do at once.
    Window(carry_handovers, DAILY, time(5), time(22), timedelta(0)),
    # A referral is out of most officers' sight until this has run: at every tick too.
    Window(match_arrivals, DAILY, time.min, time.max, timedelta(0)),
    # After the night's clock changes, and when somebody is there to be called back.
    Window(queue_due_chases, WEEKDAYS, time(7), time(18), timedelta(minutes=15)),
    # A link is good for an hour from when it is written, so not while mail rests.
    Window(queue_officer_mail, DAILY, time(6), time(20), timedelta(0)),
    # By the next tick, whenever it came; the mail itself goes when mail goes.
    Window(acknowledge_referrals, DAILY, time.min, time.max, timedelta(0)),
    Window(acknowledge_leavers, DAILY, time.min, time.max, timedelta(0)),
    # While mail goes: a link that is waited for is to be read now.
    Window(queue_confirmations, DAILY, time(6), time(20), timedelta(0)),
    # On the first working day of the week that somebody ticks.
    Window(queue_digests, WEEKDAYS, time(7), time(18), timedelta(hours=1)),
    # After these, so that what was just queued goes in the same tick.
    Window(send_queued, DAILY, time(6), time(20), timedelta(0)),
    # Before offices open: going through a long chain keeps a disk busy. A day missed is caught up.
    Window(note_heads, DAILY, time(4), time(23), timedelta(hours=1)),
    Window(sweep_doors, DAILY, time(4), time(23), timedelta(hours=1)),
    Window(sweep_floods, DAILY, time(4), time(23), timedelta(hours=1)),
    Window(erase_drafts, DAILY, time(4), time(23), timedelta(hours=1)),
    # At any hour, as referrals come; last, as a scanner in trouble is waited for.
    Window(scan_files, DAILY, time.min, time.max, timedelta(0)),
)

# The demo is looked at whenever somebody has time, not when offices are open.
DEMO_SCHEDULE = tuple(
    window._replace(days=DAILY, opens=time.min, closes=time.max, every=timedelta(0))
    for window in SCHEDULE
)

JOBS = {window.name: window for window in SCHEDULE}


def tick(world: World, schedule: tuple[Window, ...] = SCHEDULE) -> list[str]:
    """Run, in order, each job whose window is open and that is due in it; return their names.

    Safe to call late, twice or at any time: one process holds the lease, and
    what is due is asked of the database.
    """
    if not keep_lease(world):
        return []
    due = [window for window in schedule if _is_due(window, world.now)]
    return [window.name for window in due if run(window, world)]


def keep_lease(world: World) -> bool:
    """Take or keep the right to tick; False while another process has it."""
    with transaction(Scope.job("schedule"), world.now):
        return Lease.take(LEASE, world.holder, world.now)


def _is_due(window: Window, now: datetime) -> bool:
    if not window.is_open(now):
        return False
    last = JobRun.last_finished(window.name)
    return last is None or now - last >= window.every


def run(window: Window, world: World) -> bool:
    """Run one job now and keep what came of it; False if it raised."""
    scope = Scope.job(window.name)
    with transaction(scope, world.now):
        row = JobRun.create(name=window.name, started_at=world.now)
    try:
        tally, error = window.job(world), ""
    except Exception as broken:
        logger.exception("%s stopped", window.name)
        tally, error = {}, type(broken).__name__
    with transaction(scope, world.now):
        row.finish(world.now, tally, error)
    return not error
