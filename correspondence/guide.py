"""The field guide: what a letter may ask for, as a Word file to have open beside the letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Cm

from correspondence.fields import COMMON, EXAMPLES, PURPOSES, Field
from correspondence.letters import Value
from models.dates.words import long_date

FILE_NAME = "field-guide.docx"
HEADINGS = ("Write", "What it is", "Example")
WIDTHS = (Cm(6.2), Cm(5.4), Cm(5.4))
HOW = (
    "Copy what stands in the first column into the letter, braces and all. A misspelt field is "
    "refused when the letter is uploaded, with the nearest right name. A field that is empty on "
    "the record stops the letter: no letter goes out with a hole in it.",
    "A date is followed by a bar and long_date (15 December 2026) or weekday_date (Tuesday 15 "
    "December 2026).",
    "A list takes three paragraphs. The first and the last disappear; the middle one is repeated, "
    "once for each line.",
    "Words for some letters only stand between {%p if … %} and {%p endif %}, each in a paragraph "
    "of its own.",
)


def field_guide() -> bytes:
    """Return the guide as a .docx, made from the published list of fields and nothing else."""
    document = Document()
    document.add_heading("Fields for letters", level=0)
    for words in HOW:
        document.add_paragraph(words)
    document.add_heading("In every letter", level=1)
    _table(document, COMMON, {})
    for purpose, fields in PURPOSES.items():
        document.add_heading(f"Only in {purpose}", level=1)
        own = [field for field in fields if field not in COMMON]
        _table(document, own, EXAMPLES.get(purpose, {}))
    return _saved(document)


def how_to_write(field: Field) -> str:
    """Return the tag for a field as it is typed into Word, a paragraph a line."""
    if isinstance(field.example, date):
        return f"{{{{ {field.name} | long_date }}}}"
    if isinstance(field.example, str):
        return f"{{{{ {field.name} }}}}"
    return f"{{%p for line in {field.name} %}}\n{{{{ line }}}}\n{{%p endfor %}}"


def _table(document: Any, fields: Sequence[Field], examples: dict[str, Value]) -> None:
    table = document.add_table(1, len(HEADINGS), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], HEADINGS)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    for field in fields:
        example = examples.get(field.name, field.example)
        _fill(table.add_row(), (how_to_write(field), field.meaning, _in_words(example)))


def _fill(row: Any, texts: Sequence[str]) -> None:
    for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
        cell.width = width  # Word keeps to a width only when each cell says it
        first, *others = text.split("\n")
        cell.text = first
        for line in others:
            cell.add_paragraph(line)


def _in_words(value: Value) -> str:
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, str) or value is None:
        return value or ""
    return "\n".join(_in_words(one) for one in value)


def _saved(document: Any) -> bytes:
    properties = document.core_properties
    properties.title, properties.author, properties.comments = "Fields for letters", "", ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    written = BytesIO()
    document.save(written)
    return written.getvalue()
