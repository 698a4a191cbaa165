"""Runs writers at the same moment, each with a connection of its own."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from models.base import database

Work = Callable[[], Any]


def in_threads(*works: Work) -> list[Any]:
    """Return what each gave, or the error it raised, in the order given."""
    start = Barrier(len(works))

    def alone(work: Work) -> Any:
        with database.connection_context():
            start.wait(60)
            return work()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(alone, work) for work in works]
    return [one.exception() or one.result() for one in running]


def in_processes(*works: Work) -> list[int | None]:
    """Return the exit code of each: 0 if it ended well, -9 if it was killed."""
    # SQLite forbids taking a connection, or what it knows of a file, across a fork.
    database.close()
    context = multiprocessing.get_context("fork")
    start = context.Barrier(len(works))

    def alone(work: Work) -> None:
        start.wait(60)
        with database.connection_context():
            work()

    running = [context.Process(target=alone, args=(work,)) for work in works]
    for one in running:
        one.start()
    for one in running:
        one.join()
    database.connect()
    return [one.exitcode for one in running]
