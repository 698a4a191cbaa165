"""What an old mail merge left behind, and the field to write instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from correspondence.faults import nearest
from correspondence.word_file import WORD, W, WordFile, text_of, where

FIELD_CODES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "HYPERLINK"})
MERGE_CODES = frozenset({"MERGEFIELD", "ASK", "FILLIN", "DATABASE"})  # shown with their name
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)

_ORDINARY_LINK = re.compile(r"\s*HYPERLINK\s+(\"(https?://|mailto:)|\\l)", re.IGNORECASE)
_STRAY = re.compile(r"[{«<]+\s*([^{}«»<>]{1,60}?)\s*[}»>]+")


def left_of_a_mail_merge(file: WordFile, fields: Collection[str]) -> Iterator[str]:
    """Yield each Word field, « » and lone brace, with the field of ours most like it."""
    for name, tree in file.trees.items():
        merging = tree.find(f"{W}mailMerge") if _is_settings(file, name) else None
        if merging is not None:
            yield (
                "The document is still set up as a mail merge. In Word, under Mailings, Start Mail"
                " Merge, choose Normal Word Document."
            )
    for _, place, tree in file.filled_in():
        yield from _field_faults(place, tree, fields)
        for paragraph in tree.iter(f"{W}p"):
            left = TAG.sub("", text_of(paragraph))
            if re.search(r"[{}«»]", left):
                yield (
                    f"In {where(place, paragraph)}: a brace or « » stands alone."
                    f" {_instead(_named_in(left), fields)}"
                )


def _is_settings(file: WordFile, name: str) -> bool:
    return file.kinds.get(name) == f"{WORD}settings+xml"


def _named_in(text: str) -> str:
    stray = _STRAY.search(text)
    return stray[1] if stray else ""


def _instead(name: str, fields: Collection[str]) -> str:
    """Return what to write for this name of an old merge: the nearest field, if one is near."""
    near = re.search("“(.*)”", nearest(name, fields)) if name else None
    if near is None:
        return "Write the tag whole, with two braces at each end."
    return f"Write “{{{{ {near[1]} }}}}” instead."


def _field_faults(place: str, tree: Any, fields: Collection[str]) -> Iterator[str]:
    for element, code in _field_codes(tree):
        name, *rest = code.split()
        leads_out = name.upper() == "HYPERLINK" and not _ORDINARY_LINK.match(code)
        if not leads_out and name.upper() in FIELD_CODES:
            continue
        shown = [name.upper(), *(rest[:1] if name.upper() in MERGE_CODES else [])]
        named = rest[0].strip('"') if rest and name.upper() == "MERGEFIELD" else ""
        instead = _instead(named, fields)
        yield (
            f"In {where(place, element)} the Word field “{' '.join(shown)}” cannot be used."
            f" {instead if '}}' in instead else 'Write a tag instead.'}"
        )


def _field_codes(tree: Any) -> Iterator[tuple[Any, str]]:
    for field in tree.iter(f"{W}fldSimple"):
        if (code := field.get(f"{W}instr", "")).strip():
            yield field, code
    # Word cuts one code into several runs. A fresh start at each mark, so that a code inside or
    # after another one is seen too.
    code, at = "", None
    for element in tree.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        if element.tag != f"{W}fldChar":
            code, at = code + (element.text or ""), element
        elif code.strip():
            yield at, code
            code = ""
        else:
            code = ""
    if code.strip():
        yield at, code
