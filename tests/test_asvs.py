"""The list of ASVS requirements is whole, and what it names is there."""

from __future__ import annotations

import ast
import csv
import re

import pytest

from tests.asvs import ASVS, ROOT, WAYS, Requirement, closing_line, requirements
from tests.promises import TESTS

ROWS = requirements(ASVS.read_text(encoding="utf-8"))
with (TESTS / "data" / "asvs_relevant.csv").open(encoding="utf-8", newline="") as file:
    WANTED = [(row["id"], row["level"]) for row in csv.DictReader(file)]


def every_test() -> set[str]:
    return {
        node.name
        for path in TESTS.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_requirement_stands_in_the_list_once_and_in_order() -> None:
    assert [(row.number, row.level) for row in ROWS] == WANTED
    assert len(WANTED) == 231


def test_every_line_of_the_tables_is_read() -> None:
    lines = ASVS.read_text(encoding="utf-8").splitlines()

    assert len([line for line in lines if line.startswith("| V")]) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_it_is_met_in_one_of_five_ways_or_says_why_not(row: Requirement) -> None:
    assert row.way in WAYS
    assert row.told.strip()


def test_every_test_that_is_named_is_there() -> None:
    there = every_test()
    named = {name for row in ROWS for name in re.findall(r"\btest_\w+", row.met)}

    assert named - there == set()
    for row in ROWS:
        if row.way == "test":
            assert re.fullmatch(r"test_\w+(, test_\w+)*", row.told), row.number


def test_every_document_that_is_named_is_there() -> None:
    for row in ROWS:
        paths = re.findall(r"[\w/]+\.md\b", row.met)
        assert [path for path in paths if not (ROOT / path).is_file()] == [], row.number
        if row.way == "document":
            path, _, section = row.told.partition(", ")
            text = (ROOT / path).read_text(encoding="utf-8")
            assert not section or re.search(f"^#+ {re.escape(section)}$", text, re.MULTILINE), row


def test_the_closing_line_counts_each_way() -> None:
    ways = ("test: test_a", "test: test_b", "document: README.md", "not yet: because")
    rows = [Requirement(f"V1.1.{n}", "L1", "words", met) for n, met in enumerate(ways)]

    assert closing_line(rows) == (
        "ASVS 5.0: 4 requirements: 2 shown by tests, 1 by documents, 0 left to the deployment, "
        "0 not applicable, 1 not yet."
    )
