"""What is taken out of a spreadsheet, of whatever make, and what is refused in words."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from xlsxwriter import Workbook

from models.casework.workbook import LARGEST, MERGED, Cell, NoSheet, rows_of
from tests.attached import WHOLE
from tests.workbooks import SPACE, by_hand, workbook


def cells(content: bytes) -> list[list[str]]:
    (sheet,) = rows_of(content)
    return [[cell.text for cell in row.cells] for row in sheet]


def test_texts_numbers_and_dates_come_out_as_they_are_seen() -> None:
    made = workbook([["Name", "Born", "UPN"], ["Zoë", date(2014, 5, 20), 801200001001]])
    assert cells(made) == [["Name", "Born", "UPN"], ["Zoë", "2014-05-20", "801200001001"]]
    assert rows_of(made)[0][1].cells[1] == Cell("2014-05-20", "date")


def test_rows_keep_the_number_at_the_edge_of_the_sheet() -> None:
    made = workbook([["a"], [], [], ["b"]])
    assert [row.number for row in rows_of(made)[0] if not row.is_blank] == [1, 4]


def test_a_formula_is_told_by_what_it_came_to() -> None:
    assert cells(workbook([["=A2&B2"]])) == [["worked out"]]
    unworked = by_hand('<sheetData><row r="1"><c r="A1"><f>NOW()</f></c></row></sheetData>')
    assert rows_of(unworked)[0][0].cells == [Cell("", "formula")]


def test_a_fault_is_told_as_one() -> None:
    made = by_hand('<sheetData><row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row></sheetData>')
    assert rows_of(made)[0][0].cells == [Cell("#DIV/0!", "fault")]


def test_merged_cells_are_told_and_the_first_holds_the_text() -> None:
    made = workbook(
        [["a", "b", "c"], [], ["", "", "d"]],
        lambda _book, page: page.merge_range("A2:B3", "Smith"),
    )
    _, second, third = rows_of(made)[0]
    assert second.cells == [Cell("Smith"), Cell("", MERGED)]
    assert third.cells == [Cell("", MERGED), Cell("", MERGED), Cell("d")]


@pytest.mark.parametrize(
    ("style", "number", "seen"),
    [
        ("yyyy-mm-dd", "41779", "2014-05-20"),
        ('[Red]dd" of "mmm', "41779", "2014-05-20"),
        ("dd/mm/yyyy", "41779.75", "2014-05-20"),
        ('0.00" days"', "41779", "41779"),
        ("General", "41779", "41779"),
        ("dd/mm/yyyy", "59", "1900-02-28"),
        ("dd/mm/yyyy", "61", "1900-03-01"),
        ("dd/mm/yyyy", "99999999", "99999999"),
    ],
)
def test_a_number_is_a_date_when_its_cell_shows_it_as_one(
    style: str, number: str, seen: str
) -> None:
    code = style.replace('"', "&quot;")
    styles = (
        f'<styleSheet {SPACE}><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    row = f'<sheetData><row r="1"><c r="A1" s="1"><v>{number}</v></c></row></sheetData>'
    assert cells(by_hand(row, **{"xl/styles.xml": styles})) == [[seen]]


def test_a_workbook_may_count_its_days_from_1904() -> None:
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "date_1904": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet().write_datetime(0, 0, date(2014, 5, 20), day)
    assert cells(content.getvalue()) == [["2014-05-20"]]


def test_styled_text_is_one_text_and_hidden_sheets_are_left_out() -> None:
    def then(book: Any, page: Any) -> None:
        bold = book.add_format({"bold": True})
        page.write_rich_string("A1", "O", bold, "’Ne", "il")
        hidden = book.add_worksheet()
        hidden.write_string("A1", "hidden")
        hidden.hide()

    assert cells(workbook([], then)) == [["O’Neil"]]


@pytest.mark.parametrize(
    ("content", "row"),
    [
        ("Name,Born\nZoë,20/05/2014\n".encode(), ["Zoë", "20/05/2014"]),
        ("\ufeffName;Born\r\nZoë;20/05/2014\r\n".encode(), ["Zoë", "20/05/2014"]),
        ("Name\tBorn\nZoë\t20/05/2014\n".encode("utf-16"), ["Zoë", "20/05/2014"]),
        ("Name,Born\nZoë,20/05/2014\n".encode("cp1252"), ["Zoë", "20/05/2014"]),
        (
            b'Name,Address\n"O""Neil","1 Mill Lane,\nCambridge"\n',
            ['O"Neil', "1 Mill Lane,\nCambridge"],
        ),
    ],
    ids=["utf-8", "excel", "unicode text", "old", "lines in a cell"],
)
def test_csv_of_every_make_is_read(content: bytes, row: list[str]) -> None:
    assert cells(content)[1] == row


def test_t13_what_would_be_a_formula_in_csv_is_told_as_one() -> None:
    assert rows_of(b"Name\n=HYPERLINK(1)\n")[0][1].cells == [Cell("=HYPERLINK(1)", "formula")]


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", " " * 200 * 2**20)
    return content.getvalue()


HOSTILE = {
    "empty": (b" \n", "empty"),
    "too large": (b"x" * (LARGEST + 1), "more than 5 MB"),
    "old or locked": (WHOLE["msg"], "old Excel file"),
    "Word": (WHOLE["docx"], "no Excel workbook"),
    "picture": (WHOLE["png"], "no spreadsheet"),
    "program": (b"MZ\x90\x00\x03", "no spreadsheet"),
    "cut off": (workbook([["a"] * 50] * 50)[:2000], "damaged"),
    "bomb": (_bomb(), "damaged"),
    "entities": (
        by_hand("", **{"xl/workbook.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "damaged",
    ),
    "no such text": (
        by_hand('<sheetData><row><c t="s"><v>7</v></c></row></sheetData>'),
        "damaged",
    ),
    "no number": (by_hand("<sheetData><row><c><v>1e999</v></c></row></sheetData>"), "damaged"),
    "no XML": (by_hand("<sheetData>"), "damaged"),
    "merged nowhere": (by_hand('<mergeCells><mergeCell ref="A:B"/></mergeCells>'), "damaged"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_t11_f49_what_is_no_sound_spreadsheet_is_refused_in_words(name: str) -> None:
    content, words = HOSTILE[name]
    with pytest.raises(NoSheet, match=words):
        rows_of(content)


def test_t11_a_merge_over_a_million_rows_takes_no_time() -> None:
    made = by_hand(
        '<sheetData><row r="1"><c t="inlineStr"><is><t>a</t></is></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )
    assert cells(made)[0][0] == "a"
