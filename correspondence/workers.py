"""The walled-off processes letters are made in: started, asked, timed and replaced.

It passes bytes on and reads none of them, but for the first of an answer.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import select
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO

START_SECONDS = 60.0  # imports on a busy machine; no template is being read yet
LETTERS_A_WORKER = 500
PIPE_BYTES = 1 << 20  # a letter at one go, where the usual 64 kB take turns; Linux allows no more
LETTER_BYTES = 50_000_000

logger = logging.getLogger(__name__)


class NoAnswer(Exception):
    """A worker was stopped before it answered: `too_slow`, or else by something unknown."""

    def __init__(self, too_slow: bool) -> None:
        super().__init__("too slow" if too_slow else "stopped")
        self.too_slow = too_slow


def ask_a_worker(request: bytes, template: bytes, seconds: float) -> bytes:
    """Return a worker's answer, or raise NoAnswer."""
    return _workers.ask(request, template, seconds)


def close_workers() -> None:
    """Stop every worker now. The next letter starts a new one."""
    _workers.close()


def framed(message: bytes) -> bytes:
    return len(message).to_bytes(4, "big") + message


def send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(framed(message))
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Return the next message, or raise EOFError if the other end has gone."""
    length = int.from_bytes(pipe.read(4), "big")
    message = pipe.read(length) if length <= LETTER_BYTES else b""
    if not message or len(message) < length:
        raise EOFError
    return message


class Worker:
    """One walled-off process. The caller holds it alone while it asks."""

    def __init__(self) -> None:
        # A group of its own, so that nothing it might have started outlives it; no environment,
        # so that there is no key or password in it to be read.
        self.process = subprocess.Popen(
            [sys.executable, "-m", "correspondence.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pipesize=PIPE_BYTES,
            cwd=Path(__file__).parent.parent,
            env={},
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._to, self._from = self.process.stdin, self.process.stdout
        os.set_blocking(self._to.fileno(), False)  # a worker that does not listen is late too
        self.late = False
        self.asked = 0

    def wait_until_ready(self) -> None:
        self._hear(monotonic() + START_SECONDS)

    def ask(self, request: bytes, template: bytes, seconds: float) -> bytes:
        """Return the answer, or raise EOFError or OSError: the worker is then gone."""
        self.asked += 1
        deadline = monotonic() + seconds
        self._say(framed(request) + framed(template), deadline)
        return self._hear(deadline)

    def is_fit(self) -> bool:
        return not self.late and self.process.poll() is None and self.asked < LETTERS_A_WORKER

    def kill(self) -> None:
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        self.kill()
        self.process.wait()
        for pipe in (self._to, self._from):
            with suppress(OSError):  # closing flushes what the dead worker never took
                pipe.close()

    def _say(self, message: bytes, deadline: float) -> None:
        unsaid = memoryview(message)
        while unsaid:
            self._wait_for(self._to, select.POLLOUT, deadline)
            unsaid = unsaid[os.write(self._to.fileno(), unsaid) :]

    def _hear(self, deadline: float) -> bytes:
        length = int.from_bytes(self._read(4, deadline), "big")
        if not 0 < length <= LETTER_BYTES:
            raise EOFError
        return self._read(length, deadline)

    def _read(self, length: int, deadline: float) -> bytes:
        heard = bytearray()
        while len(heard) < length:
            self._wait_for(self._from, select.POLLIN, deadline)
            piece = os.read(self._from.fileno(), min(length - len(heard), PIPE_BYTES))
            if not piece:
                raise EOFError
            heard += piece
        return bytes(heard)

    def _wait_for(self, pipe: IO[bytes], event: int, deadline: float) -> None:
        """Wait until the pipe takes or holds something; kill the worker if it is too late."""
        ready = select.poll()
        ready.register(pipe, event)
        if not ready.poll(max(0, deadline - monotonic()) * 1000):
            self.late = True
            self.kill()
            raise EOFError


class Workers:
    """The workers there are, each asked by one thread at a time; the others wait their turn."""

    def __init__(self, count: int = 1) -> None:
        self._idle: queue.LifoQueue[Worker | None] = queue.LifoQueue()
        self.live: set[Worker] = set()
        for _ in range(count):
            self._idle.put(None)

    def ask(self, request: bytes, template: bytes, seconds: float) -> bytes:
        """Return the answer, or raise NoAnswer. A worker that failed is never asked again."""
        worker = self._idle.get()
        sound = False
        try:
            if worker is None or not worker.is_fit():
                self._drop(worker)
                worker = Worker()
                self.live.add(worker)
                worker.wait_until_ready()
            reply = worker.ask(request, template, seconds)
            sound = reply[:1] != b"E"
        except (OSError, EOFError):
            raise NoAnswer(too_slow=worker is not None and worker.late) from None
        finally:
            # Also after Ctrl-C: a reply left in the pipe would answer the next letter.
            if not sound:
                logger.warning("letter worker stopped, too slow: %s", worker and worker.late)
                self._drop(worker)
                worker = None
            self._idle.put(worker)
        return reply

    def close(self) -> None:
        for worker in list(self.live):
            self._drop(worker)

    def _drop(self, worker: Worker | None) -> None:
        if worker is not None:
            self.live.discard(worker)
            worker.close()


def _forget() -> None:
    """After a fork the pipes belong to the parent: two askers on one pipe would mix letters."""
    global _workers
    _workers = Workers()


_workers = Workers()
atexit.register(close_workers)
os.register_at_fork(after_in_child=_forget)
