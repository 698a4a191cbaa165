"""What others feel while a hostile template is stopped: a page's wait, quiet and meanwhile.

Run as `python -m bench.elsewhere`. The page is asked of the program in this
process; the template that never ends is in the letter worker, as it would be.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

from flask import Flask

from bench.doors import HERE, p95, served_from
from bench.letters import hostile_templates
from correspondence.letters import LetterFault, render_letter
from models.base import database

TIMES = 600
EVERY = 0.01  # seconds between two requests: people, not a flood


def main() -> None:
    template = hostile_templates()["tags opened and never closed"]
    with tempfile.TemporaryDirectory() as folder:
        app = served_from(Path(folder))
        waits(app, 50)
        quiet = waits(app, TIMES)
        hostile = threading.Thread(target=render, args=[template])
        hostile.start()
        sleep(0.5)
        meanwhile = waits(app, TIMES)
        still_at_it = hostile.is_alive()
        hostile.join()
        database.close()
    report("quiet", quiet)
    report("while a template that never ends is being stopped", meanwhile)
    print(
        f"p95 {p95(meanwhile) / p95(quiet):.2f} times quiet; still at it at the end: {still_at_it}"
    )


def waits(app: Flask, times: int) -> list[float]:
    """Return how many seconds each request took."""
    client, taken = app.test_client(), []
    for _ in range(times):
        sleep(EVERY)
        begun = perf_counter()
        assert client.get("/sign-in", base_url=HERE).status_code == 200
        taken.append(perf_counter() - begun)
    return taken


def render(template: bytes) -> None:
    try:
        render_letter(template, {})
    except LetterFault as stopped:
        print(f"stopped: {stopped}")


def report(when: str, taken: Sequence[float]) -> None:
    print(
        f"{when}: N = {len(taken)}, median {median(taken) * 1e3:.1f} ms, p95 {p95(taken) * 1e3:.1f}"
    )


if __name__ == "__main__":
    main()
