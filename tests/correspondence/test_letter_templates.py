"""The letters that are shipped, held to the published fields, the law and the look of a letter."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

from correspondence.checker import check_template
from correspondence.fields import PURPOSES, example_values, field_names
from correspondence.letters import LetterFault, render_letter
from correspondence.workers import close_workers
from tests.correspondence.word_files import count_of_pages, everything_in, text_of

FOLDER = Path(__file__).parents[2] / "letter_templates"
TEMPLATES = sorted(FOLDER.glob("*.docx"))
PAGES = {"enquiry-to-school": 1, "s437-notice": 2}

each_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def example(purpose: str) -> bytes:
    return render_letter((FOLDER / f"{purpose}.docx").read_bytes(), example_values(purpose))


def test_there_is_a_letter_for_each_purpose_and_no_other() -> None:
    assert {path.stem for path in TEMPLATES} == set(PURPOSES)


@each_template
def test_f50_a_shipped_letter_asks_only_for_fields_we_publish(path: Path) -> None:
    purpose = path.stem
    assert check_template(path.read_bytes(), field_names(purpose), example_values(purpose)) == []


@each_template
def test_f51_a_shipped_letter_is_stopped_by_whichever_field_is_missing(path: Path) -> None:
    for name, value in example_values(path.stem).items():
        empty = [] if isinstance(value, list) else None
        with pytest.raises(LetterFault, match=f"“{name}” is missing"):
            render_letter(path.read_bytes(), example_values(path.stem) | {name: empty})


@each_template
def test_a_shipped_letter_holds_no_name_of_staff(path: Path) -> None:
    properties = Document(BytesIO(path.read_bytes())).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")
    assert "<Company>" not in everything_in(path.read_bytes())


@each_template
def test_a_shipped_letter_is_british_a4_with_its_address_in_the_window(path: Path) -> None:
    document = Document(BytesIO(path.read_bytes()))
    section, window = document.sections[0], document.tables[0]
    page = (section.page_width, section.page_height, section.left_margin)
    assert [round(length.mm) for length in page] == [210, 297, 20]
    assert Mm(44) < section.top_margin + window.rows[0].height < Mm(48)
    assert 'w:lang w:val="en-GB"' in everything_in(path.read_bytes())


@each_template
def test_the_file_of_a_letter_is_called_by_our_reference(path: Path) -> None:
    properties = Document(BytesIO(example(path.stem))).core_properties
    assert properties.title == "CME-2026-0417"


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_readme_explains_each_field(purpose: str) -> None:
    readme = (FOLDER / "README.md").read_text()
    assert [name for name in field_names(purpose) if f"`{name}`" not in readme] == []
    assert f"`{purpose}.docx`" in readme


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_examples_give_every_field(purpose: str) -> None:
    assert set(example_values(purpose)) == field_names(purpose)


@pytest.mark.parametrize(
    "words",
    [
        "Notice under section 437(1) of the Education Act 1996",
        "is not receiving suitable education, either by regular attendance at school or otherwise",
        "requires you to satisfy us",
        "at least 15 days",
        "You do not have to fill in a form, let us visit your home or come to a meeting",
        "Educating a child at home is lawful",
        "section 437(3) requires the council to serve a school attendance order",
        "another language, in large print",
    ],
)
def test_the_notice_says_what_the_law_and_fairness_ask(words: str) -> None:
    assert words in text_of(example("s437-notice"))


def test_the_notice_prints_one_date_to_reply_by_and_no_other_period() -> None:
    values = example_values("s437-notice") | {"reply_by": date(2026, 12, 9)}
    letter = text_of(render_letter((FOLDER / "s437-notice.docx").read_bytes(), values))
    assert letter.count("Wednesday 9 December 2026") == letter.count("December 2026") == 1


def test_t01_the_notice_cannot_tell_one_parent_where_the_child_lives() -> None:
    assert not any("child" in name and "address" in name for name in field_names("s437-notice"))


@pytest.mark.office
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_the_examples_fill_the_pages_they_should(tmp_path: Path) -> None:
    for purpose in PURPOSES:
        (tmp_path / f"{purpose}.docx").write_bytes(example(purpose))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", tmp_path),
            *tmp_path.glob("*.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    pages = {path.stem: count_of_pages(path.read_bytes()) for path in tmp_path.glob("*.pdf")}
    assert pages == PAGES
