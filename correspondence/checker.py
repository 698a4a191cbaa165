"""What a letter template may hold; it reads templates and never fills one in.

A rule about the file is a function in RULES, or a row of ELEMENTS in rules.py where the mere
presence of something is enough. All but check_template and fields_used runs behind the walls.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any

from lxml import etree

from correspondence.faults import Part, tag_faults
from correspondence.letters import SECONDS, LetterFault, Value, ask, render_letter
from correspondence.mail_merge import left_of_a_mail_merge
from correspondence.rules import (
    no_forbidden_element,
    no_link_leads_outside,
    no_picture_is_fetched,
    nothing_is_embedded,
    the_usual_style_hides_nothing,
)
from correspondence.word_file import (
    WORD,
    W,
    WordFile,
    open_word_file,
    text_of,
    where,
)

_OPENING = re.compile(r"\{\{|\{%|\{#")
_WHOLE = re.compile(r"\s*\{%(p|tr|tc) [^{}]*%\}\s*")


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
        ask("check", template, _with_kinds(fields, examples or {}), seconds)
        if examples is not None:
            render_letter(template, examples, seconds)
    except LetterFault as fault:
        return fault.faults
    return []


def fields_used(template: bytes, seconds: float = SECONDS) -> list[str]:
    """Return the fields a template asks for on any branch, as they come. LetterFault as above."""
    return list(json.loads(ask("fields", template, [], seconds)))


def _with_kinds(fields: Collection[str], examples: Mapping[str, Value]) -> dict[str, Value]:
    kinds: dict[str, Value] = {}
    for name, value in examples.items():
        kinds |= _kinds_of(name, value)
    of_lists = {path for path in kinds if path.endswith("[]") and path[:-2] in fields}
    return {name: kinds.get(name, "") for name in sorted({*fields, *of_lists})}


def _kinds_of(name: str, value: Value) -> dict[str, Value]:
    if isinstance(value, str | date):
        return {name: "text" if isinstance(value, str) else "date"}
    if isinstance(value, Mapping):
        inner = [_kinds_of(f"{name}.{key}", each) for key, each in value.items()]
    else:
        inner = [{name: "list"}, *(_kinds_of(f"{name}[]", each) for each in value or ())]
    return {path: kind for kinds in inner for path, kind in kinds.items()}


def used(template: bytes) -> list[str]:
    """Return the top names of the fields a template asks for. Runs behind the walls."""
    parts = open_word_file(template).filled_in()
    names = [name for _, place, tree in parts for _, name in Part(place, tree).tags().names]
    return list(dict.fromkeys(re.split(r"[.\[]", name)[0] for name in names))


def check(template: bytes, fields: Collection[str]) -> list[str]:
    """Return every fault. Runs behind the walls: what it reads may be hostile."""
    file = open_word_file(template)
    faults = structure_faults(file, fields)
    parts = file.filled_in()
    return faults or list(
        dict.fromkeys(
            fault for _, place, tree in parts for fault in tag_faults(place, tree, fields)
        )
    )


def structure_faults(file: WordFile, fields: Collection[str] = ()) -> list[str]:
    """Return what the rules refuse. Of a file that is no letter at all, only that is said."""
    wrong_kind = list(_is_a_word_document(file))
    faults = (fault for rule in RULES for fault in rule(file))
    return wrong_kind or list(dict.fromkeys([*faults, *left_of_a_mail_merge(file, fields)]))


# --- rules about the file ---------------------------------------------------------------------


def _is_a_word_document(file: WordFile) -> Iterator[str]:
    kinds = set(file.kinds.values())
    if f"{WORD}document.main+xml" not in kinds:
        yield "This is not a Word document (.docx). Open it in Word and save it as one."
    if any("macro" in kind.lower() or "vba" in kind.lower() for kind in kinds):
        yield "The document holds macros. Save it as a Word document (.docx), without macros."


def _tags_only_where_they_are_filled_in(file: WordFile) -> Iterator[str]:
    filled = {name for name, _, _ in file.filled_in()}
    for name, tree in file.trees.items():
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


def _tags_stand_whole(file: WordFile) -> Iterator[str]:
    for _, place, tree in file.filled_in():
        for paragraph in tree.iter(f"{W}p"):
            text = text_of(paragraph)
            if re.search(r"\{[{%#]-|-[}%#]\}", text):
                yield f"In {where(place, paragraph)}: take the hyphen out of the tag."
        yield from _whole_tags_stand_alone(place, tree)


def _whole_tags_stand_alone(place: str, tree: Any) -> Iterator[str]:
    # {%p, {%tr and {%tc take away all of the paragraph, row or cell that they stand in.
    for kind in ("p", "tr", "tc"):
        for element in tree.iter(f"{W}{kind}"):
            text = text_of(element)
            if f"{{%{kind} " in text and not _WHOLE.fullmatch(text):
                words = f"the tag “{{%{kind} … %}}” would take the other words away"
                yield f"In {where(place, element)}: {words}. Give it a line of its own."
            if re.search(r"\{\{(p|r|tr|tc) |\{%r ", text):
                yield f"In {where(place, element)}: write “{{{{ name }}}}” for a field."


RULES: tuple[Callable[[WordFile], Iterator[str]], ...] = (
    nothing_is_embedded,
    no_link_leads_outside,
    no_picture_is_fetched,
    no_forbidden_element,
    the_usual_style_hides_nothing,
    _tags_only_where_they_are_filled_in,
    _tags_stand_whole,
)
