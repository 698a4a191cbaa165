"""The schedule: what is due when, in London time, and one process at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from correspondence.smtp import SmtpMailer
from jobs.schedule import DAILY, DEMO_SCHEDULE, SCHEDULE, WEEKDAYS, Window, tick
from jobs.world import Tally, World
from models.ledger.job_run import JobRun
from models.ledger.lease import Lease
from tests.making import NOW

ROOT = __file__.rpartition("/tests/")[0]


def world(now: datetime = NOW, holder: str = "here:1") -> World:
    return World(now, SmtpMailer("smtp://127.0.0.1:1", timeout=1), "a@council.example", holder)


def once(job: Callable[[World], Tally], every: timedelta = timedelta(hours=1)) -> Window:
    return Window(job, DAILY, time.min, time.max, every)


def quiet(world: World) -> Tally:
    return {"found": 2}


def broken(world: World) -> Tally:
    raise ValueError("Élodie O’Neil could not be chased")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        pytest.param("2026-11-23 06:59", False, id="before the window"),
        pytest.param("2026-11-23 07:00", True, id="as it opens"),
        pytest.param("2026-11-23 18:00", False, id="as it closes"),
        pytest.param("2026-11-22 12:00", False, id="not on a Sunday"),
        pytest.param("2026-07-06 06:30", True, id="half past seven in a London summer"),
        pytest.param("2026-07-06 17:30", False, id="half past six in a London summer"),
    ],
)
def test_f29_a_window_is_open_by_london_time(moment: str, is_open: bool) -> None:
    window = Window(quiet, WEEKDAYS, time(7), time(18), timedelta(0))

    assert window.is_open(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is is_open


def test_f23_f24_no_job_runs_in_the_hours_in_which_clocks_change() -> None:
    # What runs at every tick, all day, is done as often in a day of 23 hours as in one of 25.
    always = {w.name for w in SCHEDULE if (w.opens, w.every) == (time.min, timedelta(0))}

    assert always == {
        "escalate_concerns",
        "send_urgent",
        "match_arrivals",
        "acknowledge_referrals",
        "acknowledge_leavers",
        "scan_files",
    }
    assert all(window.opens >= time(3) for window in SCHEDULE if window.name not in always)


@pytest.mark.usefixtures("db")
def test_a_job_runs_again_only_when_it_is_due_again() -> None:
    schedule = (once(quiet),)

    assert tick(world(), schedule) == ["quiet"]
    assert tick(world(NOW + timedelta(minutes=59)), schedule) == []
    assert tick(world(NOW + timedelta(minutes=60)), schedule) == ["quiet"]


@pytest.mark.usefixtures("db")
def test_what_came_of_a_job_is_kept() -> None:
    tick(world(), (once(quiet),))

    run = JobRun.select().get()
    assert (run.name, run.tally, run.error) == ("quiet", {"found": 2}, "")


@pytest.mark.usefixtures("db")
def test_f32_a_job_that_breaks_does_not_keep_the_next_from_running() -> None:
    assert tick(world(), (once(broken), once(quiet))) == ["quiet"]

    run = JobRun.get(JobRun.name == "broken")
    assert run.error == "ValueError"  # never the words: they may quote a record


@pytest.mark.usefixtures("db")
def test_f21_a_second_process_does_nothing_while_the_first_ticks() -> None:
    assert tick(world(holder="here:1"), (once(quiet, timedelta(0)),)) == ["quiet"]

    assert tick(world(holder="there:2"), (once(quiet, timedelta(0)),)) == []


@pytest.mark.usefixtures("db")
def test_a_second_process_takes_over_when_the_first_stops() -> None:
    tick(world(holder="here:1"), ())

    later = NOW + timedelta(seconds=91)
    assert tick(world(later, "there:2"), (once(quiet),)) == ["quiet"]
    assert Lease.select().get().holder == "there:2"


def test_the_demo_works_at_any_hour() -> None:
    at_night = datetime(2026, 11, 22, 2, tzinfo=UTC)

    assert all(window.is_open(at_night) for window in DEMO_SCHEDULE)


def test_an_unknown_job_is_named_with_those_there_are(database_url: str) -> None:
    environ = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a secret key for the tests, long enough",
        "AUDIT_KEY": "an audit key for the tests, long enough",
        "BASE_URL": "http://127.0.0.1:8000",
        "MAIL_URL": "smtp://127.0.0.1:8025",
        "MAIL_FROM": "education@council.example",
        "DEMO": "1",
        "PATH": "",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "jobs", "cleaning"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ran.returncode == 1
    jobs = ", ".join(window.name for window in SCHEDULE)
    assert f"There is no job cleaning. There are: {jobs}." in ran.stderr
    assert "Traceback" not in ran.stderr
