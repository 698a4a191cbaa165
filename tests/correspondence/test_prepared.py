"""A template read once makes the letters that docxtpl makes, text for text, part for part."""

from __future__ import annotations

import struct
import zlib
from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docxtpl import DocxTemplate
from lxml import etree

from correspondence.environment import LetterEnvironment
from correspondence.fields import example_values
from correspondence.letters import LetterFault
from correspondence.merge import merge
from correspondence.prepared import prepared
from correspondence.word_file import W, open_word_file
from tests.correspondence.word_files import (
    altered,
    everything_in,
    saved,
    word_file,
    word_file_with,
)

FOLDER = Path(__file__).parents[2] / "letter_templates"
TEMPLATES = sorted(FOLDER.glob("*.docx"))
DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

VALUES: dict[str, Any] = {
    "name": "Tom & Jerry <b> “Smith” {{x}}",
    "reference": "CME-2026-0417",
    "council_name": "Camford & District",
    "letter_date": date(2026, 11, 23),
    "lines": ["Flat 3 ", "  1 Mill Lane", "{% if %}", "CB1 1AA"],
    "contacts": [
        {"on": date(2026, 9, 7), "how": "a call", "said": "nothing\nat all"},
        {"on": date(2026, 9, 14), "how": "a\tvisit", "said": "the house & garden were empty"},
        {"on": date(2026, 9, 21), "how": "a letter", "said": "<no answer>"},
    ],
    "served_how": "hand",
    "note": "one\ntwo\r\nthree\tfour",
    "empty": [],
}
CHANGES: dict[str, dict[str, Any]] = {
    "by hand": {},
    "by post": {"served_how": "first_class", "visited": "yes"},
    "one of each": {"lines": ["Flat 3"], "contacts": VALUES["contacts"][:1]},
    "many of each": {"lines": ["a line"] * 60, "contacts": VALUES["contacts"] * 20},
}


def rich_template() -> bytes:
    """Return a letter with all that a manager may use, in the body, the heading and the foot."""
    document = Document()
    document.add_picture(BytesIO(DOT))
    for text in (
        "Dear {{ name }}, {{ letter_date | long_date }}; {{ letter_date | weekday_date }}",
        "{%p for line in lines %}",
        "{{ line }}{% if not loop.last %},{% else %}.{% endif %}",
        "{%p endfor %}",
        '{%p if served_how == "hand" %}',
        "We handed this to you. {% if name and not visited %}Nobody called.{% endif %}",
        "{%p elif served_how %}",
        "We posted this to {{ lines | join(' / ') }}.",
        "{%p else %}",
        "Never printed.",
        "{%p endif %}",
        "{{ note }} and\twhat follows in {{ council_name | upper }}",
        "{# nobody reads this #}No tag in this one",
    ):
        document.add_paragraph(text)
    split = document.add_paragraph("In pieces: {")
    for piece, bold in (("{ na", True), ("me }", False), ("} and on", True)):
        split.add_run(piece).bold = bold
    table = document.add_table(5, 3)
    rows: list[list[str]] = [
        ["On", "How", "What was said"],
        ["{%tr for c in contacts %}", "", ""],
        ["{{ c.on | long_date }}", "{{ c.how }}", "{{ c.said }}"],
        ["{%tr endfor %}", "", ""],
        ["", "", "{% for c in contacts %}{{ c.how }}; {% endfor %}"],
    ]
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(4, 0).merge(table.cell(4, 1))
    conditional = document.add_table(4, 2)
    for number, text in enumerate(("{%tr if visited %}", "We came", "{%tr endif %}", "Always")):
        conditional.cell(number, 0).text = text
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ council_name }}\t{{ reference }}"
    section.footer.add_table(1, 2, section.page_width).cell(0, 1).text = "{{ note }}"
    section.footer.paragraphs[0].text = "{% for line in lines %}{{ line }} {% endfor %}"
    document.core_properties.author = "A. Manager"
    return saved(document)


def by_docxtpl(template: bytes, values: Mapping[str, Any]) -> bytes:
    environment = LetterEnvironment()
    environment.begin(values)
    document = DocxTemplate(BytesIO(template))
    document.render(dict(values), environment)
    assert not environment.faults
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def told(paragraph: Any) -> str:
    """Return a paragraph's text, its line breaks and tabs among it."""
    marks = {f"{W}tab": "\t", f"{W}br": "\n"}
    return "".join(
        marks.get(element.tag, element.text or "")
        for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
        if element.getparent().tag != f"{W}tabs"
    )


def paragraphs_of(letter: bytes) -> dict[str, list[str]]:
    return {
        name: [told(paragraph) for paragraph in tree.iter(f"{W}p")]
        for name, _, tree in open_word_file(letter).filled_in()
    }


def looks_of(letter: bytes) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return every element of the filled-in parts with its attributes: type, width, numbering."""
    return {
        name: [(element.tag, dict(element.attrib)) for element in tree.iter(etree.Element)]
        for name, _, tree in open_word_file(letter).filled_in()
    }


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_t09_a_shipped_letter_has_docxtpls_text_in_the_same_paragraphs(path: Path) -> None:
    template, values = path.read_bytes(), example_values(path.stem)
    ours, theirs = merge(template, values), by_docxtpl(template, values)

    assert paragraphs_of(ours) == paragraphs_of(theirs)
    assert looks_of(ours) == looks_of(theirs)


@pytest.mark.parametrize("change", CHANGES)
def test_t09_a_rich_letter_has_docxtpls_text_in_the_same_paragraphs(change: str) -> None:
    template, values = rich_template(), {"visited": None, **VALUES, **CHANGES[change]}
    ours, theirs = merge(template, values), by_docxtpl(template, values)

    assert paragraphs_of(ours) == paragraphs_of(theirs)
    assert looks_of(ours) == looks_of(theirs)
    assert VALUES["name"] in "".join(paragraphs_of(ours)["word/document.xml"])


@pytest.mark.parametrize("place", ["body", "table", "header", "footer", "footnote"])
def test_wherever_a_tag_stands_the_text_is_docxtpls(place: str) -> None:
    template = word_file_with("{{ note }} {{ name }}", place)

    assert paragraphs_of(merge(template, VALUES)) == paragraphs_of(by_docxtpl(template, VALUES))


def table_of(*rows: list[str]) -> bytes:
    document = Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(document)


@pytest.mark.parametrize(
    "template",
    [
        pytest.param(
            table_of(["{%tc for line in lines %}", "{{ line }}", "{%tc endfor %}"]),
            id="cells that repeat",
        ),
        pytest.param(
            altered(
                table_of(["{{ name }}", "b", "c"]),
                {"word/document.xml": ("<w:gridCol ", '<w:gridCol w:w="9"/><w:gridCol ')},
            ),
            id="more columns than cells",
        ),
        pytest.param(
            table_of(
                ["{%tr if empty %}", ""], ["{{ name }}", "b"], ["{%tr endif %}", ""], ["", ""]
            ),
            id="a row left out",
        ),
    ],
)
def test_the_columns_of_a_table_are_counted_as_docxtpl_counts_them(template: bytes) -> None:
    assert looks_of(merge(template, VALUES)) == looks_of(by_docxtpl(template, VALUES))


def test_a_picture_that_a_loop_repeats_gets_numbers_of_its_own() -> None:
    document = Document()
    document.add_paragraph("{%p for line in lines %}")
    document.add_picture(BytesIO(DOT))
    document.add_paragraph("{%p endfor %}")
    letter = merge(saved(document), VALUES)

    tree = open_word_file(letter).trees["word/document.xml"]
    numbers = [one.get("id") for one in tree.iter("{*}docPr")]
    assert numbers == ["1001", "1002", "1003", "1004"]


def packed(letter: bytes) -> dict[str, bytes]:
    """Return the parts of a letter as they lie in the zip."""
    found = {}
    with ZipFile(BytesIO(letter)) as opened:
        assert opened.testzip() is None
        for info in opened.infolist():
            lengths = struct.unpack_from("<2H", letter, info.header_offset + 26)
            start = info.header_offset + 30 + sum(lengths)
            found[info.filename] = letter[start : start + info.compress_size]
    return found


def test_what_does_not_change_is_copied_as_it_was_packed() -> None:
    document = Document()
    document.add_paragraph("Dear {{ name }}")
    written = BytesIO()
    document.save(written)  # with all its styles, themes and settings
    one, other = (
        packed(merge(written.getvalue(), {"name": name, "reference": name}))
        for name in ("Amira", "Tom")
    )

    assert list(one) == list(other)
    assert {name for name in one if one[name] != other[name]} == {
        "word/document.xml",
        "docProps/core.xml",
    }
    assert b"w:styles" in zlib.decompress(one["word/styles.xml"], -zlib.MAX_WBITS)


def test_a_letter_does_not_tell_when_it_was_made() -> None:
    with ZipFile(BytesIO(merge(rich_template(), {"visited": None, **VALUES}))) as opened:
        assert {info.date_time[:3] for info in opened.infolist()} == {(1980, 1, 1)}


def test_a_part_that_nothing_leads_to_does_not_leave_with_the_letter() -> None:
    template = altered(word_file("{{ name }}"), {"word/old.xml": "<old>A. Manager</old>"})

    assert "A. Manager" not in everything_in(merge(template, VALUES))


def test_a_template_is_read_once() -> None:
    prepared.cache_clear()
    template = word_file("Dear {{ name }} of {{ council_name }}")
    for name in ("Amira", "Tom", "Zoë"):
        merge(bytes(bytearray(template)), {**VALUES, "name": name})  # the same bytes, come anew

    assert (prepared.cache_info().misses, prepared.cache_info().hits) == (1, 2)


def test_f51_what_is_missing_is_told_of_every_part() -> None:
    template = altered(
        word_file_with("{{ elsewhere }}", "header"),
        {"word/document.xml": ("<w:body>", "<w:body><w:p><w:r><w:t>{{ x }}</w:t></w:r></w:p>")},
    )
    with pytest.raises(LetterFault) as refused:
        merge(template, {})

    assert [fault.split("”")[0] for fault in refused.value.faults] == ["“x", "“elsewhere"]
