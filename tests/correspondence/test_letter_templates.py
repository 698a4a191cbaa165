"""The letters that are shipped, held to the published fields, the law and the look of a letter."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Mm
from docxtpl.template import DocxTemplate
from jinja2 import Environment, StrictUndefined

from correspondence.checker import check_template
from correspondence.environment import long_date, weekday_date
from correspondence.fields import PURPOSES, example_values, field_names, may_be_missing
from correspondence.letters import LetterFault, Value, render_letter
from correspondence.workers import close_workers
from tests.correspondence.word_files import count_of_pages, everything_in, text_of

FOLDER = Path(__file__).parents[2] / "letter_templates"
TEMPLATES = sorted(FOLDER.glob("*.docx"))
PAGES = {
    "enquiry-to-school": 1,
    "s437-notice": 2,
    "enquiry-to-authority": 2,
    "ehe-first-contact": 2,
    "ehe-reminder": 2,
    "cme-closure-to-school": 1,
    "cme-closure-to-family": 1,
}

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
        if name in may_be_missing(path.stem):
            continue
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


@pytest.mark.parametrize(
    ("purpose", "field", "with_it", "without"),
    [
        ("enquiry-to-authority", "since_on", "Not known to be in education since", ""),
        (
            "ehe-first-contact",
            "since_on",
            "at home since 5 October 2026",
            "is now educated at home",
        ),
        ("ehe-first-contact", "question", "We would also like to ask:", ""),
        ("ehe-reminder", "question", "We also asked:", ""),
        (
            "cme-closure-to-school",
            "answered_on",
            "your answer of 18 September",
            "spend no more time",
        ),
    ],
)
def test_each_condition_of_a_shipped_letter_has_two_whole_sides(
    purpose: str, field: str, with_it: str, without: str
) -> None:
    template = (FOLDER / f"{purpose}.docx").read_bytes()
    values = example_values(purpose)
    missing: dict[str, Value] = {field: [] if isinstance(values[field], list) else None}
    both = [text_of(render_letter(template, given)) for given in (values, values | missing)]
    assert [with_it in text for text in both] == [True, False]
    assert [without in text for text in both] == [not without, True]
    for text, given in zip(both, (values, values | missing), strict=True):
        assert text == docxtpl_text(template, given)


def docxtpl_text(template: bytes, values: Mapping[str, Value]) -> str:
    """Return the text of the same letter as docxtpl alone makes it: the measure of ours."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"long_date": long_date, "weekday_date": weekday_date}
    document = DocxTemplate(BytesIO(template))
    document.render(dict(values), environment)
    written = BytesIO()
    document.save(written)
    return text_of(written.getvalue())


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_optional_field_is_asked_about_before_it_is_printed(purpose: str) -> None:
    values = example_values(purpose)
    none: dict[str, Value] = {
        name: [] if isinstance(values[name], list) else None for name in may_be_missing(purpose)
    }
    text = text_of(render_letter((FOLDER / f"{purpose}.docx").read_bytes(), values | none))
    assert "None" not in text


@pytest.mark.parametrize("purpose", ["ehe-first-contact", "ehe-reminder"])
@pytest.mark.parametrize(
    "words",
    [
        "no law says that you must reply",
        "visit",
        "let us into your home, or let us see or speak to your child",
        "National Curriculum",
        "another language, in large print",
        "free and independent of the council",
        "section 437(1)|formal notice",
    ],
)
def test_a_letter_to_a_family_says_what_they_may_decline(purpose: str, words: str) -> None:
    text = text_of(example(purpose))
    assert any(each.lower() in text.lower() for each in words.split("|"))
    assert not re.search(r"you must (let|meet|fill)|we will visit|failure to", text, re.IGNORECASE)


@pytest.mark.parametrize("purpose", ["ehe-first-contact", "ehe-reminder"])
def test_a_letter_to_a_family_can_be_read_at_fourteen(purpose: str) -> None:
    text = text_of(example(purpose)).partition("Child: ")[2].partition("Yours sincerely")[0]
    prose = [line for line in text.split("\n") if len(line.split()) > 5 and line.endswith(".")]
    sentences = [part for line in prose for part in re.split(r"(?<=[.?!:]) +", line) if part]
    words = re.findall(r"[A-Za-z’]+", " ".join(sentences))
    syllables = sum(
        max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word.lower())))) for word in words
    )
    # Flesch and Kincaid's school grade; a reader of grade 8 is thirteen or fourteen.
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    assert len(words) > 150
    assert grade < 8


@each_template
def test_a_shipped_letter_has_a_small_crest_to_change(path: Path) -> None:
    with ZipFile(path) as package:
        pictures = [part for part in package.infolist() if "media/" in part.filename]
    assert len(pictures) == 1
    assert pictures[0].file_size < 20_000
    assert "The council’s crest" in everything_in(path.read_bytes())


def test_the_closing_letters_do_not_say_what_was_found() -> None:
    for purpose in ("cme-closure-to-school", "cme-closure-to-family"):
        assert not {"outcome", "child_address", "destination"} & field_names(purpose)
    assert "school_name" not in field_names("cme-closure-to-family")
    assert "regulation 9" in text_of(example("cme-closure-to-school"))


def test_the_notice_prints_one_date_to_reply_by_and_no_other_period() -> None:
    values = example_values("s437-notice") | {"reply_by": date(2026, 12, 9)}
    letter = text_of(render_letter((FOLDER / "s437-notice.docx").read_bytes(), values))
    assert letter.count("Wednesday 9 December 2026") == letter.count("December 2026") == 1


def test_t01_the_notice_cannot_tell_one_parent_where_the_child_lives() -> None:
    assert not any("child" in name and "address" in name for name in field_names("s437-notice"))


@pytest.mark.office
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
