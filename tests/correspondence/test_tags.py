"""What a tag may say, which fields it may name, and that nothing in one ever runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from correspondence.checker import check_template
from correspondence.letters import LetterFault, render_letter
from correspondence.workers import close_workers
from tests.correspondence.word_files import (
    PLACES,
    everything_in,
    in_body,
    word_file,
    word_file_with,
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
