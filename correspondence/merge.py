"""Fills a template in, and looks the finished letter over; nothing is left out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError, UndefinedError

from correspondence.environment import LetterEnvironment
from correspondence.letters import LetterFault
from correspondence.prepared import Prepared, prepared
from correspondence.word_file import W

ENVIRONMENT = LetterEnvironment()


def merge(template: bytes, values: Mapping[str, Any]) -> bytes:
    """Return the finished letter, or raise LetterFault sooner than leave anything out."""
    ready = prepared(template)
    filled_in = _filled_in(ready, values)
    finished, trees = {}, []
    for part, xml in zip(ready.parts, filled_in, strict=True):
        finished[part.name], tree = part.finished(xml)
        trees.append(tree)
    _look_over(trees, ENVIRONMENT.used)
    title, author = (str(values.get(name) or "") for name in ("reference", "council_name"))
    return ready.letter(finished, title, author)


def _filled_in(ready: Prepared, values: Mapping[str, Any]) -> list[str]:
    ENVIRONMENT.begin(values)
    try:
        filled_in = [ENVIRONMENT.from_string(part.source).render(values) for part in ready.parts]
    except TemplateError as exc:
        why = f" ({exc.message})" if isinstance(exc, UndefinedError) else ""
        words = f"A tag of the template cannot be filled in{why}. Check the template again."
        raise LetterFault(list(ENVIRONMENT.faults) or [words]) from None
    if ENVIRONMENT.faults:
        raise LetterFault(list(ENVIRONMENT.faults))
    return filled_in


def _look_over(trees: Iterable[Any], used: list[str]) -> None:
    """Read the parts that were filled in: each value must stand in them, and no tag."""
    text = " ".join(map(_printed_text, trees))
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
