"""The field guide tells of every field that a letter may ask for, in a way that can be copied."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from correspondence.checker import check_template
from correspondence.fields import PURPOSES, Field, example_values, field_names
from correspondence.guide import field_guide, how_to_write
from tests.correspondence.word_files import word_file

FIELDS = {field.name: field for fields in PURPOSES.values() for field in fields}


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    document = Document(BytesIO(field_guide()))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_every_field_has_its_tag_its_meaning_and_an_example(
    rows: list[list[str]], field: Field
) -> None:
    written = [row for row in rows if row[0] == how_to_write(field)]

    assert written
    assert field.meaning in [row[1] for row in written]
    assert all(row[2] for row in written)


def test_each_table_has_its_headings(rows: list[list[str]]) -> None:
    assert rows.count(["Write", "What it is", "Example"]) == 1 + len(PURPOSES)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_what_the_guide_says_to_write_is_taken(purpose: str) -> None:
    lines = [line for field in PURPOSES[purpose] for line in how_to_write(field).split("\n")]

    assert check_template(word_file(*lines), field_names(purpose), example_values(purpose)) == []


def test_it_is_a_whole_word_file_that_names_nobody() -> None:
    properties = Document(BytesIO(field_guide())).core_properties

    assert (properties.title, properties.author) == ("Fields for letters", "")
