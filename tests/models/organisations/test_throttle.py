"""Guessing slows down and never stops for good: ten in five minutes, whoever asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from models.base import database
from models.organisations.throttle import (
    FREE,
    LONGEST_WAIT,
    NO_WAIT,
    Guess,
    Throttle,
    account,
    address,
    wait_after,
)
from tests.making import NOW, writing

pytestmark = pytest.mark.usefixtures("db")

FIVE_MINUTES = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def guess(now: datetime = NOW, *subjects: str) -> Guess:
    with writing():
        return Throttle.take(subjects or ("account:ann",), now)


def most_in_five_minutes(taken: list[datetime]) -> int:
    return max(sum(first <= at < first + FIVE_MINUTES for at in taken) for first in taken)


def test_the_first_guesses_wait_for_nothing_and_each_later_one_twice_as_long() -> None:
    waits = [wait_after(n).seconds for n in range(1, 12)]

    assert waits == [0, 0, 0, 0, 10, 20, 40, 80, 160, 300, 300]
    assert FREE == 4


def test_a_guess_that_has_to_wait_is_told_how_long_and_not_counted() -> None:
    for _ in range(5):
        assert guess().wait == NO_WAIT

    assert guess(NOW + SECOND).wait == timedelta(seconds=9)
    assert guess(NOW + 9 * SECOND).wait == SECOND
    assert guess(NOW + 10 * SECOND).wait == NO_WAIT


@pytest.mark.parametrize("every", [1, 7, 31, 60, 149, 299, 300])
def test_t16_of_a_thousand_guesses_ten_at_most_are_weighed_in_five_minutes(every: int) -> None:
    tries = [NOW + n * every * SECOND for n in range(1000)]
    taken = [at for at in tries if guess(at).wait == NO_WAIT]

    assert most_in_five_minutes(taken) <= 10
    assert taken[-1] > tries[-1] - LONGEST_WAIT - every * SECOND  # and nobody is locked out


@hypothesis_settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(some.lists(some.integers(0, 320), min_size=1, max_size=60))
def test_t16_however_they_are_spaced(gaps: list[int]) -> None:
    database.execute_sql("DELETE FROM throttle")
    taken, now = [], NOW
    for gap in gaps:
        now += gap * SECOND
        if guess(now).wait == NO_WAIT:
            taken.append(now)

    assert most_in_five_minutes(taken) <= 10


def test_t16_whoever_keeps_waiting_as_told_is_held_to_ten_too() -> None:
    taken, now = [], NOW
    while len(taken) < 60:
        wait = guess(now).wait
        if wait == NO_WAIT:
            taken.append(now)
        now += wait

    assert most_in_five_minutes(taken) <= 10
    assert (taken[-1] - taken[10]) / 49 >= timedelta(seconds=295)


def test_one_guess_is_forgiven_every_five_minutes() -> None:
    for n in range(8):
        assert guess(NOW + n * timedelta(seconds=100)).wait == NO_WAIT
    later = NOW + timedelta(hours=1)

    assert [guess(later).wait.seconds for _ in range(6)] == [0, 0, 0, 0, 0, 10]


def test_a_right_guess_was_none() -> None:
    for n in range(40):
        at = NOW + n * SECOND
        right = guess(at)
        assert right.wait == NO_WAIT
        with writing():
            Throttle.give_back(right, at)


def test_a_right_guess_does_not_shorten_the_wait_for_the_wrong_ones() -> None:
    for n in range(6):
        guess(NOW + n * 20 * SECOND)
    before = guess(NOW + 101 * SECOND).wait
    at = NOW + 101 * SECOND + before
    with writing():
        Throttle.give_back(guess(at), at)

    # As it was before: level six, so twenty seconds from the last wrong guess, and over.
    assert guess(at).wait == NO_WAIT
    assert guess(at).wait == timedelta(seconds=40)


def test_one_subject_does_not_hold_up_another_but_any_that_must_wait_does() -> None:
    for _ in range(5):
        guess(NOW, "account:ann", "address:1")

    assert guess(NOW, "account:bob", "address:2").wait == NO_WAIT
    assert guess(NOW, "account:bob", "address:1").wait == timedelta(seconds=10)
    # What had to wait was counted against neither.
    assert [guess(NOW, "account:bob").wait.seconds for _ in range(5)] == [0, 0, 0, 0, 10]


def test_a_clock_set_back_locks_nobody_out() -> None:
    for _ in range(9):
        guess(NOW)

    assert guess(NOW - timedelta(minutes=1)).wait <= timedelta(seconds=70)


def test_whose_guesses_they_are_cannot_be_read() -> None:
    guess(NOW, account("ann@council.example"), address("192.0.2.7"))

    stored = repr(database.execute_sql("SELECT * FROM throttle").fetchall())
    assert "ann" not in stored
    assert "192.0.2.7" not in stored


def test_an_account_is_one_however_it_is_typed() -> None:
    assert account(" ANN@council.example") == account("ann@council.example ")


def test_an_address_of_ipv6_stands_for_its_whole_network() -> None:
    assert address("2001:db8:1:2::1") == address("2001:db8:1:2:ffff::9")
    assert address("2001:db8:1:2::1") != address("2001:db8:1:3::1")
    assert address("192.0.2.7") != address("192.0.2.8")
    assert address(None) == address("nonsense")
    assert address("::ffff:192.0.2.7") == address("192.0.2.7") != address("::ffff:192.0.2.8")
    assert address("fe80::1%eth0").startswith("address:")


def test_old_rows_are_swept() -> None:
    guess(NOW - timedelta(days=2), "account:old")
    guess(NOW, "account:new")
    with writing():
        assert Throttle.sweep(NOW) == 1

    assert Throttle.select().count() == 1
