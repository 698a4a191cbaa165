"""What stands in a finished letter, and what is refused sooner than printed."""

from __future__ import annotations

import random
import re
import struct
import time
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import compress, crc32

import pytest
from docx import Document

from correspondence import workers
from correspondence.letters import LetterFault, Value, render_letter, unprintable_fields
from correspondence.workers import close_workers
from tests.correspondence.word_files import (
    WORD,
    altered,
    everything_in,
    in_body,
    text_of,
    with_footnote,
    word_file,
    word_file_with,
)

DEAR = word_file("Dear {{ name }},")


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def faults_of(template: bytes, values: dict[str, Value], seconds: float = 10) -> list[str]:
    with pytest.raises(LetterFault) as refused:
        render_letter(template, values, seconds)
    return refused.value.faults


def test_a_letter_holds_its_values_with_dates_in_words_and_a_line_for_each_of_a_list() -> None:
    template = word_file(
        "{{ born | long_date }}, {{ reply_by | weekday_date }}",
        "{%p for line in lines %}",
        "{{ line }}{% if not loop.last %},{% endif %}",
        "{%p endfor %}",
        '{{ lines | join(" / ") }} {{ name | upper }}',
    )
    letter = render_letter(
        template,
        {
            "born": date(2016, 3, 9),
            "reply_by": date(2026, 12, 15),
            "lines": ["Flat 3", "Mill Lane"],
            "name": "Amira",
        },
    )
    assert text_of(letter).split("\n")[:4] == [
        "9 March 2016, Tuesday 15 December 2026",
        "Flat 3,",
        "Mill Lane",
        "Flat 3 / Mill Lane AMIRA",
    ]


def test_groups_of_values_are_reached_by_dotted_names() -> None:
    template = word_file("{% for c in child.contacts %}{{ c.name }}; {% endfor %}{{ child.name }}")
    values: Value = {"name": "Amira", "contacts": [{"name": "Siobhán"}, {"name": "Tom"}]}
    assert text_of(render_letter(template, {"child": values})).startswith("Siobhán; Tom; Amira")


@pytest.mark.parametrize("place", ["body", "table", "header", "footer"])
@pytest.mark.parametrize(
    "name",
    [
        "Tom & Jerry <b>",
        "Sinéad O’Neil",
        "Élodie",
        "]]>",
        "{{7*7}}",
        "{% if x %}",
        "{_{x}_}",
        "«Name»",
        "&amp;",
        "</w:t></w:r></w:p>",
        "李小龙",
        "الأميرة",
        'a "quoted" name',
        "Zo\N{COMBINING DIAERESIS}e",
    ],
)
def test_t35_an_odd_name_stands_exactly_in_the_letter(name: str, place: str) -> None:
    letter = render_letter(word_file_with("Dear {{ name }},", place), {"name": name})
    assert f"Dear {name}," in text_of(letter).split("\n")


def test_t35_an_odd_name_stands_exactly_in_a_footnote() -> None:
    letter = render_letter(with_footnote(word_file(), "{{ name }}"), {"name": "<{{7*7}}> & Sons"})
    assert "&lt;&#123;&#123;7*7&#125;&#125;&gt; &amp; Sons" in everything_in(letter)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        pytest.param("Tom\x00 Smith", "Tom Smith", id="NUL"),
        pytest.param("Tom\ud800 Smith", "Tom Smith", id="lone surrogate"),
        pytest.param("Tom\x0b\x1b\x07 Smith", "Tom Smith", id="control characters"),
        pytest.param("Tom\uffff Smith", "Tom Smith", id="not a character"),
        pytest.param("Tom \u202ehtimS", "Tom htimS", id="bidi override"),
    ],
)
def test_f56_what_a_letter_cannot_print_is_cleaned_and_flagged(name: str, printed: str) -> None:
    assert unprintable_fields({"name": [name], "other": "Zoë\r\n"}) == ["name"]
    letter = render_letter(word_file("{{ name }} and what follows"), {"name": name})
    assert text_of(letter).split("\n")[0] == f"{printed} and what follows"


def test_a_line_break_in_a_value_is_one_in_the_letter() -> None:
    letter = render_letter(word_file("{{ name }}"), {"name": "one\r\ntwo\tthree"})
    assert text_of(letter).startswith("one\ntwo\tthree")


def test_f51_all_that_is_missing_is_listed_and_nothing_is_printed() -> None:
    template = altered(
        word_file("{{ absent }} {{ empty_date | long_date }} {{ blank }} {{ there }}"),
        {
            "word/document.xml": (
                "<w:body>",
                "<w:body><w:p><w:r><w:t>{% for x in empty %}{{ x }}{% endfor %}"
                "{% for y in lines %}{{ y }}{% endfor %}</w:t></w:r></w:p>",
            )
        },
    )
    values: dict[str, Value] = {
        "empty_date": None,
        "blank": "  \n",
        "there": "x",
        "empty": [],
    }
    faults = faults_of(template, {**values, "lines": ["a", ""]})
    assert {fault.split("”")[0].lstrip("“") for fault in faults} == {
        "absent",
        "empty_date",
        "blank",
        "empty",
        "lines",
    }
    assert all("missing. Fill it in on the record" in fault for fault in faults)


def test_f51_a_value_asked_about_by_an_if_is_missing_too() -> None:
    template = word_file("{% if visited %}We called.{% endif %}", "{{ name }}")
    assert [fault[:10] for fault in faults_of(template, {"name": "x"})] == ["“visited” "]
    assert "We called" not in text_of(render_letter(template, {"name": "x", "visited": None}))


@pytest.mark.parametrize(
    ("tag", "value", "advice"),
    [
        ("{{ x }}", date(2026, 11, 23), "{{ x | long_date }}"),
        ("{{ x }}", ["a", "b"], "{%p for line in x %}"),
        ("{% for y in x %}{{ y }}{% endfor %}", "Amira", "“x” is not a list"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_what_to_write(
    tag: str, value: Value, advice: str
) -> None:
    (fault,) = faults_of(word_file(tag), {"x": value})
    assert advice in fault


@pytest.mark.parametrize("value", [object(), 7, True, b"x", datetime(2026, 1, 1)])  # noqa: DTZ001
def test_t09_nothing_but_plain_values_is_taken(value: Value) -> None:
    with pytest.raises(TypeError, match="text, dates and lists"):
        render_letter(DEAR, {"name": [value]})


def test_the_properties_hold_our_reference_and_no_name_of_staff() -> None:
    document = Document(BytesIO(DEAR))
    document.core_properties.author = document.core_properties.last_modified_by = "A. Manager"
    document.core_properties.comments = "A. Manager"
    template = BytesIO()
    document.save(template)
    values = {"name": "Amira", "reference": "CME-1 & 2", "council_name": "Camford"}
    letter = render_letter(template.getvalue(), values)
    properties = Document(BytesIO(letter)).core_properties
    assert (properties.title, properties.author) == ("CME-1 & 2", "Camford")
    assert "A. Manager" not in everything_in(letter)
    assert "<Company>" not in everything_in(letter)


def test_f52_a_template_that_never_ends_is_stopped_and_the_next_letter_comes_out() -> None:
    render_letter(DEAR, {"name": "Amira"})  # so that no start of a worker is in the time
    began = time.monotonic()
    (fault,) = faults_of(word_file("{% " * 60_000), {}, seconds=2)
    assert time.monotonic() - began < 4
    assert "longer than 2 seconds" in fault
    assert "Amira" in text_of(render_letter(DEAR, {"name": "Amira"}))


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 'x' * 10**9 }}",
        "{{ '%2000000000d' % 1 }}",
        "{% for a in range(10**9) %}x{% endfor %}",
        "{% for a in x %}{% for b in x %}{% for c in x %}y{% endfor %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    ],
)
def test_t10_a_tag_that_would_eat_time_or_memory_is_refused(tag: str) -> None:
    began = time.monotonic()
    faults_of(word_file(tag), {"x": ["a"] * 1000})
    assert time.monotonic() - began < 3


def test_t10_a_template_that_eats_memory_is_stopped_at_the_limit() -> None:
    body = "".join(f'<w:p w:rsidR="{n % 9973}"/>' for n in range(1_500_000))
    xml = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    assert faults_of(altered(DEAR, {"word/document.xml": xml}), {"name": "Amira"})
    assert "Amira" in text_of(render_letter(DEAR, {"name": "Amira"}))


def test_f53_a_zip_bomb_is_refused_before_anything_is_unpacked() -> None:
    bomb = altered(DEAR, {"word/media/a.xml": "<a>" + " " * 20_000_000 + "</a>"})
    assert len(bomb) < 100_000
    many = BytesIO()
    with ZipFile(many, "w") as package:
        for number in range(501):
            package.writestr(f"{number}.xml", "")
    for template in (bomb, many.getvalue()):
        assert "more than a letter needs" in faults_of(template, {})[0]


def test_f53_a_file_over_five_megabytes_is_refused() -> None:
    written = BytesIO(DEAR)
    with ZipFile(written, "a", ZIP_DEFLATED) as package:
        package.writestr("word/media/a.png", random.Random(1).randbytes(5_100_000))
    assert "larger than 5 MB" in faults_of(written.getvalue(), {})[0]


def test_f55_a_note_of_ten_megabytes_is_refused_with_the_limit() -> None:
    assert "more than a megabyte" in faults_of(DEAR, {"name": "x" * 10_000_000})[0]


def test_f54_an_honest_template_that_is_far_too_long_is_called_so() -> None:
    template = word_file(*[f"{number}: every child is entitled" for number in range(400)])
    (paragraphs,) = re.findall(
        "<w:p>.*</w:p>", ZipFile(BytesIO(template)).read("word/document.xml").decode(), re.DOTALL
    )
    huge = in_body(DEAR, paragraphs * 300)
    render_letter(DEAR, {"name": "Amira"})
    (fault,) = faults_of(huge, {"name": "Amira"}, seconds=1)
    assert "longer than 1 seconds" in fault
    assert "long tables" in fault
    assert "Amira" in text_of(render_letter(DEAR, {"name": "Amira"}))


def a_picture_of(size: int) -> bytes:
    """A PNG (RFC 2083) of one dot, made long by a chunk that every reader passes over."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        length, sum_ = struct.pack(">I", len(content)), struct.pack(">I", crc32(kind + content))
        return length + kind + content + sum_

    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            chunk(b"raNd", random.Random(1).randbytes(size)),
            chunk(b"IDAT", compress(b"\0\0")),
            chunk(b"IEND", b""),
        )
    )


def test_t10_templates_kept_ready_do_not_fill_the_worker() -> None:
    document, written = Document(BytesIO(DEAR)), BytesIO()
    document.add_picture(BytesIO(a_picture_of(4_500_000)))
    document.save(written)
    render_letter(DEAR, {"name": "Amira"})
    (first,) = workers._workers.live
    for number in range(20):
        template = in_body(written.getvalue(), f"<!--{number}-->")
        assert "Amira" in text_of(render_letter(template, {"name": "Amira"}))
    assert set(workers._workers.live) == {first}
