"""Counts of an hour, kept in memory: exact for one process, and never more than fits."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from models.organisations.hourly import HOUR, NO_WAIT, Hourly
from tests.making import NOW

MINUTE = timedelta(minutes=1)


def test_t25_as_many_as_allowed_in_an_hour_and_then_a_wait_until_it_is_over() -> None:
    counts = Hourly()
    assert [counts.take(b"a", 3, NOW + n * MINUTE) for n in range(3)] == [NO_WAIT] * 3
    assert counts.take(b"a", 3, NOW + 10 * MINUTE) == 50 * MINUTE
    assert counts.take(b"b", 3, NOW + 10 * MINUTE) == NO_WAIT
    assert counts.take(b"a", 3, NOW + HOUR) == NO_WAIT


def test_being_refused_does_not_make_the_wait_longer() -> None:
    counts = Hourly()
    counts.take(b"a", 1, NOW)
    waits = {counts.take(b"a", 1, NOW + 59 * MINUTE) for _ in range(100)}
    assert waits == {MINUTE}


def test_t25_sixteen_at_once_are_counted_as_sixteen() -> None:
    counts = Hourly()
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: counts.take(b"a", 50, NOW), range(200)))
    assert waits.count(NO_WAIT) == 50


def test_t25_a_million_addresses_take_no_more_room_than_is_given() -> None:
    counts = Hourly(most_kept=100)
    for n in range(1000):
        counts.take(n.to_bytes(4, "big"), 1, NOW)
    assert len(counts._hours) == 100
    assert counts.take((999).to_bytes(4, "big"), 1, NOW) > NO_WAIT


def test_what_is_over_is_forgotten() -> None:
    counts = Hourly()
    for n in range(100):
        counts.take(b"%d" % n, 1, NOW)
    counts.take(b"later", 1, NOW + HOUR)
    assert len(counts._hours) == 1


def test_what_is_shut_stays_shut_until_then() -> None:
    counts = Hourly()
    counts.shut(b"a", NOW + MINUTE, NOW)
    assert (counts.wait(b"a", NOW), counts.wait(b"b", NOW)) == (MINUTE, NO_WAIT)
    assert counts.wait(b"a", NOW + MINUTE) == NO_WAIT
