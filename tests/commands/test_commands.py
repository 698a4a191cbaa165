"""What an operator types, and the words that come back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from flask import Flask

from models.base import database
from models.ledger.event import Event
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.outgoing.message import Message
from tests.commands.typing_in import typed
from tests.making import (
    PASSWORD,
    make_case,
    make_child,
    make_enquiry,
    make_notice,
    make_officer,
    make_parent,
    the_authority,
)
from tests.models.ledger.test_audit import as_a_vandal


def test_the_database_of_this_program_fits_it(app: Flask) -> None:
    assert "up to date" in typed(app, "db", "upgrade").output
    assert "fits" in typed(app, "db", "check").output


def test_a_database_without_its_last_script_is_told_what_to_run(app: Flask) -> None:
    kept = database.execute_sql("SELECT name, applied FROM schema_migration").fetchall()
    database.execute_sql("DELETE FROM schema_migration")

    result = typed(app, "db", "check")

    assert result.exit_code == 1
    assert "flask db upgrade" in result.output
    # On PostgreSQL the worker's one database goes on being used.
    for name, applied in kept:
        database.execute_sql(
            f"INSERT INTO schema_migration (name, applied) VALUES ('{name}', '{applied}')"
        )


def add(app: Flask, email: str, password: str = PASSWORD, code: str = "873") -> str:
    words = ["--name", "Ann Lee", "--authority", code, "--role", "manager", "--password", password]
    return typed(app, "officer", "add", email, *words).output


def test_an_officer_is_added_and_can_sign_in(app: Flask) -> None:
    the_authority()

    assert "Ann Lee can sign in with ann@council.example." in add(app, "Ann@council.example")
    assert Officer.with_password("ann@council.example", PASSWORD) is not None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"email": "ann"}, "is not an email address", id="no address"),
        pytest.param({"password": "short"}, "12 characters or more", id="short password"),
        pytest.param({"code": "999"}, "no authority of ours with the code 999", id="no authority"),
    ],
)
def test_an_officer_is_refused_in_words(app: Flask, changes: dict[str, str], words: str) -> None:
    the_authority()

    assert words in add(app, **{"email": "ann@council.example", **changes})
    assert Officer.select().count() == 0


def test_the_plan_says_who_would_get_what_and_why(app: Flask) -> None:
    late = make_enquiry()
    silent = make_enquiry(school=make_enquiry().school, email="")

    said = typed(app, "chase", "plan", "--on", "2026-09-15").output

    assert f"873  {late.reference}  step 1 to {late.asked.email}: answer was due" in said
    assert "Tue 15 Sep 2026: 3 of 3 overdue enquiries would be chased." in said
    assert silent.reference in said
    assert Message.select().count() == 0


def test_the_plan_of_a_sunday_sends_nothing_and_says_why(app: Flask) -> None:
    make_enquiry()

    said = typed(app, "chase", "plan", "--on", "2026-09-20").output

    assert "nothing: today is not a working day" in said


def test_the_chain_is_verified_and_a_touched_row_named(app: Flask) -> None:
    make_child()
    sound = typed(app, "audit", "verify")
    event = Event.select().order_by(Event.id.desc()).first()
    as_a_vandal(f"UPDATE event SET verb = 'x' WHERE id = {event.id}")
    touched = typed(app, "audit", "verify")

    assert (sound.exit_code, touched.exit_code) == (0, 1)
    assert "whole" in sound.output
    assert f"(row {event.id})" in touched.output


def test_a_notice_is_produced_to_a_file(app: Flask, tmp_path: Path) -> None:
    notice = make_notice(
        case=make_case(kind="EHE", reason="ehe_no_information", officer=make_officer())
    )
    typed(app, "db", "upgrade")  # takes the starter letters in
    out = tmp_path / "notice.docx"

    result = typed(app, "letters", "produce", "s437-notice", notice.reference, "--out", str(out))

    assert result.exit_code == 0, result.output
    text = "\n".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
    assert "15 December 2026" in text
    assert Letter.select().get().file.read() == out.read_bytes()


@pytest.mark.parametrize(
    ("template", "reference", "words"),
    [
        pytest.param("s437-notice", "NOT-999999", "There is no NOT-999999.", id="no such notice"),
        pytest.param("s437-notice", "whatever", "whatever is no reference.", id="no reference"),
        pytest.param("s999-notice", None, "There is no letter s999-notice.", id="no such letter"),
        pytest.param("enquiry-to-school", None, "cannot be produced for NOT-", id="wrong letter"),
    ],
)
def test_a_letter_that_cannot_be_produced_is_told_in_words(
    app: Flask, tmp_path: Path, template: str, reference: str | None, words: str
) -> None:
    reference = reference or make_notice().reference
    out = tmp_path / "letter.docx"

    result = typed(app, "letters", "produce", template, reference, "--out", str(out))

    assert result.exit_code == 1
    assert words in result.output
    assert not out.exists()
    assert Letter.select().count() == 0


def test_a_parent_without_an_address_is_told_in_words(app: Flask, tmp_path: Path) -> None:
    child = make_child(born_on=date(2014, 5, 20))
    case = make_case(child=child, kind="EHE", reason="ehe_no_information", officer=make_officer())
    parent = make_parent(child)
    notice = make_notice(case=case, parent=parent)
    database.execute_sql("UPDATE address SET to_on = '2026-01-01'")
    typed(app, "db", "upgrade")

    result = typed(
        app,
        "letters",
        "produce",
        "s437-notice",
        notice.reference,
        "--out",
        str(tmp_path / "x.docx"),
    )

    assert result.exit_code == 1
    assert f"Record an address for {parent.name} first" in result.output


def test_the_guide_to_the_fields_is_written_once(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "guide.docx"

    first = typed(app, "letters", "guide", "--out", str(out))
    second = typed(app, "letters", "guide", "--out", str(out))

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert Document(str(out)).tables
    assert "Choose another name" in second.output
