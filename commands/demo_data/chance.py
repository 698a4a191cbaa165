"""Draws from tables by weight. It rolls the dice it is given and holds none of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def each_then_weighted(rng: Random, table: Mapping[T, int]) -> Iterator[T]:
    """Yield every key once, in order, and from then on by weight.

    So that even a small demo shows one of everything.
    """
    yield from table
    keys, weights = list(table), list(table.values())
    while True:
        yield from rng.choices(keys, weights, k=100)


def weighted(rng: Random, table: Mapping[T, int]) -> T:
    return rng.choices(list(table), list(table.values()))[0]


def skewed(rng: Random, items: Sequence[T]) -> T:
    """Return one of `items`, the first ones more often: some schools ask and lose more."""
    return items[int(len(items) * rng.random() ** 2)]
