from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document

from correspondence.checker import check_template
from correspondence.letters import LetterFault, close_workers, render_letter
from tests.correspondence import (
    OFFICE,
    PLACES,
    WORD,
    altered,
    everything_in,
    in_body,
    saved,
    word_file,
    word_file_with,
)

DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
FIELDS = ("name", "lines", "born", "child.name", "child.contacts[].telephone")
MARK = "escaped-from-the-letter"
SHELL = f"popen('echo {MARK}').read()"
PAYLOADS = (
    f"{{{{ cycler.__init__.__globals__.os.{SHELL} }}}}",
    f"{{{{ lipsum.__globals__['os'].{SHELL} }}}}",
    f"{{{{ self.__init__.__globals__.__builtins__.__import__('os').{SHELL} }}}}",
    f"{{{{ ''.__class__.__mro__[1].__subclasses__()[104]().load_module('os').{SHELL} }}}}",
    f"{{{{ (name|attr('__class__')|attr('__mro__'))[1] }}}}{{# {MARK} #}}",
    f"{{{{ '{{0.__class__.__init__.__globals__}}'.format(name) }}}}{{# {MARK} #}}",
    f"{{{{ ['{{0.__class__}}']|map('format', name)|list }}}}{{# {MARK} #}}",
    f"{{% for c in [].__class__.__base__.__subclasses__() %}}{{{{ c.{SHELL} }}}}{{% endfor %}}",
    f"{{% set x = cycler.__init__ %}}{{{{ x.__globals__.os.{SHELL} }}}}",
    f"{{% import 'os' as os %}}{{{{ os.{SHELL} }}}}",
    f"{{% include '/etc/passwd' %}}{{# {MARK} #}}",
    f"{{% call(x) name.upper() %}}{MARK}{{% endcall %}}",
    f"{{{{ namespace(a='{MARK}').a }}}}",
    f"{{{{ dict(a='{MARK}')['a'] }}}}",
    f"{{{{ child.delete_instance() }}}}{{# {MARK} #}}",
    f"{{{{ name.upper.__self__ }}}}{{# {MARK} #}}",
)


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def test_a_good_template_has_no_faults() -> None:
    template = word_file(
        "Dear {{ name }}, {{ child.name }}, {{ born | long_date }}",
        "{% for c in child.contacts %}{{ c.telephone }}{% if not loop.last %}, {% endif %}"
        "{% endfor %}",
        '{% if name == "x" and not lines %}one{% elif lines %}two{% else %}three{% endif %}',
        "{%p for line in lines %}",
        "{{ line | upper }}",
        "{%p endfor %}",
    )
    assert check_template(template, FIELDS) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_t09_a_payload_is_refused_and_never_runs(payload: str, place: str) -> None:
    template = word_file_with(payload, place)
    assert check_template(template, FIELDS)
    try:
        letter = render_letter(template, {"name": "x", "child": {"name": "y"}})
    except LetterFault:
        return
    assert MARK not in everything_in(letter)


def test_t09_a_payload_cut_into_runs_is_read_as_word_shows_it() -> None:
    runs = "".join(f"<w:r><w:t>{letter}</w:t></w:r>" for letter in "{{ cycler.next() }}")
    (fault,) = check_template(in_body(word_file(), f"<w:p>{runs}</w:p>"), FIELDS)
    assert "“{{ cycler.next() }}”" in fault


WHOLE = word_file("{{ name }}")


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


@pytest.mark.parametrize(
    ("text", "name", "near"),
    [
        pytest.param("Dear {{ nmae }},", "nmae", "name", id="printed"),
        pytest.param("{{ child.nam }}", "child.nam", "child.name", id="dotted"),
        pytest.param("{{ born2 | long_date }}", "born2", "born", id="with a filter"),
        pytest.param("{% if name %}a{% elif naem %}b{% endif %}", "naem", "name", id="elif"),
        pytest.param("{% if name %}a{% else %}{{ nam }}{% endif %}", "nam", "name", id="else"),
        pytest.param("{% for x in line %}{{ x }}{% endfor %}", "line", "lines", id="looped over"),
        pytest.param(
            "{% for c in child.contacts %}{{ c.telefone }}{% endfor %}",
            "child.contacts[].telefone",
            "child.contacts[].telephone",
            id="in a group of a loop",
        ),
        pytest.param(
            "{% for name2 in lines %}{{ name2 }}{% endfor %}{{ name2 }}",
            "name2",
            "name",
            id="a loop's own name after the loop",
        ),
        pytest.param("{{ loop.first }}", "loop.first", None, id="loop outside a loop"),
        pytest.param("{{ lines[0].zzz }}{{ zzz }}", "zzz", None, id="nothing like it"),
    ],
)
@pytest.mark.parametrize("place", ["body", "table", "header", "footer", "footnote"])
def test_f50_an_unknown_field_is_refused_with_its_paragraph_and_the_nearest_name(
    text: str, name: str, near: str | None, place: str
) -> None:
    faults = check_template(word_file_with(text, place), FIELDS)
    (fault,) = [fault for fault in faults if f"there is no field “{name}”" in fault]
    assert f"“{text}”" in fault
    assert (f"Did you mean “{near}”?" if near else "See the list of fields.") in fault


def test_f50_every_fault_is_listed_not_only_the_first() -> None:
    faults = check_template(word_file("{{ one }}", "{{ two }}", "{{ name.upper() }}"), FIELDS)
    assert len(faults) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear {{ name },", "a brace or « » stands alone"),
        ("Dear {name},", "a brace or « » stands alone"),
        ("Dear «Name»,", "a brace or « » stands alone"),
        ("Dear {{p name }},", "write “{{ name }}”"),
        ("{%p if name %} and more", "would take the other words away"),
        ("and more {%- if name %}x{% endif %}", "take the hyphen out"),
        ("{%p if name %}", "the tag cannot be read"),
        ("{%pif name %}", "the tag cannot be read"),
        ("{{ name – }}", "the tag cannot be read"),
        ("{{ name | title }}", "Use join, long_date, upper, weekday_date"),
        ("{{ 'words' }}", "only print fields"),
        ("{% raw %}{{ name }}{% endraw %}", "braces may stand only around a tag"),
        ('{% if name > "a" %}x{% endif %}', "compare with == or !="),
    ],
)
def test_what_word_or_docxtpl_would_lose_is_refused(text: str, words: str) -> None:
    (fault,) = check_template(word_file(text), FIELDS)
    assert words in fault
    assert fault.startswith("In the letter, “")


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
