"""The start: every reason not to, at once and in words; and settings that are all explained."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from peewee import Database

from app import REQUIRED, create_app, reasons_not_to_start, settings
from models.base import bind, database
from models.migrations import upgrade
from tests.conftest import AUDIT_KEY

ROOT = Path(__file__).parent.parent

DEMO = {
    "DATABASE_URL": "sqlite:///var/whereabouts.db",
    "SECRET_KEY": "one key of more than thirty-two characters",
    "AUDIT_KEY": "another key of more than thirty-two characters",
    "BASE_URL": "http://127.0.0.1:8000",
    "MAIL_URL": "smtp://127.0.0.1:8025",
    "MAIL_FROM": "education@demo.example",
    "DEMO": "1",
}


def test_a_demo_on_this_machine_starts() -> None:
    assert reasons_not_to_start(DEMO) == []
    assert settings(DEMO).demo


REAL = {
    **DEMO,
    "DEMO": "0",
    "BASE_URL": "https://cases.council.example",
    "LISTEN": "0.0.0.0:8000",
    "MAIL_URL": "smtps://user:password@mx.example:465",
    "TRUSTED_PROXIES": "1",
}


def test_a_real_set_up_starts_and_requires_a_second_factor() -> None:
    assert reasons_not_to_start(REAL) == []
    given = settings(REAL)
    assert (given.demo, given.trusted_proxies) == (False, 1)


@pytest.mark.parametrize("environ", [DEMO, REAL], ids=["demo", "real"])
def test_t37_no_setting_switches_the_second_factor_off_outside_the_demo(
    environ: dict[str, str], tmp_path: Path
) -> None:
    hopeful = {"SECOND_FACTOR": "0", "SECOND_FACTOR_REQUIRED": "0", "MFA": "off"}
    url = f"sqlite:///{tmp_path}/test.db"
    # The seal of events is the whole process's: the tests after this one go on with theirs.
    ours = {"DATABASE_URL": url, "AUDIT_KEY": AUDIT_KEY.decode()}
    made = create_app(settings({**environ, **hopeful, **ours}))

    assert made.config["SECOND_FACTOR_REQUIRED"] is (environ is REAL)


def test_t37_all_reasons_come_in_one_message() -> None:
    with pytest.raises(SystemExit) as stopped:
        settings({"SECRET_KEY": "short", "FLASK_DEBUG": "1", "DEMO": "1"})

    said = str(stopped.value)
    for name in set(REQUIRED) - {"SECRET_KEY"}:
        assert f"Set {name}." in said
    assert "Make SECRET_KEY 32 random characters or more." in said
    assert "Unset FLASK_DEBUG" in said


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        pytest.param({"SECRET_KEY": "x" * 31}, "Make SECRET_KEY 32", id="short key"),
        pytest.param({"SECRET_KEY": "x" * 64}, "Make SECRET_KEY 32", id="one letter over"),
        pytest.param({"AUDIT_KEY": "short"}, "Make AUDIT_KEY 32", id="short audit key"),
        pytest.param({"AUDIT_KEY": DEMO["SECRET_KEY"]}, "different", id="one key for both"),
        pytest.param({"FLASK_DEBUG": "1"}, "FLASK_DEBUG", id="debug"),
        pytest.param({"DATABASE_URL": "mysql://x"}, "Mend DATABASE_URL", id="no such database"),
        pytest.param({"MAIL_URL": "pigeon://x"}, "Mend MAIL_URL", id="no such mail"),
        pytest.param({"SCANNER": "clamd"}, "Mend SCANNER", id="no such scanner"),
        pytest.param({"MAIL_FROM": "the team"}, "Let MAIL_FROM be", id="no sender"),
        pytest.param({"BASE_URL": ""}, "Set BASE_URL", id="no address"),
        pytest.param({"BASE_URL": "https://cases.example"}, "DEMO=0", id="a demo for all"),
        pytest.param({"LISTEN": "0.0.0.0:8000"}, "DEMO=0", id="a demo on every interface"),
        pytest.param({"DEMO": "0"}, "https://", id="plain pages"),
        pytest.param(
            {"DEMO": "0", "MAIL_URL": "smtp://mx.example:25"}, "smtps://", id="plain mail"
        ),
        pytest.param({"TRUSTED_PROXIES": "all"}, "TRUSTED_PROXIES", id="proxies not counted"),
        pytest.param({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES", id="fewer than no proxies"),
    ],
)
def test_t37_each_unsafe_setting_stops_the_start(changes: dict[str, str], reason: str) -> None:
    assert any(reason in said for said in reasons_not_to_start({**DEMO, **changes}))


def test_t37_an_old_python_or_sqlite_stops_the_start() -> None:
    assert any("Python 3.11" in said for said in reasons_not_to_start(DEMO, python=(3, 10)))
    assert any("SQLite" in said for said in reasons_not_to_start(DEMO, sqlite=(3, 51, 2)))
    assert reasons_not_to_start(DEMO, sqlite=(3, 51, 3)) == []


@pytest.mark.parametrize("command", [["app.py"], ["-m", "jobs"]])
def test_t37_neither_process_starts_without_settings(command: list[str]) -> None:
    # Set, though empty: a .env beside the program cannot fill them in.
    ran = started(command, dict.fromkeys((*REQUIRED, "DEMO"), ""))

    assert ran.returncode == 1
    assert "Whereabouts cannot start:" in ran.stderr
    assert "Set DATABASE_URL." in ran.stderr
    assert "Traceback" not in ran.stderr


def named_in_app() -> set[str]:
    return set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', (ROOT / "app.py").read_text()))


@pytest.mark.parametrize("name", sorted({*REQUIRED, *named_in_app()} - {"FLASK_DEBUG"}))
def test_every_setting_is_explained(name: str) -> None:
    assert f"`{name}`" in (ROOT / "README.md").read_text()
    assert f"\n{name}=" in (ROOT / ".env.example").read_text()


@pytest.mark.parametrize("command", [["app.py"], ["-m", "jobs"]], ids=["pages", "jobs"])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param("DELETE FROM schema_migration", "Run: flask db upgrade", id="old database"),
        pytest.param(
            "INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')",
            "The database is newer than this program: it has 9999_later.",
            id="old program",
        ),
    ],
)
def test_f43_a_program_and_a_database_of_different_ages_do_not_start(
    tmp_path: Path, command: list[str], change: str, words: str
) -> None:
    url = f"sqlite:///{tmp_path}/test.db"
    with migrated_alone(url) as alone:
        alone.execute_sql(change)

    ran = started(command, {**DEMO, "DATABASE_URL": url, "LISTEN": "127.0.0.1:0"})

    assert ran.returncode == 1
    assert words in ran.stderr
    assert "Traceback" not in ran.stderr


def test_f43_a_database_that_does_not_answer_is_told_in_words() -> None:
    nobody = "postgresql://nobody:nothing@127.0.0.1:1/nothing"

    ran = started(["app.py"], {**DEMO, "DATABASE_URL": nobody})

    assert ran.returncode == 1
    assert "The database does not answer." in ran.stderr
    assert "Traceback" not in ran.stderr


@contextmanager
def migrated_alone(url: str) -> Iterator[Database]:
    """A migrated database that the other tests know nothing of."""
    bind(url)
    with database.connection_context():
        upgrade()
        yield database.obj


def started(command: list[str], environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**environ, "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
