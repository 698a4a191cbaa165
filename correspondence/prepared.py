"""A template read once and kept ready: its tags in one piece, its other parts packed.

What docxtpl does to each letter is done here to each template; a letter is then only what
differs. docxtpl stays the measure: a test holds our letters to its text, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from io import BytesIO
from typing import Any, NamedTuple

import docx
from docxtpl.template import DocxTemplate
from lxml import etree

from correspondence.checker import structure_faults
from correspondence.letters import LetterFault
from correspondence.packing import Package
from correspondence.tags import part_source, patched
from correspondence.word_file import W, open_word_file, text_of

KEPT_READY = 8  # templates: a worker seldom meets more in a row
PROPERTIES = "application/vnd.openxmlformats-package.core-properties+xml"
FIRST_DRAWING = 1001  # as docxtpl counts them

_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PLACE = "letter-body-stands-here"
_CORE = (
    f"{_HEAD}<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator></cp:coreProperties>"
)
_TAG = re.compile(r"\{[{%#]")
# Tags that add or widen cells, so that a table's columns have to be counted in each letter.
_CELL_TAG = re.compile(r"\{[{%#]\s*(tc|colspan|hm|vm|cellbg)\b")
_DRAWING = re.compile(r'(<wp:docPr (?:[^>]* )?id=")[^"]*')
_BROKEN_TEXT = re.compile(r"<w:t(?: [^>]*)?>[^<]*[\n\t]")
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>.*?</w:p>", re.DOTALL)


class Part(NamedTuple):
    """One part with tags: `source` is what Jinja fills in, between `before` and `after`."""

    name: str
    before: str
    source: str
    after: str
    counts_columns: bool
    has_drawings: bool

    def finished(self, filled_in: str) -> tuple[bytes, Any]:
        """Return the part as it goes into the letter, and its tree. Broken XML raises."""
        xml = _with_breaks(filled_in)
        if self.has_drawings:
            xml = _numbered(xml)
        content = f"{self.before}{xml}{self.after}".encode()
        tree = etree.fromstring(content)  # strict: a parser that mends bad XML drops text
        if self.counts_columns:
            fix: Any = DocxTemplate.fix_tables  # it makes no use of its self
            tree = fix(None, content)
            content = etree.tostring(tree, encoding="UTF-8", standalone=True)
        return content, tree


class Prepared(NamedTuple):
    """A template that passed its check, ready to be filled in again and again."""

    package: Package
    parts: tuple[Part, ...]
    properties: str

    def letter(self, finished: dict[str, bytes], title: str, author: str) -> bytes:
        """Return the letter's bytes. Of its properties only these two are set, and by us."""
        core = _CORE.format(title=escape(title), author=escape(author))
        return self.package.with_parts({**finished, self.properties: core.encode()})


@lru_cache(maxsize=KEPT_READY)
def prepared(template: bytes) -> Prepared:
    """Read a template, or raise LetterFault with what the rules refuse in it."""
    if faults := structure_faults(open_word_file(template)):
        raise LetterFault(faults)
    scrubbed = _scrubbed(template)
    file = open_word_file(scrubbed)
    parts = tuple(_parts_with_tags(file.filled_in()))
    properties = next(name for name, kind in file.kinds.items() if kind == PROPERTIES)
    changing = {properties, *(part.name for part in parts)}
    return Prepared(Package.without(scrubbed, changing), parts, properties)


def bytes_of(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _scrubbed(template: bytes) -> bytes:
    """Return the template without its properties, where Word keeps names of staff.

    What no relationship leads to is dropped too, as python-docx does on saving.
    """
    document: Any = docx.Document(BytesIO(template))
    core, package = document.core_properties, document.part.package
    for element in list(core._element):
        core._element.remove(element)
    for key, link in list(package.rels.items()):
        if link.reltype.endswith(("/extended-properties", "/custom-properties")):
            del package.rels[key]  # Word's Manager and Company, and any others of its own
    return bytes_of(document)


def _parts_with_tags(filled_in: Iterator[tuple[str, str, Any]]) -> Iterator[Part]:
    for name, _, tree in filled_in:
        source = patched(part_source(tree))
        if not _TAG.search(source):
            continue
        counts_columns = _columns_may_change(tree)
        body = tree.find(f"{W}body")
        before, after = "", ""
        if body is not None:
            tree.replace(body, etree.Comment(_PLACE))
            whole = etree.tostring(tree, encoding="unicode")
            before, _, after = whole.partition(f"<!--{_PLACE}-->")
        drawings = body is not None and "<wp:docPr " in source
        yield Part(
            name, _HEAD + before, source, after, counts_columns and body is not None, drawings
        )


def _columns_may_change(tree: Any) -> bool:
    """Say whether a letter's tables may have rows that do not fill their columns.

    Where each row of a template does, so does each that is repeated or left out.
    """
    return any(
        _CELL_TAG.search(text_of(table))
        or any(_width(row) != len(table.findall(f"{W}tblGrid/{W}gridCol")) for row in _rows(table))
        for table in tree.iter(f"{W}tbl")
    )


def _rows(table: Any) -> Any:
    return table.iter(f"{W}tr")  # those of a table in it too, as docxtpl counts them


def _width(row: Any) -> int:
    """Return how many columns a row fills, or -1 where a width is not to be read."""
    width = 0
    for cell in row.findall(f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        value = "1" if span is None else str(span.get(f"{W}val"))
        if not value.isdecimal():
            return -1
        width += int(value)
    return width


def _with_breaks(xml: str) -> str:
    """Return the XML with line breaks and tabs in its texts as Word writes them.

    docxtpl looks through every run of every paragraph; few letters hold one at all.
    """
    if not _BROKEN_TEXT.search(xml):
        return xml
    resolve: Any = DocxTemplate.resolve_listing  # it makes no use of its self

    def resolved(paragraph: re.Match[str]) -> str:
        found = paragraph.group()
        return str(resolve(None, found)) if _BROKEN_TEXT.search(found) else found

    return _PARAGRAPH.sub(resolved, xml)


def _numbered(xml: str) -> str:
    """Number the drawings anew: one that a loop repeats must not have the same number."""
    pieces = iter(range(FIRST_DRAWING, FIRST_DRAWING + xml.count("<wp:docPr ")))
    return _DRAWING.sub(lambda found: f"{found.group(1)}{next(pieces)}", xml)
