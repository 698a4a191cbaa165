"""A virus scanner that speaks clamd's protocol on a real socket and knows one virus: EICAR's."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The industry's harmless test string, in two parts so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class ClamdDouble:
    """`address` is for SCANNER; `mood` is what it does next: answer, hang up, be silent, refuse."""

    def __init__(self, folder: Path, most: int = 25 * 2**20) -> None:
        self.path = folder / "clamd.ctl"
        self.address = f"unix:{self.path}"
        self.mood = "answer"
        self.most = most  # bytes it takes in one stream
        self.scanned: list[bytes] = []
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def start(self) -> None:
        self._listening.bind(str(self.path))
        self._listening.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.path.unlink()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        if self.mood == "hang up":
            return
        with line.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!I", said.read(4))[0]:
                content += said.read(size)
                if len(content) > self.most:
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            if self.mood == "be silent":
                said.read()
                return
            self.scanned.append(content)
            found = b"stream: Eicar-Test-Signature FOUND\0"
            line.sendall(found if EICAR in content else b"stream: OK\0")


@contextmanager
def a_scanner(folder: Path, most: int = 25 * 2**20) -> Iterator[ClamdDouble]:
    """A scanner at work until the block ends."""
    double = ClamdDouble(folder, most)
    double.start()
    try:
        yield double
    finally:
        double.stop()
