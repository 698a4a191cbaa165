"""Asks a virus scanner about bytes: clamd, on this machine or another, by its own protocol.

It says what the scanner said and decides nothing. A scanner that does not
answer has not said that a file is clean.
"""

from __future__ import annotations

import re
import socket
import struct
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

PATIENCE = 30.0  # seconds, for each time it is waited for
CHUNK = 64 * 1024  # bytes
LONGEST_ANSWER = 4096  # bytes
USUAL_PORT = 3310


class ScannerDown(Exception):
    """It cannot be reached, or broke off. Another file would fare no better now."""


class NotScanned(Exception):
    """It answers, but would not look at this file: too large for its own limit, say."""


class Verdict(NamedTuple):
    infected: bool
    name: str = ""  # the scanner's own for what it found


class Scanner(Protocol):
    def scan(self, content: bytes) -> Verdict:
        """Return what is in there. Raise ScannerDown or NotScanned."""
        ...


class Clamd:
    """`unix:/run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`. Raise ValueError for anything else.

    What goes over tcp is not encrypted: let the scanner stand on this machine.
    """

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._path, self._host, self._port = "", "", USUAL_PORT
        if address.startswith("unix:"):
            self._path = address.removeprefix("unix:").replace("//", "/")
        elif address.startswith("tcp://"):
            parts = urlsplit(address)
            self._host, self._port = parts.hostname or "", parts.port or USUAL_PORT
        if not (Path(self._path).is_absolute() or self._host):
            raise ValueError("SCANNER must begin with unix:/ or tcp://.")

    def scan(self, content: bytes) -> Verdict:
        try:
            with self._connected() as line:
                answer = self._told(line, content)
        except OSError as broken:
            raise ScannerDown(f"The virus scanner did not answer: {broken}") from broken
        return _verdict(answer)

    def _connected(self) -> socket.socket:
        if self._host:
            return socket.create_connection((self._host, self._port), self._patience)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self._patience)
        try:
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        return line

    def _told(self, line: socket.socket, content: bytes) -> str:
        """Send the bytes in parts, each with its length before it, and read the one answer.

        A scanner that has had enough says so and hangs up while we still send:
        its answer is there to be read.
        """
        try:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!I", len(part)) + part)
            line.sendall(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass
        return _answer(line)


def _answer(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    if b"\0" not in answer:
        raise ConnectionError("it broke off")
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    """Anything but the two answers that say so is no verdict."""
    if answer == "stream: OK":
        return Verdict(infected=False)
    if found := re.fullmatch(r"stream: (.+) FOUND", answer):
        return Verdict(infected=True, name=found[1][:100])
    raise NotScanned(answer[:200])
