"""The walled-off process that checks templates and fills them in; it can open nothing at all."""

from __future__ import annotations

import codecs
import json
import os
import re
import resource
import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from io import BytesIO
from itertools import product
from typing import Any, NoReturn

from docx import Document
from docxtpl.template import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, Undefined, UndefinedError, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from correspondence.checker import (
    Tags,
    W,
    check,
    open_package,
    patched,
    structure_faults,
)
from correspondence.letters import LetterFault, read_group, receive, send

CPU_SECONDS = 10
LIMITS = {
    resource.RLIMIT_NOFILE: 4,  # all four are taken by the pipe, so nothing more can be opened
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_AS: 512 * 1024 * 1024,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_CORE: 0,  # a core file would hold the letter
}
# As character references, braces in a name are no tag to docxtpl's search for tags.
BRACES = {ord("{"): "&#123;", ord("}"): "&#125;"}


def long_date(value: object) -> object:
    """Return 23 November 2026. What is not there stays so, for the missing list to name."""
    return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value


def weekday_date(value: object) -> object:
    """Return Monday 23 November 2026."""
    return f"{value:%A} {value.day} {value:%B %Y}" if isinstance(value, date) else value


def joined(value: Any, between: str = ", ") -> object:
    """Return the lines in one. A list of anything else is left, and refused when printed."""
    lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
    return between.join(value) if lines else value


def upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it but fields, if, for and four filters. It notes what it prints."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.tests.clear()
        self.filters = {
            "long_date": long_date,
            "weekday_date": weekday_date,
            "join": joined,
            "upper": upper,
            # No tag can name these two: a filter's name in a tag holds no space.
            "as printed": self._print,
            "as list": self._walk,
        }
        self._compiled = lru_cache(maxsize=64)(self._prepare)
        self.begin({})

    def begin(self, given: Mapping[str, object]) -> None:
        self._given = given
        self.used: list[str] = []
        self.faults: dict[str, None] = {}

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:
        """Compile one part for docxtpl, refusing whatever the checker would refuse."""
        template, names = self._compiled(source)
        for path in names:
            if path.partition(".")[0].partition("[")[0] not in self._given:
                self._is_missing(path)
        return template

    def _prepare(self, source: str) -> tuple[Template, tuple[str, ...]]:
        tree = self.parse(source)
        tags = Tags(tree)
        if tags.refused:
            raise LetterFault([f"A tag in the template is not allowed: {tags.refused[0][1]}."])
        for output in tree.find_all(nodes.Output):
            output.nodes = [self._noted(node, "as printed", tags) for node in output.nodes]
        for loop in tree.find_all(nodes.For):
            loop.iter = self._noted(loop.iter, "as list", tags)
        tree.set_environment(self)
        return super().from_string(tree), tuple(path for _, path in tags.names)

    def _noted(self, node: Any, how: str, tags: Tags) -> nodes.Expr:
        path = tags.paths.get(id(node))
        label = nodes.Const(path, lineno=node.lineno)
        noted = nodes.Filter(node, how, [label], [], None, None, lineno=node.lineno)
        return noted if path else node

    def _print(self, value: object, path: str) -> Markup:
        if isinstance(value, Undefined) or value is None or not str(value).strip():
            self._is_missing(path)
        elif isinstance(value, str):
            self.used.append(value)
            return Markup(escape(value).translate(BRACES))
        elif isinstance(value, date):
            self._refuse(f"“{path}” is a date: write “{{{{ {path} | long_date }}}}”.")
        else:
            self._refuse(f"“{path}” is a list: write “{{%p for line in {path} %}}” above it.")
        return Markup("")

    def _walk(self, value: object, path: str) -> list[object]:
        if isinstance(value, list) and value:
            return value
        if isinstance(value, Undefined) or not value:
            self._is_missing(path)
        else:
            self._refuse(f"“{path}” is not a list: write “{{{{ {path} }}}}”, without “for”.")
        return []

    def _is_missing(self, path: str) -> None:
        field = path.removesuffix("[]")
        self._refuse(f"“{field}” is missing. Fill it in on the record, then make the letter again.")

    def _refuse(self, words: str) -> None:
        self.faults[words] = None

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look a name up in a group of values; no attribute of any object can be reached."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in ("first", "last"):
            return obj.first if attribute == "first" else obj.last
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return False


class StrictTemplate(DocxTemplate):
    """docxtpl without the places where it loses text or tells on people without a word."""

    def patch_xml(self, src_xml: str) -> str:
        return patched(src_xml)

    def fix_tables(self, xml: str) -> Any:
        etree.fromstring(xml)  # docxtpl's own parser mends bad XML by dropping text
        base: Any = super()
        return base.fix_tables(xml)

    def render_properties(self, context: Mapping[str, Any], jinja_env: Any = None) -> None:
        """Replace the properties: docxtpl escapes them twice, and Word keeps names of staff."""
        document: Any = self.docx
        core, package = document.core_properties, document.part.package
        for element in list(core._element):
            core._element.remove(element)
        for key, link in list(package.rels.items()):
            if link.reltype.endswith(("/extended-properties", "/custom-properties")):
                del package.rels[key]  # Word's Manager and Company, and any others of its own
        core.title = str(context.get("reference") or "")
        core.author = str(context.get("council_name") or "")


ENVIRONMENT = LetterEnvironment()


def _bytes_of(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def merge(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the finished letter, or raise LetterFault sooner than leave anything out."""
    faults = _known_faults(template)
    if faults:
        raise LetterFault(faults)
    ENVIRONMENT.begin(values)
    letter = StrictTemplate(BytesIO(template))
    try:
        letter.render(dict(values), ENVIRONMENT)
    except TemplateError as exc:
        why = f" ({exc.message})" if isinstance(exc, UndefinedError) else ""
        words = f"A tag of the template cannot be filled in{why}. Check the template again."
        raise LetterFault(list(ENVIRONMENT.faults) or [words]) from None
    if ENVIRONMENT.faults:
        raise LetterFault(list(ENVIRONMENT.faults))
    finished = _bytes_of(letter)
    _look_over(finished, ENVIRONMENT.used)
    return finished


@lru_cache(maxsize=8)
def _known_faults(template: bytes) -> tuple[str, ...]:
    return tuple(structure_faults(open_package(template)))


def _look_over(letter: bytes, used: list[str]) -> None:
    """Open the finished letter again: each value must stand in it, and no tag."""
    text = " ".join(_printed_text(tree) for _, _, tree in open_package(letter).filled_in())
    text = " ".join(text.split())
    values = sorted({" ".join(value.split()) for value in used}, key=len, reverse=True)
    lost = [value for value in values if value not in text]
    for value in values:
        text = text.replace(value, " ")
    if lost or re.search(r"[{}«»]", text):
        words = "The finished letter was not whole, so it was not made. Check the template's tags"
        raise LetterFault([f"{words} near “{lost[0]}”." if lost else f"{words} for stray braces."])


def _printed_text(tree: Any) -> str:
    pieces = []
    for element in tree.iter(f"{W}t", f"{W}br", f"{W}tab", f"{W}p"):
        pieces.append(element.text or "" if element.tag == f"{W}t" else " ")
    return "".join(pieces)


def answer(verb: str, given: Any, template: bytes) -> bytes:
    """Return D and the document, F and the faults, or E and the fault if this worker must go."""
    kind, cause = b"F", ""
    try:
        if verb == "merge":
            return b"D" + merge(template, given)
        faults = check(template, given)
    except LetterFault as fault:
        faults = fault.faults
        if fault.__cause__:  # a parser gave up: on memory, it may be, and that stays taken
            kind, cause = b"E", type(fault.__cause__).__name__
    except Exception as exc:  # noqa: BLE001  # a hostile or odd file may raise anything at all
        kind, cause = b"E", type(exc).__name__  # its message may quote the letter: not told
        faults = ["This template could not be read. Open it in Word, save a copy, and try that."]
    return kind + json.dumps({"faults": faults, "cause": cause}).encode() if faults else b"D"


def warm_up() -> None:
    """Do each kind of work once, so that every module is loaded while files can be opened."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = section.footer.paragraphs[0].text = "{{ reference }}"
    document.add_table(1, 1).cell(0, 0).text = "{{ letter_date | long_date }}"
    templates = [b"", _bytes_of(document)]
    for tags in ("{{ unknown }}", "{{ cycler('a\\n') }}", "{% if x %}{% endfor %}"):
        document.add_paragraph(tags)
        templates.append(_bytes_of(document))
    given = {"reference": "A", "letter_date": date(2026, 11, 23)}
    for verb, template in product(("merge", "check"), templates):
        answer(verb, given, template)
    for encoding in ("cp437", "utf-16", "latin-1", "idna"):
        codecs.lookup(encoding)


def wall_in() -> None:
    """Give up the file system, the network and the environment, for good."""
    os.chdir("/")
    os.environ.clear()
    sys.stdout = sys.stderr = None  # what a library prints must not mix with a letter
    # Copies of the reading end fill the places that RLIMIT_NOFILE leaves.
    os.dup2(0, 2)
    os.dup2(0, 3)
    os.closerange(4, 4096)  # it was started with three, so no higher one can be open
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))


def main() -> NoReturn:
    letters_in, letters_out = sys.stdin.buffer, sys.stdout.buffer
    warm_up()
    wall_in()
    send(letters_out, b"ready")
    kind = b""
    while kind != b"E":
        try:
            request, template = receive(letters_in), receive(letters_in)
        except EOFError:
            break
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + CPU_SECONDS + 1, most))
        asked = json.loads(request, object_hook=read_group)
        reply = answer(asked["verb"], asked["given"], template)
        send(letters_out, reply)
        kind = reply[:1]
    os._exit(0)  # the usual ending would try to open things


if __name__ == "__main__":
    main()
