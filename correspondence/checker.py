"""What a letter template may hold and its tags may say; it reads templates and never fills one in.

A rule about the file is a function in RULES, or a row of ELEMENTS where the mere presence of
something is enough. All but check_template runs in the walled-off worker.
"""

from __future__ import annotations

import html
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from docxtpl.template import DocxTemplate
from jinja2 import Environment, TemplateSyntaxError, nodes
from lxml import etree

from correspondence.letters import SECONDS, LetterFault, Value, ask, render_letter

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
FILLED_IN = {
    f"{WORD}document.main+xml": "the letter",
    f"{WORD}header+xml": "a header",
    f"{WORD}footer+xml": "a footer",
    f"{WORD}footnotes+xml": "a footnote",
}
FILTERS = frozenset({"long_date", "weekday_date", "upper", "join"})
FIELD_CODES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK"})
ELEMENTS = {
    "ins": "a tracked change. Accept or reject all changes under Review",
    "del": "a tracked change. Accept or reject all changes under Review",
    "moveFrom": "a tracked change. Accept or reject all changes under Review",
    "moveTo": "a tracked change. Accept or reject all changes under Review",
    "commentReference": "a comment. Delete all comments under Review",
    "vanish": "hidden text. Delete it, or show it",
    "object": "an embedded object. Replace it with text or a picture",
    "control": "a form control. Replace it with text",
    "dataBinding": "a box that Word fills in by itself. Replace it with text or a tag",
    "altChunk": "another document inserted as a file. Copy its text in instead",
    "subDoc": "a linked sub-document. Copy its text in instead",
}
MAY_NOT = "a letter may only print fields, and use “if” and “for”; take the rest out"
UNREADABLE_TAG = (
    "the tag cannot be read. Check its spelling, and that each “if” has its “endif” and each"
    " “for” its “endfor”"
)
LOOPS_DEEP = 2
UNREADABLE = (
    BadZipFile,
    etree.XMLSyntaxError,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,  # a part with a password, or packed in a way that is not known
)

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{\{|\{%|\{#")
_WHOLE = re.compile(r"\s*\{%(p|tr|tc) [^{}]*%\}\s*")
_ORDINARY_LINK = re.compile(r"\s*HYPERLINK\s+(\"(https?://|mailto:)|\\l)", re.IGNORECASE)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def check_template(
    template: bytes,
    fields: Collection[str],
    examples: Mapping[str, Value] | None = None,
    seconds: float = SECONDS,
) -> list[str]:
    """Return what is wrong with a template, in sentences; an empty list means it may be used.

    `fields` are the names it may ask for; a dotted name is written so, and what is in a list of
    groups as `contacts[].name`. With `examples` a letter is made from them as well, which finds
    what names alone cannot: a date printed raw, a list printed whole.
    """
    try:
        ask("check", template, sorted(fields), seconds)
        if examples is not None:
            render_letter(template, examples, seconds)
    except LetterFault as fault:
        return fault.faults
    return []


class Package(NamedTuple):
    """An opened .docx: its parts, and the XML ones parsed."""

    kinds: Mapping[str, str]
    trees: Mapping[str, Any]

    def filled_in(self) -> Iterator[tuple[str, str, Any]]:
        """Yield each part whose tags are filled in: its name, what to call it, its tree."""
        for name, tree in self.trees.items():
            if self.kinds.get(name) in FILLED_IN:
                yield name, FILLED_IN[self.kinds[name]], tree


def open_package(document: bytes) -> Package:
    """Return the parts, or raise LetterFault. An entity is never expanded, nor a link followed."""
    try:
        with ZipFile(BytesIO(document)) as package:
            names = package.namelist()
            parts = {name: package.read(name) for name in names}
        if len({name.lower() for name in names}) < len(names):
            raise BadZipFile  # two parts of one name: which of them Word would show is a guess
        kinds = _kinds(etree.fromstring(parts.get("[Content_Types].xml", b"<x/>"), _PARSER), parts)
        trees = {
            name: etree.fromstring(part, _PARSER)
            for name, part in parts.items()
            if name.lower().endswith((".xml", ".rels")) or kinds[name].endswith("xml")
        }
        if any(tree.getroottree().docinfo.doctype for tree in trees.values()):
            raise BadZipFile  # no Word file declares entities; they would drop out of the text
    except UNREADABLE as exc:
        words = "The file is damaged or far too large. Open it in Word, save a copy, and try that."
        raise LetterFault([words]) from exc
    return Package(kinds, trees)


def _kinds(types: Any, names: Collection[str]) -> dict[str, str]:
    """Return the declared kind of each part: its own, or else that of its ending."""
    declared = {
        (entry.get("PartName") or f".{entry.get('Extension')}").lower(): entry.get("ContentType")
        for entry in types
    }
    return {
        name: declared.get(f"/{name}".lower())
        or declared.get(PurePosixPath(name).suffix.lower())
        or ""
        for name in names
    }


def check(template: bytes, fields: Collection[str]) -> list[str]:
    """Return every fault. Runs behind the walls: what it reads may be hostile."""
    package = open_package(template)
    faults = structure_faults(package)
    return faults or [
        fault
        for _, place, tree in package.filled_in()
        for fault in _tag_faults(place, tree, fields)
    ]


def structure_faults(package: Package) -> list[str]:
    """Return what the rules refuse. Of a file that is no letter at all, only that is said."""
    wrong_kind = list(_is_a_word_document(package))
    return wrong_kind or list(dict.fromkeys(fault for rule in RULES for fault in rule(package)))


# --- rules about the file ---------------------------------------------------------------------


def _is_a_word_document(package: Package) -> Iterator[str]:
    kinds = set(package.kinds.values())
    if f"{WORD}document.main+xml" not in kinds:
        yield "This is not a Word document (.docx). Open it in Word and save it as one."
    if any("macro" in kind.lower() or "vba" in kind.lower() for kind in kinds):
        yield "The document holds macros. Save it as a Word document (.docx), without macros."


def _nothing_is_embedded(package: Package) -> Iterator[str]:
    for name in package.kinds:
        if re.search(r"/(embeddings|activeX)/|vbaProject|oleObject|/afchunk", name, re.IGNORECASE):
            yield "Another file is embedded in the document. Remove it: only pictures may stay."


def _no_link_leads_outside(package: Package) -> Iterator[str]:
    for name, tree in package.trees.items():
        for link in tree if name.endswith(".rels") else ():
            ordinary = str(link.get("Type")).endswith("/hyperlink") and str(
                link.get("Target")
            ).lower().startswith(("https://", "http://", "mailto:"))
            if str(link.get("TargetMode")).lower() == "external" and not ordinary:
                yield (
                    f"The document links to something outside it, “{_shorten(link.get('Target'))}”."
                    " Remove the link, or paste the picture in itself."
                )


def _no_forbidden_element(package: Package) -> Iterator[str]:
    for _, place, tree in package.filled_in():
        for element in tree.iter(*(W + name for name in ELEMENTS)):
            if element.get(f"{W}val") in ("0", "false", "none"):
                continue  # Word's way to say that this text is not hidden after all
            words = ELEMENTS[element.tag.removeprefix(W)]
            yield f"In {place}, “{_paragraph_around(element)}” there is {words}."


def _only_harmless_field_codes(package: Package) -> Iterator[str]:
    for _, place, tree in package.filled_in():
        for code in _field_codes(tree):
            name = code.split()[0].upper()
            leads_out = name == "HYPERLINK" and not _ORDINARY_LINK.match(code)
            if leads_out or name not in FIELD_CODES:
                yield f"In {place} the Word field “{name}” cannot be used. Write a tag instead."


def _field_codes(tree: Any) -> Iterator[str]:
    yield from (field.get(f"{W}instr", "") for field in tree.iter(f"{W}fldSimple"))
    # Word cuts one code into several runs. A fresh start at each mark, so that a code inside or
    # after another one is seen too.
    code = ""
    for element in tree.iter(f"{W}fldChar", f"{W}instrText"):
        if element.tag == f"{W}instrText":
            code += element.text or ""
        else:
            if code.strip():
                yield code
            code = ""
    if code.strip():
        yield code


def _tags_only_where_they_are_filled_in(package: Package) -> Iterator[str]:
    filled = {name for name, _, _ in package.filled_in()}
    for name, tree in package.trees.items():
        for element in tree.iter(etree.Element):
            texts = [*element.values(), element.text or "", element.tail or ""]
            ours = name in filled and element.tag == f"{W}t"
            if ours or not any(_OPENING.search(text) for text in texts):
                continue
            if name.startswith("docProps/"):
                where = f"document's properties ({etree.QName(element).localname})"
                yield f"A tag stands in the {where}. Remove it in Word under File, Info."
            else:
                yield (
                    f"A tag stands where it cannot be filled in ({name}: a comment, endnote, link,"
                    " picture description or drawing). Move it into the text."
                )


def _tags_stand_whole(package: Package) -> Iterator[str]:
    for _, place, tree in package.filled_in():
        for paragraph in tree.iter(f"{W}p"):
            text = _text(paragraph)
            if re.search(r"\{[{%#]-|-[}%#]\}", text):
                yield f"In {place}, “{_shorten(text)}”: take the hyphen out of the tag."
            if re.search(r"[{}«»]", _TAG.sub("", text)):
                yield (
                    f"In {place}, “{_shorten(text)}”: a brace or « » stands alone. Write the tag"
                    " whole, with two braces at each end."
                )
        yield from _whole_tags_stand_alone(place, tree)


def _whole_tags_stand_alone(place: str, tree: Any) -> Iterator[str]:
    # {%p, {%tr and {%tc take away all of the paragraph, row or cell that they stand in.
    for kind in ("p", "tr", "tc"):
        for element in tree.iter(f"{W}{kind}"):
            text = _text(element)
            if f"{{%{kind} " in text and not _WHOLE.fullmatch(text):
                words = f"the tag “{{%{kind} … %}}” would take the other words away"
                yield f"In {place}, “{_shorten(text)}”: {words}. Give it a line of its own."
            if re.search(r"\{\{(p|r|tr|tc) |\{%r ", text):
                yield f"In {place}, “{_shorten(text)}”: write “{{{{ name }}}}” for a field."


RULES: tuple[Callable[[Package], Iterator[str]], ...] = (
    _nothing_is_embedded,
    _no_link_leads_outside,
    _no_forbidden_element,
    _only_harmless_field_codes,
    _tags_only_where_they_are_filled_in,
    _tags_stand_whole,
)


# --- what a tag may say -----------------------------------------------------------------------


class Tags:
    """What the tags of one part ask for and what they may not say, each with its line."""

    def __init__(self, tree: nodes.Template) -> None:
        self.names: list[tuple[int, str]] = []
        self.refused: list[tuple[int, str]] = []
        self.paths: dict[int, str] = {}  # of each expression printed or walked through, by id()
        self._read(tree, {}, 0)

    def _read(self, node: nodes.Node, scope: Mapping[str, str], depth: int) -> None:
        """Read one node: an allow-list, so what a later Jinja adds is refused until listed."""
        if isinstance(node, nodes.Name | nodes.Getattr):
            self._name(node, scope)
        elif isinstance(node, nodes.For):
            self._loop(node, scope, depth)
        elif isinstance(node, nodes.Output):
            for printed in node.nodes:
                self._printed(printed, scope, depth)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            known = ", ".join(sorted(FILTERS))
            self._refuse(node, f"“{node.name}” is not known after a bar (|). Use {known}")
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            return
        elif isinstance(node, nodes.Compare) and {op.op for op in node.ops} - {"eq", "ne"}:
            self._refuse(node, "compare with == or != only")
        elif isinstance(node, PLAIN):
            for child in node.iter_child_nodes():
                self._read(child, scope, depth)
        else:
            self._refuse(node, MAY_NOT)

    def _printed(self, node: nodes.Expr, scope: Mapping[str, str], depth: int) -> None:
        if isinstance(node, nodes.TemplateData):
            if re.search(r"[{}]", _bare(node.data)):
                self._refuse(node, "braces may stand only around a tag")
            return
        named, refused = len(self.names), len(self.refused)
        self._read(node, scope, depth)
        if len(self.names) > named:
            self.paths[id(node)] = self.names[named][1]
        elif len(self.refused) == refused:
            self._refuse(node, MAY_NOT)  # words in quotes: they belong outside the tag

    def _loop(self, loop: nodes.For, scope: Mapping[str, str], depth: int) -> None:
        path = _path(loop.iter, scope)
        if path is None or not isinstance(loop.target, nodes.Name) or loop.recursive:
            self._refuse(loop, "after “for … in” write the name of a field that is a list")
            return
        if depth == LOOPS_DEEP:
            self._refuse(loop, f"no more than {LOOPS_DEEP} loops may stand inside each other")
            return
        self._read(loop.iter, scope, depth)
        self.paths[id(loop.iter)] = path
        inside = {**scope, loop.target.name: f"{path}[]", "loop": "loop"}
        for repeated in (*loop.body, *filter(None, [loop.test])):
            self._read(repeated, inside, depth + 1)
        for instead in loop.else_:
            self._read(instead, scope, depth)

    def _name(self, node: nodes.Expr, scope: Mapping[str, str]) -> None:
        path = _path(node, scope)
        if path is None:
            self._refuse(node, MAY_NOT)
        elif not (path in ("loop.first", "loop.last") and "loop" in scope):
            self.names.append((node.lineno, path))

    def _refuse(self, node: nodes.Node, words: str) -> None:
        self.refused.append((node.lineno, words))


PLAIN = (
    nodes.Template,
    nodes.If,
    nodes.Filter,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """Return the dotted name an expression stands for, a loop's own name followed to its list."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        start = _path(node.node, scope)
        return f"{start}.{node.attr}" if start else None
    return None


def _tag_faults(place: str, tree: Any, fields: Collection[str]) -> Iterator[str]:
    source = re.sub(r"(?=<w:p[ >])|(?<=</w:p>)", "\n", patched(part_source(tree)))
    lines = re.split(r"\r\n|\r|\n", source)

    def say(line: int, words: str) -> str:
        return f"In {place}, “{_shorten(_bare(lines[line - 1]))}”: {words}."

    try:
        tags = Tags(Environment(autoescape=True).parse(source))
    except TemplateSyntaxError as exc:
        yield say(exc.lineno, UNREADABLE_TAG)
        return
    yield from (say(line, words) for line, words in tags.refused)
    for line, path in tags.names:
        if not _is_published(path, fields):
            near = get_close_matches(path, fields, 1)
            hint = f"Did you mean “{near[0]}”?" if near else "See the list of fields."
            yield say(line, f"there is no field “{path}”. {hint}").removesuffix(".")


def _is_published(path: str, fields: Collection[str]) -> bool:
    return path.removesuffix("[]") in fields or any(
        field.startswith((f"{path}.", f"{path}[]")) for field in fields
    )


def part_source(tree: Any) -> str:
    """Return a part as docxtpl hands it on: of the letter itself, only what is in its body."""
    body = tree.find(f"{W}body")
    return str(etree.tostring(tree if body is None else body, encoding="unicode"))


@lru_cache(maxsize=64)
def patched(source: str) -> str:
    """Return the source with each tag in one piece, as docxtpl makes it; slow, so remembered."""
    patch: Any = DocxTemplate.patch_xml  # it makes no use of its self
    return str(patch(None, source))


# --- words ------------------------------------------------------------------------------------


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def _paragraph_around(element: Any) -> str:
    paragraph = next(element.iterancestors(f"{W}p"), element)
    return _shorten(_text(paragraph))


def _bare(xml: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", xml))


def _shorten(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= 100 else f"{words[:99]}…"
