"""Lists each promise of docs/promises.md with the tests that show it. It runs none of them.

The last line counts how the requirements of docs/asvs.md are met.

Run as `python -m tests.promises`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import shorten
from typing import NamedTuple

from tests.asvs import ASVS, closing_line, requirements

ROOT = Path(__file__).resolve().parent.parent
PROMISES = ROOT / "docs" / "promises.md"
TESTS = ROOT / "tests"

ROW = re.compile(r"^\| ([TF]\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)
NUMBERED = re.compile(r"test((?:_[tf]\d+)+)(?:_|$)")


class Promise(NamedTuple):
    number: str  # as in the table: "T7"
    words: str


class Shown(NamedTuple):
    number: str
    test: str  # as pytest takes it: "tests/test_x.py::test_t07_a_thing"


def promises(text: str) -> list[Promise]:
    """Return every row of the tables, in order."""
    return [Promise(number, words) for number, words, _ in ROW.findall(text)]


def numbers_in(name: str) -> list[str]:
    """Return the promises a test's name gives: "T7" and "F23" for test_t07_f23_a_thing."""
    numbered = NUMBERED.match(name)
    if numbered is None:
        return []
    return [f"{part[0].upper()}{int(part[1:])}" for part in numbered[1].strip("_").split("_")]


def shown_in(source: str, path: str) -> Iterator[Shown]:
    """Find the numbered tests in the text of one test file."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for number in numbers_in(node.name):
                yield Shown(number, f"{path}::{node.name}")


def shown_under(folder: Path) -> list[Shown]:
    """Find the numbered tests in a folder and all below it."""
    return [
        shown
        for path in sorted(folder.rglob("test_*.py"))
        for shown in shown_in(
            path.read_text(encoding="utf-8"), path.relative_to(folder.parent).as_posix()
        )
    ]


def report(rows: list[Promise], found: list[Shown]) -> str:
    """Return the list as it is printed, closing with a line of counts."""
    lines, kept = [], 0
    for number, words in rows:
        tests = [shown.test for shown in found if shown.number == number]
        kept += bool(tests)
        lines.append(f"{number:<4}{shorten(words, 90, placeholder=' ...')}")
        lines += [f"      {test}" for test in tests or ["none"]]
    lines.append(f"{len(rows)} promises: {kept} with tests, {len(rows) - kept} with none.")
    return "\n".join(lines)


if __name__ == "__main__":
    rows = promises(PROMISES.read_text(encoding="utf-8"))
    asvs = closing_line(requirements(ASVS.read_text(encoding="utf-8")))
    sys.stdout.write(f"{report(rows, shown_under(TESTS))}\n{asvs}\n")
