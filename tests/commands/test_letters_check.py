"""What `flask letters check` tells about a Word file, and how it exits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document
from flask import Flask

from correspondence.fields import PURPOSES, field_names
from correspondence.workers import close_workers
from tests.correspondence.word_files import in_body, saved, word_file, word_file_with

FOLDER = Path(__file__).parents[2] / "letter_templates"
TEXT_BOX = (
    "<w:p><w:r><w:t>Beside the box </w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>{}"
    "</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
)


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def checked(app: Flask, path: Path, *options: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["letters", "check", str(path), *options])
    return result.exit_code, result.output


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_shipped_letter_is_fine_and_its_fields_are_printed(app: Flask, purpose: str) -> None:
    code, output = checked(app, FOLDER / f"{purpose}.docx")
    assert code == 0, output
    printed = {line.strip() for line in output.splitlines() if line.startswith("  ")}
    assert printed == field_names(purpose)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("body", "In the letter, “Dear {{ salutatoin }},”"),
        ("table", "In the letter, table 1, row 1, column 1, “Dear {{ salutatoin }},”"),
        ("header", "In a header, “Dear {{ salutatoin }},”"),
        ("footer", "In a footer, “Dear {{ salutatoin }},”"),
        ("footnote", "In a footnote, “Dear {{ salutatoin }},”"),
    ],
)
def test_f50_each_fault_is_printed_with_its_place_and_the_nearest_field(
    app: Flask, tmp_path: Path, place: str, words: str
) -> None:
    path = tmp_path / "s437-notice.docx"
    path.write_bytes(word_file_with("Dear {{ salutatoin }},", place))
    code, output = checked(app, path)
    assert code == 1
    assert f"{words}: there is no field “salutatoin”. Did you mean “salutation”?" in output
    assert "s437-notice.docx cannot be used yet: 1 fault." in output


def test_f50_a_fault_in_a_text_box_or_in_a_later_cell_says_so(app: Flask, tmp_path: Path) -> None:
    document = Document()
    document.add_table(1, 1)
    table = document.add_table(3, 2)
    table.cell(1, 0).text = "{%tr if reply_by %}"
    table.cell(2, 1).text = "{{ reply_bye }}"
    document.add_table(1, 1).cell(0, 0).text = "{%tr endif %}"
    path = tmp_path / "mine.docx"
    path.write_bytes(in_body(saved(document), TEXT_BOX.format("{{ referense }}")))
    code, output = checked(app, path, "--as", "s437-notice")
    assert code == 1
    assert "In the letter, in a text box, “{{ referense }}”" in output
    assert "In the letter, table 2, row 3, column 2, “{{ reply_bye }}”" in output


def test_f50_a_field_on_a_branch_that_is_not_taken_is_checked_too(
    app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "s437-notice-2.docx"
    path.write_bytes(
        word_file(
            '{%p if served_how == "a drone" %}',
            "{{ reply_by }} {{ nothing_like_it }}",
            "{%p elif served_how == 'hand' %}",
            "{{ council_address_lines }}",
            "{%p else %}",
            "{% for line in reference %}{{ line }}{% endfor %}",
            "{%p endif %}",
        )
    )
    code, output = checked(app, path)
    assert code == 1
    assert "write “{{ reply_by | long_date }}”" in output
    assert "no field “nothing_like_it”. See the list of fields." in output
    assert "“council_address_lines” is a list" in output
    assert "“reference” is not a list" in output
    assert "4 faults" in output


def test_f49_a_file_that_is_none_is_told_in_words(app: Flask, tmp_path: Path) -> None:
    code, output = checked(app, tmp_path / "s437-notice.docx")
    assert (code, "There is no file" in output) == (1, True)
    path = tmp_path / "ehe-reminder.docx"
    path.write_text("Dear parent")
    code, output = checked(app, path)
    assert (code, "not a Word document" in output) == (1, True)
    path = path.rename(tmp_path / "letter.docx")
    code, output = checked(app, path)
    assert (code, "Say which letter it is: --as enquiry-to-school or" in output) == (1, True)
