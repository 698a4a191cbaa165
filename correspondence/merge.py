"""Fills a template in, and looks the finished letter over; nothing is left out in silence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from docxtpl.template import DocxTemplate
from jinja2 import TemplateError, UndefinedError
from lxml import etree

from correspondence.checker import structure_faults
from correspondence.environment import LetterEnvironment
from correspondence.letters import LetterFault
from correspondence.tags import patched
from correspondence.word_file import W, open_word_file


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


def bytes_of(document: Any) -> bytes:
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
    finished = bytes_of(letter)
    _look_over(finished, ENVIRONMENT.used)
    return finished


@lru_cache(maxsize=8)
def _known_faults(template: bytes) -> tuple[str, ...]:
    return tuple(structure_faults(open_word_file(template)))


def _look_over(letter: bytes, used: list[str]) -> None:
    """Open the finished letter again: each value must stand in it, and no tag."""
    text = " ".join(_printed_text(tree) for _, _, tree in open_word_file(letter).filled_in())
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
