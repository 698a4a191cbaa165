"""Workers are started, replaced and stopped, and never mix two letters."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from correspondence import workers
from correspondence.letters import render_letter
from correspondence.workers import Worker, close_workers
from tests.correspondence.word_files import text_of, word_file

DEAR = word_file("Dear {{ name }},")


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def worker() -> Worker:
    (alive,) = workers._workers.live
    return alive


def test_a_worker_killed_from_outside_is_replaced() -> None:
    render_letter(DEAR, {"name": "Amira"})
    killed = worker()
    os.kill(killed.process.pid, signal.SIGKILL)
    killed.process.wait()
    assert "Tom" in text_of(render_letter(DEAR, {"name": "Tom"}))
    assert worker() is not killed


def test_a_worker_is_replaced_when_it_has_done_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    render_letter(DEAR, {"name": "Amira"})
    first = worker()
    monkeypatch.setattr(workers, "LETTERS_A_WORKER", first.asked)
    render_letter(DEAR, {"name": "Amira"})
    assert worker() is not first
    assert first.process.returncode is not None


def test_letters_asked_for_at_once_are_not_mixed() -> None:
    names = [f"Child {number}" for number in range(40)]
    with ThreadPoolExecutor(8) as threads:
        made = threads.map(lambda name: text_of(render_letter(DEAR, {"name": name})), names)
    assert [text.split("\n")[0] for text in made] == [f"Dear {name}," for name in names]


def test_a_forked_process_has_a_worker_of_its_own() -> None:
    render_letter(DEAR, {"name": "Parent"})
    before = worker()
    child = os.fork()
    if child == 0:
        right = "Child" in text_of(render_letter(DEAR, {"name": "Child"}))
        close_workers()
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert "Parent" in text_of(render_letter(DEAR, {"name": "Parent"}))
    assert worker() is before


def test_it_does_not_matter_where_the_program_was_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    close_workers()
    monkeypatch.chdir(tmp_path)
    assert render_letter(DEAR, {"name": "Amira"})


def test_no_process_is_left_when_the_workers_are_closed() -> None:
    render_letter(DEAR, {"name": "Amira"})
    stopped = worker().process
    close_workers()
    assert stopped.returncode is not None
    assert not workers._workers.live


def test_f52_a_worker_that_does_not_even_listen_is_stopped_in_time() -> None:
    deaf = Worker()
    deaf.wait_until_ready()
    os.kill(deaf.process.pid, signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(EOFError):
        deaf.ask(b"x", b"y" * 3_000_000, seconds=0.5)  # more than the pipe holds

    assert 0.5 <= time.monotonic() - began < 3
    assert deaf.late
    deaf.close()
