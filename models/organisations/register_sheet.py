"""Opens a CSV file as the national register (GIAS) gives it: bytes in, cells out.

It knows no column by name; what is no such file at all it refuses in one sentence.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, NamedTuple

from models.base import RuleBroken

CHUNK = 1 << 20
LONGEST_LINE = 100_000  # bytes; the register's are about 1,500
MOST_LINES = 6  # that one row may go over, by line ends inside its cells

_BOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")  # .xlsx and any zip; .xls
_UNICODE = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Half of a pair stands for a byte that cp1252 has no character for.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class WrongFile(RuleBroken):
    """This is not the file that was asked for. The message is one sentence."""


class BadRow(NamedTuple):
    """A row that was left out: the line it begins on, the heading being line 1."""

    line: int
    why: str
    file: str = ""  # "links" for the file of links

    def __str__(self) -> str:
        where = f"Line {self.line} of the links" if self.file else f"Line {self.line}"
        return f"{where}: {self.why}"


class Cells(NamedTuple):
    line: int
    cells: list[str]


@dataclass(frozen=True)
class Sheet:
    """A file looked over from end to end; its rows are read again, one at a time."""

    stream: IO[bytes]
    sha256: str
    lines: int  # about as many as it has rows
    columns: Mapping[str, int]  # folded heading -> place
    width: int

    def rows(self) -> Iterator[Cells | BadRow]:
        """Yield each row that is not blank, or what is wrong with it."""
        self.stream.seek(0)
        numbered = enumerate(iter(lambda: self.stream.readline(LONGEST_LINE), b""), start=1)
        next(numbered)  # the heading
        for line, text in _records((n, _decoded(part)) for n, part in numbered):
            if text.strip(" ,\r\n"):
                yield self._row(line, text)

    def _row(self, line: int, text: str) -> Cells | BadRow:
        if _UNREADABLE.search(text):
            return BadRow(line, "it holds a character that cannot be read.")
        try:
            (cells,) = csv.reader([text], strict=True)
        except (csv.Error, ValueError):
            cells = None
        if cells is None or text.count('"') % 2:
            return BadRow(line, "its quotation marks do not close.")
        if len(cells) < self.width:
            return BadRow(line, f"it has {len(cells)} cells where the heading has {self.width}.")
        return Cells(line, cells)


def opened(stream: IO[bytes]) -> Sheet:
    """Look the whole file over once. Raise WrongFile if it is no CSV file in cp1252."""
    stream.seek(0)
    start = stream.read(8)
    if not start:
        raise WrongFile("The file is empty.")
    if start.startswith(_BOOKS):
        raise WrongFile(
            "This is an Excel or zip file: unpack the download and give the .csv file in it."
        )
    sha256, lines = _looked_over(stream)
    stream.seek(0)
    columns, width = _heading(stream.readline(LONGEST_LINE))
    return Sheet(stream, sha256, lines, columns, width)


def folded(heading: str) -> str:
    """Return a heading as it is compared: "LA (code)" is "lacode"."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def _looked_over(stream: IO[bytes]) -> tuple[str, int]:
    """Return the digest and how many lines; raise WrongFile for Unicode.

    Nearly every text can be read as cp1252, UTF-8 too, and is then full of "Ã".
    No cp1252 text with accents happens to be good UTF-8.
    """
    stream.seek(0)
    digest, lines, plain = hashlib.sha256(), 0, True
    unicode = codecs.getincrementaldecoder("utf-8")()
    is_unicode = True
    is_marked = stream.read(3).startswith(_UNICODE)
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        lines += chunk.count(b"\n")
        plain = plain and chunk.isascii()
        if is_unicode:
            try:
                unicode.decode(chunk)
            except UnicodeDecodeError:
                is_unicode = False
    if is_marked or (is_unicode and not plain):
        raise WrongFile(
            "The file is not in the register's own encoding (cp1252): give it as it was "
            "downloaded, not as another program saved it."
        )
    return digest.hexdigest(), lines


def _heading(line: bytes) -> tuple[dict[str, int], int]:
    try:
        cells = next(csv.reader([_decoded(line)]), [])
    except (csv.Error, ValueError):
        cells = []
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        columns.setdefault(folded(cell), place)
    return columns, len(cells)


def _decoded(line: bytes) -> str:
    return line.decode("cp1252", "surrogateescape")


def _records(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield rows with the line they begin on: one line, or more if a cell holds line ends.

    A quotation mark that never closes would swallow the rest of the file, so
    after a few lines it costs its own line alone.
    """
    waiting: deque[tuple[int, str]] = deque()
    while (first := _next(waiting, lines)) is not None:
        number, text = first
        more: list[tuple[int, str]] = []
        while text.count('"') % 2 and len(more) < MOST_LINES:
            following = _next(waiting, lines)
            if following is None:
                break
            more.append(following)
            text += following[1]
        if text.count('"') % 2:
            waiting.extendleft(reversed(more))
            text = first[1]
        yield number, text


def _next(
    waiting: deque[tuple[int, str]], lines: Iterator[tuple[int, str]]
) -> tuple[int, str] | None:
    return waiting.popleft() if waiting else next(lines, None)
