"""That the worker can open nothing, is held to its limits, and ends with its program."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence import workers
from correspondence.letters import render_letter
from correspondence.workers import Worker, close_workers
from tests.correspondence.word_files import word_file

ROOT = Path(__file__).parents[2]
DEAR = word_file("Dear {{ name }},")

BEHIND_THE_WALLS = """
import os, socket, sys
from correspondence import worker
worker.wall_in()
def tried(act):
    try:
        act()
    except OSError as refused:
        return type(refused).__name__
    return "ALLOWED"
acts = {
    "open a file": lambda: open("/etc/passwd"),
    "list a folder": lambda: os.listdir("/"),
    "make a pipe": os.pipe,
    "copy a handle": lambda: os.dup(0),
    "reach the network": socket.socket,
    "run a command": lambda: __import__("subprocess").run(["/bin/true"], capture_output=True),
}
told = [f"{name}: {tried(act)}" for name, act in acts.items()]
told.append(f"environment: {dict(os.environ)}")
os.write(1, "\\n".join(told).encode())
os._exit(0)
"""


@pytest.fixture(scope="module")
def pid() -> Iterator[int]:
    render_letter(DEAR, {"name": "Amira"})
    (worker,) = workers._workers.live
    yield worker.process.pid
    close_workers()


def limits(pid: int) -> dict[str, tuple[str, str]]:
    """Return each limit of the process, soft and hard, by the name the kernel gives it."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): (line[26:47].strip(), line[47:68].strip()) for line in lines}


def test_t09_the_worker_holds_nothing_but_its_pipe(pid: int) -> None:
    handles = {
        name: os.readlink(f"/proc/{pid}/fd/{name}") for name in os.listdir(f"/proc/{pid}/fd")
    }
    assert set(handles) == {"0", "1", "2", "3"}
    assert all(target.startswith("pipe:") for target in handles.values())
    assert handles["2"] == handles["3"] == handles["0"]


def test_t09_the_worker_has_no_environment(pid: int) -> None:
    assert Path(f"/proc/{pid}/environ").read_bytes() == b""


def test_t10_the_worker_is_limited_by_the_kernel(pid: int) -> None:
    found = limits(pid)
    assert found["Max open files"] == ("4", "4")
    assert found["Max file size"] == ("0", "0")
    assert found["Max address space"] == (str(512 * 1024 * 1024),) * 2
    assert found["Max core file size"] == ("0", "0")
    assert found["Max processes"] == ("0", "0")


def test_t10_the_time_of_the_processor_is_counted_anew_for_each_letter(pid: int) -> None:
    first = int(limits(pid)["Max cpu time"][0])
    for number in range(6):  # each another template, since what was read once is remembered
        template = word_file(*[f"{{{{ name }}}} {number}"] * 3000)
        render_letter(template, {"name": f"Child {number}"})
    assert 11 <= first < int(limits(pid)["Max cpu time"][0])


def test_the_worker_is_alone_in_its_group(pid: int) -> None:
    assert os.getpgid(pid) == os.getsid(pid) == pid != os.getpgid(0)


def test_t09_behind_the_walls_nothing_can_be_opened() -> None:
    told = subprocess.run(
        [sys.executable, "-c", BEHIND_THE_WALLS], stdout=subprocess.PIPE, cwd=ROOT, check=True
    ).stdout.decode()
    assert told.splitlines() == [
        "open a file: OSError",
        "list a folder: OSError",
        "make a pipe: OSError",
        "copy a handle: OSError",
        "reach the network: OSError",
        "run a command: OSError",
        "environment: {}",
    ]


def test_t09_the_worker_knows_neither_the_models_nor_a_database() -> None:
    script = (
        "import sys, correspondence.worker;"
        "print(sorted({name.partition('.')[0] for name in sys.modules}"
        " & {'app', 'models', 'peewee', 'flask', 'sqlite3', 'pysqlite3'}))"
    )
    told = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=ROOT).stdout
    assert told.strip() == b"[]"


def test_the_worker_ends_when_its_program_does() -> None:
    worker = Worker()
    worker.wait_until_ready()
    worker._to.close()
    assert worker.process.wait(timeout=5) == 0
    worker.close()


def test_a_worker_that_used_up_its_processor_time_is_ended_by_the_kernel() -> None:
    worker = Worker()
    worker.wait_until_ready()
    # Only the clock of the caller may be late; this is the wall behind it.
    resource.prlimit(worker.process.pid, resource.RLIMIT_CPU, (1, 1))
    with pytest.raises(EOFError):
        worker.ask(b'{"group": [["verb", "check"], ["given", []]]}', word_file("{% " * 60_000), 30)
    assert not worker.late
    worker.close()
