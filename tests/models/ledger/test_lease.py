"""The lease: one holder at a time, whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models.ledger.lease import HELD_FOR, Lease
from tests.making import NOW
from tests.models.at_once import in_processes, in_threads

pytestmark = pytest.mark.usefixtures("db")

NAME = "schedule"


def test_the_first_has_it_and_the_second_waits() -> None:
    assert Lease.take(NAME, "one", NOW)
    assert not Lease.take(NAME, "two", NOW)
    assert Lease.take("another", "two", NOW)


def test_the_holder_keeps_it_as_long_as_he_asks() -> None:
    for minute in range(10):
        now = NOW + timedelta(minutes=minute)
        assert Lease.take(NAME, "one", now)
        assert not Lease.take(NAME, "two", now)


def test_it_is_free_90_seconds_after_it_was_last_taken() -> None:
    Lease.take(NAME, "one", NOW)

    assert timedelta(seconds=90) == HELD_FOR
    assert not Lease.take(NAME, "two", NOW + timedelta(seconds=89))
    assert Lease.take(NAME, "two", NOW + timedelta(seconds=90))
    assert not Lease.take(NAME, "one", NOW + timedelta(seconds=91))


def test_what_is_given_back_is_free_at_once() -> None:
    Lease.take(NAME, "one", NOW)
    Lease.give_back(NAME, "two", NOW)  # not his to give
    assert not Lease.take(NAME, "two", NOW)

    Lease.give_back(NAME, "one", NOW)

    assert Lease.take(NAME, "two", NOW)


def test_a_clock_set_back_takes_it_from_nobody() -> None:
    Lease.take(NAME, "one", NOW)

    assert not Lease.take(NAME, "two", NOW - timedelta(hours=1))


def taking(holder: str) -> Callable[[], bool]:
    return lambda: Lease.take(NAME, holder, NOW)


@pytest.mark.parametrize("held_before", [False, True], ids=["the first of all", "after a holder"])
def test_f21_of_many_that_ask_at_the_same_moment_one_has_it(held_before: bool) -> None:
    if held_before:
        Lease.take(NAME, "gone", NOW - HELD_FOR)

    results = in_threads(*[taking(f"holder {n}") for n in range(8)])

    assert sorted(results) == [False] * 7 + [True]
    assert Lease.get().holder == f"holder {results.index(True)}"


def test_f21_of_several_processes_one_has_it() -> None:
    def take_or_fail(holder: str) -> Callable[[], None]:
        def take() -> None:
            raise SystemExit(0 if Lease.take(NAME, holder, NOW) else 3)

        return take

    codes = in_processes(*[take_or_fail(f"holder {n}") for n in range(4)])

    assert sorted(codes, key=str) == [0, 3, 3, 3]
    assert Lease.select().count() == 1
