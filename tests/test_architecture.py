"""The shape of the program: which way imports point, and what stands only in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.organisations.authority import AuthorityRecord
from models.tables import TABLES

ROOT = Path(__file__).parent.parent
PACKAGES = (
    "models",
    "correspondence",
    "browser",
    "admin_views",
    "public_views",
    "commands",
    "jobs",
)
OUTER = {"models", "correspondence"}
MAY_IMPORT = {
    "models": set[str](),
    "correspondence": {"models"},
    "browser": {"models"},
    "admin_views": OUTER | {"browser"},
    "public_views": OUTER | {"browser"},
    "commands": OUTER,
    "jobs": OUTER,
}
# Inside models/ each wing may import those before it; base, scope and transaction lie between.
WINGS = ("dates", "organisations", "ledger", "people", "casework", "statute", "outgoing")

SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations/0" not in path.as_posix()
)
LONGEST_FUNCTION, LONGEST_FILE = 40, 260


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imported_by(path: Path) -> set[str]:
    """Return every module `path` imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def calls_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_point_inwards(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.partition(".")[0] for name in imported_by(path)} & {*PACKAGES, "app", "tests"}
    allowed = MAY_IMPORT[package] | {package}
    if name_of(path) == "jobs/__main__.py":
        allowed = allowed | {"app"}  # the one place below that reads the settings

    assert ours <= allowed


@pytest.mark.parametrize("wing", WINGS)
def test_each_wing_of_the_models_imports_only_those_before_it(wing: str) -> None:
    later = set(WINGS[WINGS.index(wing) + 1 :])
    for path in (ROOT / "models" / wing).rglob("*.py"):
        reached = {name.split(".")[1] for name in imported_by(path) if name.startswith("models.")}
        assert not reached & later, f"{name_of(path)} imports {reached & later}"


def test_date_rules_use_the_standard_library_alone() -> None:
    for path in (ROOT / "models" / "dates").glob("*.py"):
        outside = {name.partition(".")[0] for name in imported_by(path)} - {
            "__future__",
            "collections",
            "datetime",
            "models",
            "typing",
            "calendar",
            "re",
            "zoneinfo",
            "dataclasses",
        }
        assert not outside, f"{name_of(path)} imports {outside}"


def test_only_the_program_s_front_reads_the_environment() -> None:
    readers = [
        name_of(path)
        for path in SOURCES
        if any(name.startswith("os.environ") for name in attributes_in(path))
    ]

    # The worker empties its own environment; it takes nothing from it.
    assert set(readers) <= {"jobs/__main__.py", "correspondence/worker.py"}


def attributes_in(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


EDGES = {"jobs/__main__.py"}
# Names of files and log lines, not rules: the demo's mail is stamped as it comes in.
STAMPS = {"commands/catcher.py"}


def test_nothing_but_the_edge_takes_the_time_from_the_clock() -> None:
    clocks = ("datetime.now", "date.today", "datetime.utcnow", "datetime.today", "time.time")
    readers = {name_of(path) for path in SOURCES for call, _ in calls_in(path) if call in clocks}

    assert readers <= EDGES | STAMPS


def test_a_scope_is_made_only_where_scopes_are_made() -> None:
    makers = {name_of(path) for path in SOURCES for call, _ in calls_in(path) if call == "Scope"}

    assert makers == set()  # inside scope.py it is `cls(...)`


CASE_TABLES = {table.__name__ for table in TABLES if issubclass(table, AuthorityRecord)}
QUERIES = ("select", "get", "get_or_none", "get_by_id", "filter", "update", "insert_many", "delete")
# Commands run for every authority, by an operator, and say so in their scope.
BY_COMMAND = ("commands/",)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_query_of_case_data_starts_from_a_scope(path: Path) -> None:
    if name_of(path).startswith(("models/", *BY_COMMAND)):
        return
    straight = [
        f"line {line}: {call}"
        for call, line in calls_in(path)
        if call.partition(".")[0] in CASE_TABLES and call.partition(".")[2] in QUERIES
    ]

    assert straight == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_functions_and_files_stay_short(path: Path) -> None:
    lengths = {
        node.name: (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)), "open the file with one sentence"


def test_no_room_is_called_after_computing() -> None:
    rooms = {part for path in SOURCES for part in path.relative_to(ROOT).with_suffix("").parts}

    assert not rooms & {"services", "dao", "utils", "helpers", "managers", "config"}
