"""Reads docs/asvs.md: how each requirement of OWASP ASVS 5.0 is met, and how many in which way."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ASVS = ROOT / "docs" / "asvs.md"
WAYS = {
    "test": "shown by tests",
    "document": "by documents",
    "deployment": "left to the deployment",
    "not applicable": "not applicable",
    "not yet": "not yet",
}

ROW = re.compile(r"^\| (V[\d.]+) \| (L\d) \| (.+?) \| ([^|]+?) \|$", re.MULTILINE)


class Requirement(NamedTuple):
    number: str  # "V1.2.4"
    level: str
    words: str
    met: str  # the last column: "test: test_a, test_b", "not yet: why" ...

    @property
    def way(self) -> str:
        return self.met.partition(": ")[0]

    @property
    def told(self) -> str:
        return self.met.partition(": ")[2]


def requirements(text: str) -> list[Requirement]:
    """Return every row of the tables, in order."""
    return [Requirement(*row) for row in ROW.findall(text)]


def closing_line(rows: list[Requirement]) -> str:
    """Return the counts in one sentence."""
    counts = Counter(row.way for row in rows)
    told = ", ".join(f"{counts[way]} {words}" for way, words in WAYS.items())
    return f"ASVS 5.0: {len(rows)} requirements: {told}."
