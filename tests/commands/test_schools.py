"""`flask schools import`, as an operator types it and reads the answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from models.ledger.event import Event
from models.organisations.school import School
from tests.commands.typing_in import typed
from tests.models.organisations.registers import SAMPLE, links, register, row


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "edubasealldata20260901.csv"
    path.write_bytes(SAMPLE.read_bytes())
    return path


def test_the_register_is_imported_and_told_again_as_unchanged(app: Flask, sample: Path) -> None:
    first = typed(app, "schools", "import", str(sample))
    second = typed(app, "schools", "import", str(sample))

    assert first.exit_code == second.exit_code == 0
    assert "4 new, 0 changed, 0 closed, 0 unchanged." in first.output
    assert "Authorities added, as not ours:\n  354 Rochdale\n" in first.output
    assert "Nothing has changed: 4 schools as before." in second.output
    events = Event.select().where(Event.verb == "import")
    assert [(e.actor, e.table_name, e.about["new"]) for e in events.order_by(Event.id)] == [
        ("command:schools import", "school", 4),
        ("command:schools import", "school", 0),
    ]


def test_what_changed_and_what_was_left_out_is_listed(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(register(row(), row(urn="100001")).getvalue())
    typed(app, "schools", "import", str(path))
    changed, closed = row(name="Penistone Academy"), row(urn="100001", status="2")
    path.write_bytes(register(changed, closed, row(urn="x")).getvalue())

    result = typed(app, "schools", "import", str(path))

    assert result.exit_code == 0
    assert result.output.endswith(
        "0 new, 1 changed, 1 closed, 0 unchanged; 1 row left out.\n"
        "\nChanged:\n  106653 Penistone Grammar School: name\n"
        "\nClosed:\n  100001 Penistone Grammar School: status\n"
        "\nLeft out:\n  Line 4: its URN is not six digits.\n"
    )


def test_successors_come_from_the_links(app: Flask, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_bytes(links(("117137", "148847", "Successor", "01-06-2012")).getvalue())

    assert typed(app, "schools", "import", str(sample), "--links", str(path)).exit_code == 0

    closed = School.get(School.urn == "117137")
    assert closed.successor.name == "Oulder Hill Leadership Academy"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "Error: The file is empty.\n", id="empty"),
        pytest.param(b"PK\x03\x04....", "Error: This is an Excel or zip file", id="xlsx"),
        pytest.param(b"a,b\r\n1,2\r\n", "Error: This is not the register of schools", id="CSV"),
    ],
)
def test_the_wrong_file_is_refused_and_nothing_written(
    app: Flask, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "wrong"
    path.write_bytes(content)

    result = typed(app, "schools", "import", str(path))

    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output
    assert School.select().count() == Event.select().count() == 0


def test_a_file_that_is_not_there_is_told(app: Flask) -> None:
    result = typed(app, "schools", "import", "nowhere.csv")

    assert result.exit_code == 2
    assert "'nowhere.csv' does not exist" in result.output
