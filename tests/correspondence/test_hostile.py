"""Payloads by the hundred against the gate and the renderer; each family is counted."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from io import BytesIO
from itertools import cycle
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from docx import Document

from correspondence.checker import check_template
from correspondence.letters import LetterFault, render_letter, unprintable_fields
from correspondence.worker import answer
from correspondence.workers import close_workers
from tests.correspondence.hostile import (
    EVIL,
    HERE,
    MARK,
    broken,
    carried,
    elements,
    field_codes,
    injections,
    links,
    odd_names,
    parts_with,
    with_text,
    with_xml,
    zipped,
)
from tests.correspondence.word_files import (
    PLACES,
    WORD,
    everything_in,
    in_body,
    saved,
    text_of,
    with_footnote,
    word_file,
    word_file_with,
)

FIELDS = ["name", "lines", "born", "child.name"]
VALUES = {"name": "Amira", "lines": ["a"], "child": {"name": "Amira"}}


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def faults_of(template: bytes) -> list[str]:
    """Return what the worker would answer, without the walls: here the gate alone must hold."""
    reply = answer("check", FIELDS, template)
    return [] if reply[:1] == b"D" else list(json.loads(reply[1:])["faults"])


def letter_from(template: bytes) -> bytes:
    reply = answer("merge", VALUES, template)
    return reply[1:] if reply[:1] == b"D" else b""


def test_t09_hundreds_of_payloads_in_six_places_are_refused_and_none_runs() -> None:
    payloads = injections()
    assert len(payloads) >= 200
    for payload, rendered_in in zip(payloads, cycle(PLACES)):
        for place in PLACES:
            template = with_text(payload, place)
            assert faults_of(template), (payload, place)
            if place == rendered_in:
                letter = letter_from(template)
                assert not letter or MARK not in everything_in(letter), (payload, place)


def test_the_letter_that_payloads_are_put_in_has_no_fault_of_its_own() -> None:
    for place in PLACES:
        assert faults_of(with_text("Dear parent", place)) == []
        assert faults_of(zipped(parts_with(place))) == []


def test_t11_hundreds_of_hostile_files_are_refused_in_words() -> None:
    hostile = [
        *(with_xml(xml, place) for xml in elements() for place in PLACES[:5]),
        *(with_xml(xml, place) for xml in field_codes() for place in ("body", "header")),
        *(zipped(parts) for parts in links()),
        *(zipped(parts) for parts in carried()),
    ]
    assert len(hostile) >= 200
    for number, template in enumerate(hostile):
        faults = faults_of(template)
        assert faults, number
        assert all(fault.endswith((".", "?")) and "Traceback" not in fault for fault in faults)
        if number % 5 == 0:
            assert letter_from(template) == b"", faults


def test_t11_hundreds_of_ordinary_files_leave_nothing_hostile_in_the_letter() -> None:
    for place in PLACES[:5]:
        letter = letter_from(with_text("{{ name }}", place))
        assert "Amira" in everything_in(letter)
        assert EVIL not in everything_in(letter)
        assert "TargetMode" not in everything_in(letter)


def test_t11_f49_hundreds_of_broken_files_are_refused_or_whole() -> None:
    files = list(broken())
    assert len(files) >= 200
    refused = 0
    for template in files:
        faults = faults_of(template) if template else ["empty"]
        letter = letter_from(template)
        refused += bool(faults)
        assert (
            not (faults and letter) or HERE in everything_in(letter) or "Amira" in text_of(letter)
        )
    assert refused > 100


@pytest.mark.parametrize("style", ["hides", "stands on one that hides"])
def test_t11_a_style_that_hides_is_refused_only_where_it_is_used(style: str) -> None:
    parts = with_styles(
        "<w:style w:styleId='hides'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:styleId='stands on one that hides'><w:basedOn w:val='hides'/></w:style>"
    )
    assert faults_of(zipped(parts)) == []
    used = (
        f"</w:t></w:r><w:r><w:rPr><w:rStyle w:val='{style}'/></w:rPr><w:t>secret</w:t></w:r>"
        "<w:r><w:t>"
    )
    parts["word/document.xml"] = parts["word/document.xml"].replace(HERE.encode(), used.encode())
    (fault,) = faults_of(zipped(parts))
    assert "hidden text" in fault


@pytest.mark.parametrize(
    "style",
    [
        "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>",
        "<w:style w:styleId='x' w:default='1'><w:rPr><w:vanish/></w:rPr></w:style>",
    ],
)
def test_t11_a_document_whose_usual_style_hides_is_refused(style: str) -> None:
    parts = with_styles(style)
    (fault,) = faults_of(zipped(parts))
    assert "hides all text" in fault


def with_styles(inner: str) -> dict[str, bytes]:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
    entry = f"<Override PartName='/word/styles.xml' ContentType='{kind}'/></Types>"
    parts, types = parts_with("body"), "[Content_Types].xml"
    return {
        **parts,
        "word/styles.xml": f"<w:styles xmlns:w='{WORD}'>{inner}</w:styles>".encode(),
        types: parts[types].replace(b"</Types>", entry.encode()),
    }


@pytest.mark.parametrize(
    ("left", "instead"),
    [
        ("<w:fldSimple w:instr='MERGEFIELD Name'/>", "{{ name }}"),
        ("<w:fldSimple w:instr='MERGEFIELD \"Child_Name\" \\* Upper'/>", "{{ child.name }}"),
        ("<w:r><w:t>Dear «Name»</w:t></w:r>", "{{ name }}"),
        ("<w:r><w:t>Dear {Nmae}</w:t></w:r>", "{{ name }}"),
        ("<w:r><w:t>Dear «Quux»</w:t></w:r>", "with two braces at each end"),
        ("<w:fldSimple w:instr='MERGEFIELD Quux'/>", "Write a tag instead"),
    ],
)
def test_t11_what_a_mail_merge_left_is_named_with_the_field_to_write(
    left: str, instead: str
) -> None:
    (fault,) = faults_of(in_body(word_file(), f"<w:p>{left}</w:p>"))
    assert instead in fault


# -- size and depth ------------------------------------------------------------------------------


@pytest.mark.parametrize("depth", [300, 5_000, 20_000])
def test_f53_a_file_nested_too_deep_is_refused_with_the_reason(depth: int) -> None:
    deep = "<w:p>" * depth + "</w:p>" * depth
    (fault,) = check_template(in_body(word_file("{{ name }}"), deep), FIELDS)
    assert "hundreds deep" in fault


def test_f53_bombs_of_every_make_are_refused_quickly() -> None:
    def packed(*files: tuple[str, bytes]) -> bytes:
        written = BytesIO(word_file("{{ name }}"))
        with ZipFile(written, "a", ZIP_DEFLATED) as package:
            for name, content in files:
                package.writestr(ZipInfo(name), content, ZIP_DEFLATED)
        return written.getvalue()

    began = time.monotonic()
    for template in (
        packed(("word/media/a.png", bytes(30_000_000))),
        packed(*((f"word/media/{n}.png", bytes(900_000)) for n in range(60))),
        packed(*((f"word/{n}.xml", b"<a/>") for n in range(600))),
        packed(*((f"{n}", b"") for n in range(20_000))),
    ):
        (fault,) = check_template(template, FIELDS)
        assert "more than a letter needs" in fault
    assert time.monotonic() - began < 5


def test_f54_a_very_large_but_honest_template_is_stopped_and_said_so() -> None:
    template = word_file_with("{{ name }}", "body")
    many = "".join(
        f"<w:p><w:r><w:t>{n} {{{{ name }}}} and words enough</w:t></w:r></w:p>"
        for n in range(60_000)
    )
    began = time.monotonic()
    faults = check_template(in_body(template, many), FIELDS, seconds=2)
    assert time.monotonic() - began < 4
    assert faults
    assert "longer than 2 seconds" in faults[0] or "more than a letter needs" in faults[0]


# -- values --------------------------------------------------------------------------------------


def test_t35_hundreds_of_odd_names_round_trip_in_four_places() -> None:
    names = odd_names()
    assert len(names) >= 200
    document = Document()
    document.add_paragraph("Dear {{ name }},")
    document.add_table(1, 1).cell(0, 0).text = "In a table {{ name }}."
    document.sections[0].header.paragraphs[0].text = "In a header {{ name }}."
    document.sections[0].footer.paragraphs[0].text = "In a footer {{ name }}."
    template = with_footnote(saved(document), "In a footnote {{ name }}.")
    for name in names:
        reply = answer("merge", {"name": name}, template)
        assert reply[:1] == b"D", (name, reply[:200])
        lines = text_of(reply[1:]).split("\n")
        for line in (
            f"Dear {name},",
            f"In a table {name}.",
            f"In a header {name}.",
            f"In a footer {name}.",
        ):
            assert line in lines, (name, lines)


UNPRINTABLE = [
    *(chr(code) for code in range(32) if chr(code) not in "\t\n\r"),
    *(chr(code) for code in range(0xD800, 0xE000, 11)),
    *"\ufffe\uffff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
]


def test_f56_hundreds_of_forbidden_characters_are_cleaned_and_flagged_and_cut_nothing() -> None:
    assert len(UNPRINTABLE) >= 200
    template = word_file("{%p for line in lines %}", "{{ line }}", "{%p endfor %}", "The end")
    names = [f"{n}An{bad}na{bad}" for n, bad in enumerate(UNPRINTABLE)]
    assert all(unprintable_fields({"name": name}) == ["name"] for name in names)
    letter = text_of(render_letter(template, {"lines": list(names)}))
    assert letter.split("\n")[: len(names) + 1] == [
        *(f"{n}Anna" for n in range(len(names))),
        "The end",
    ]


def test_f51_hundreds_of_blanks_are_refused_and_none_is_printed() -> None:
    unseen = [
        *"\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\xad\u034f\u115f\u1160\u1680\u180e\u2000\u2001",
        *"\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f",
        *"\u2028\u2029\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2800\u3000\u3164\ufeff\uffa0",
    ]
    blanks = ["", *unseen, *(a + b for a in unseen for b in " \t\u200b\ufeff")]
    assert len(blanks) >= 200
    template = word_file("Dear {{ name }},")
    for blank in (None, *blanks):
        reply = answer("merge", {"name": blank}, template)
        assert reply[:1] == b"F", repr(blank)
        assert "“name” is missing. Fill it in" in json.loads(reply[1:])["faults"][0]


@pytest.mark.parametrize("name", UNPRINTABLE[::40])
def test_f56_a_name_of_nothing_else_is_missing(name: str) -> None:
    with pytest.raises(LetterFault, match="“name” is missing"):
        render_letter(word_file("{{ name }}"), {"name": name * 3})


def test_f55_a_name_of_ten_megabytes_is_refused_in_a_list_too() -> None:
    with pytest.raises(LetterFault, match="more than a megabyte"):
        render_letter(word_file("{{ name }}"), {"name": ["x" * 100] * 100_000})
