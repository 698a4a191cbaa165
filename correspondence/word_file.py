"""An opened Word file: its parts, and the words in them. Whether they may stay is not said here.

Runs in the walled-off worker: what it opens may be hostile.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

from lxml import etree

from correspondence.letters import LetterFault

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
FILLED_IN = {
    f"{WORD}document.main+xml": "the letter",
    f"{WORD}header+xml": "a header",
    f"{WORD}footer+xml": "a footer",
    f"{WORD}footnotes+xml": "a footnote",
}
UNREADABLE = (
    BadZipFile,
    etree.XMLSyntaxError,
    zlib.error,
    EOFError,
    ValueError,
    RuntimeError,  # a part with a password, or packed in a way that is not known
)

DAMAGED = "The file is damaged or far too large. Open it in Word, save a copy, and try that."
TOO_DEEP = "Tables or boxes stand hundreds deep inside each other. Copy the text to a new file."

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


class WordFile(NamedTuple):
    """An opened .docx: its parts, and the XML ones parsed."""

    kinds: Mapping[str, str]
    trees: Mapping[str, Any]

    def filled_in(self) -> Iterator[tuple[str, str, Any]]:
        """Yield each part whose tags are filled in: its name, what to call it, its tree."""
        for name, tree in self.trees.items():
            if self.kinds.get(name) in FILLED_IN:
                yield name, FILLED_IN[self.kinds[name]], tree


def open_word_file(document: bytes) -> WordFile:
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
        deep = "depth" in str(exc)  # the parser goes 256 levels deep and stops there
        raise LetterFault([TOO_DEEP if deep else DAMAGED]) from exc
    return WordFile(kinds, trees)


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


def text_of(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{W}t"))


def where(place: str, element: Any) -> str:
    """Return where something stands, with its paragraph quoted as far as it has words."""
    paragraph = next(element.iterancestors(f"{W}p"), element)
    words = shorten(text_of(paragraph))
    return f"{place_of(place, paragraph)}, “{words}”" if words else place_of(place, paragraph)


def place_of(place: str, element: Any) -> str:
    """Return the place with the table cell or text box, if the element stands in one."""
    for holder in element.iterancestors(f"{W}tc", f"{W}txbxContent"):
        if holder.tag == f"{W}txbxContent":
            return f"{place}, in a text box"
        row = next(holder.iterancestors(f"{W}tr"), None)
        table = next(holder.iterancestors(f"{W}tbl"), None)
        if row is not None and table is not None:
            number = list(table.getroottree().iter(f"{W}tbl")).index(table) + 1
            line = list(table.iterchildren(f"{W}tr", f"{W}sdt")).index(_child(table, row)) + 1
            column = list(row.iterchildren(f"{W}tc", f"{W}sdt")).index(_child(row, holder)) + 1
            return f"{place}, table {number}, row {line}, column {column}"
    return place


def _child(of: Any, element: Any) -> Any:
    """Return the child of `of` that is the element, or that holds it."""
    while element.getparent() is not of:
        element = element.getparent()
    return element


def shorten(text: str | None) -> str:
    words = " ".join((text or "").split())
    return words if len(words) <= 100 else f"{words[:99]}…"
