"""What no line of the program does, read off its source and its templates."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from argon2 import Type, extract_parameters

from tests.conftest import PROPER
from tests.test_architecture import PACKAGES, ROOT

SOURCES = [ROOT / "app.py", *(path for one in PACKAGES for path in (ROOT / one).rglob("*.py"))]
TEMPLATES = sorted(
    path
    for one in PACKAGES
    for path in (ROOT / one).rglob("*.html")
    if "node_modules" not in path.parts  # what `make assets` fetches
)
TREES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in SOURCES}


@cache
def named(path: str) -> frozenset[str]:
    found = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Attribute | ast.Name):
            found.add(ast.unparse(node))
    return frozenset(found)


def users_of(*names: str) -> set[str]:
    """The files that import or use any of these, or anything inside them."""
    wanted = tuple(f"{name}." for name in names)
    return {path for path in TREES if any(f"{one}.".startswith(wanted) for one in named(path))}


NODES = [(path, node) for path, tree in TREES.items() for node in ast.walk(tree)]
CALLS = [(path, node) for path, node in NODES if isinstance(node, ast.Call)]


def calls(method: str) -> list[tuple[str, ast.Call]]:
    """Every call of a function or method of this name, with the file it stands in."""
    wanted = re.compile(rf"(.*\.)?{method}", re.DOTALL)
    return [(path, node) for path, node in CALLS if wanted.fullmatch(ast.unparse(node.func))]


def test_the_rules_read_the_whole_program() -> None:
    assert min(len(TREES) // 10, len(TEMPLATES)) > 10


def test_nothing_becomes_code_or_is_unpickled() -> None:
    assert users_of("eval", "exec", "compile", "__import__", "importlib", "runpy") == set()
    assert users_of("flask.render_template_string", "render_template_string") == set()
    assert users_of("markupsafe", "Markup") == {
        "correspondence/environment.py",  # escapes first
        "admin_views/running/handbook.py",  # our own pages, which nobody edits on a screen
    }
    assert users_of("pickle", "marshal", "shelve", "dill", "yaml") == set()
    assert calls("add_jobstore") == []  # the scheduler keeps its jobs in memory alone


def test_no_shell_is_asked_and_two_programs_are_started() -> None:
    assert users_of("os.system", "os.popen", "os.execv", "os.spawnl", "pty") == set()
    # The walled-off worker, and LibreOffice.
    assert users_of("subprocess") == {"correspondence/workers.py", "correspondence/pdf.py"}
    for _path, call in calls("Popen"):
        assert "shell" not in {keyword.arg for keyword in call.keywords}
        assert isinstance(call.args[0], ast.List)


def test_no_sql_is_made_of_what_is_typed() -> None:
    raw = {path for path, _ in (*calls("execute_sql"), *calls("raw")) if "migrations/" not in path}

    assert raw <= {
        "admin_views/worklist/line.py",  # puts UNION ALL between queries that Peewee wrote
        "commands/demo_data/batches.py",  # numbers for made-up rows in our tables
        "models/by_hand.py",  # what every page asks, with a ? for each value
    }
    assert {path for path in users_of("models.by_hand") if not path.startswith("models/")} == set()
    assert all(isinstance(call.args[0], ast.Constant) for _, call in calls("SQL"))


def test_hashes_and_seals_are_of_known_makes() -> None:
    used = {name for path in TREES for name in named(path)}
    hashes = {found[0] for name in used if (found := re.match(r"hashlib\.\w+", name))}
    seals = {name.rpartition(".")[2] for name in used if name.startswith("cryptography.")}

    assert hashes == {"hashlib.sha256"}
    assert seals <= {"fernet", "Fernet", "InvalidToken", "hashes", "SHA256", "hkdf", "HKDF"}
    assert users_of("Crypto", "nacl", "OpenSSL", "bcrypt", "crypt") == set()


def test_nothing_secret_comes_from_dice() -> None:
    made_up = {path for path in users_of("random") if not path.startswith("commands/demo_data/")}
    assert made_up == {"models/sqlite.py"}  # how long a writer waits for its turn
    assert users_of("uuid") == {"correspondence/drafted.py"}  # a Message-ID, which everybody sees


def test_only_the_mailer_the_scanner_and_the_database_reach_out() -> None:
    assert users_of("urllib.request", "http.client", "requests", "httpx", "ftplib") == set()
    # The last asks what this machine is called.
    reaching = {"correspondence/smtp.py", "correspondence/unsent.py", "correspondence/scanning.py"}
    assert users_of("smtplib", "ssl", "socket") <= reaching | {"jobs/__main__.py"}


def test_no_text_from_outside_is_a_pattern_for_formatting() -> None:
    for path, call in calls("format"):
        written_here = isinstance(call.func.value, ast.Constant)
        assert written_here or ast.unparse(call.func.value).isupper(), f"{path}:{call.lineno}"
    for level in ("debug", "info", "warning", "error", "exception", "critical"):
        for path, call in calls(level):
            if ast.unparse(call.func).startswith("logger."):
                assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}"


def test_logs_go_to_the_output_of_the_process_alone() -> None:
    used = " ".join(name for path in TREES for name in named(path))
    assert not re.search(r"\blogging\S*(Handler|config\b)", used)


def test_no_answer_is_opened_to_other_sites() -> None:
    assert [path for path in SOURCES if "Access-Control" in path.read_text()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_runs_or_trusts_anything(path: Path) -> None:
    ours = re.compile(r"""<script type="module" src="{{ asset\('[a-z]+\.js'\) }}"></script>""")
    text = ours.sub("", path.read_text())
    assert not re.search(r"<(script|style|object|embed|applet|iframe)\b", text, re.IGNORECASE)
    marks = re.sub(r"\{[{%].*?[%}]\}", "", text, flags=re.DOTALL)  # as they stand without Jinja
    assert not re.search(r"\s(style|on[a-z]+|srcdoc)\s*=", marks, re.IGNORECASE)
    assert not re.search(r"\|\s*safe\b|autoescape|Markup|request\.cookies", text)
    assert not re.search(r"(src|href|action)=\"(https?:)?//", text, re.IGNORECASE)


def test_every_page_has_the_way_out() -> None:
    base = (ROOT / "admin_views/templates/base.html").read_text()
    pages = [path.read_text() for path in TEMPLATES if "<h1" in path.read_text()]
    assert "url_for('door.sign_out')" in base
    on_it = re.compile(r'{% extends "(base|outside|refer_base)\.html" %}')  # each on the one before
    assert [page[:200] for page in pages if not on_it.search(page)] == []


def test_every_password_field_is_masked_and_lets_a_keeper_of_passwords_in() -> None:
    made = [
        node for path, node in calls("PasswordField") if path == "admin_views/doors/door_forms.py"
    ]
    keepers = [kw for node in made for kw in node.keywords if kw.arg == "render_kw"]
    sign_in = (ROOT / "admin_views/templates/sign_in.html").read_text()

    assert len(made) - len(keepers) == sign_in.count("autocomplete='current-password'") == 1
    assert {ast.unparse(kw.value) for kw in keepers} == {"NEW", "PRESENT"}


def test_passwords_are_hashed_slowly() -> None:
    kept = extract_parameters(PROPER.hash("plum orchard"))
    assert kept.type is Type.ID
    assert (kept.memory_cost, kept.time_cost) >= (19 * 1024, 2)  # KiB, rounds
