"""Faults of a template's tags, each with the place it stands in and the nearest right field."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from itertools import count
from typing import Any

from jinja2 import Environment, TemplateSyntaxError

from correspondence.tags import UNREADABLE_TAG, Tags, Use, part_source, patched
from correspondence.word_file import W, place_of, shorten, text_of

DATE_FILTERS = frozenset({"long_date", "weekday_date"})


class Part:
    """The tags of one part of the letter, as Jinja reads them, and the paragraph each is from."""

    def __init__(self, place: str, tree: Any) -> None:
        body = tree.find(f"{W}body")
        self._place = place
        self._paragraphs = list((tree if body is None else body).iter(f"{W}p"))
        marked = patched(_marked(part_source(tree)))
        self.source = re.sub(r"(?=\{#@)|(?<=</w:p>)", "\n", marked)
        self._lines = re.split(r"\r\n|\r|\n", self.source)

    def tags(self) -> Tags:
        """Return what the tags say, on every branch. TemplateSyntaxError if they cannot be read."""
        return Tags(Environment(autoescape=True).parse(self.source))

    def say(self, line: int, words: str) -> str:
        """Return the words after the place they are about and its paragraph, as Word shows it."""
        for text in reversed(self._lines[:line]):
            if mark := re.match(r"\{#@(\d+)#\}", text):
                paragraph = self._paragraphs[int(mark[1])]
                quoted = shorten(text_of(paragraph)) or _bare(self._lines[line - 1])
                return f"In {place_of(self._place, paragraph)}, “{quoted}”: {words}"
        return f"In {self._place}, “{_bare(self._lines[line - 1])}”: {words}"


def _marked(source: str) -> str:
    """Return the source with the number of each paragraph in front of it, as a Jinja comment.

    In front of a row and a cell too, for {%tr and {%tc take those away with all that is in them.
    """
    numbers = count()
    following = 0

    def mark(start: re.Match[str]) -> str:
        nonlocal following
        number = next(numbers) if start[1] == "p" else following
        following = number + 1 if start[1] == "p" else following
        return f"{{#@{number}#}}{start[0]}"

    return re.sub(r"<w:(p|tr|tc)(?=[ />])", mark, source)


def tag_faults(place: str, tree: Any, fields: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the tags of one part, called `place` in the words.

    Where `fields` says of each name whether it is text, a date or a list, that is checked too.
    """
    part = Part(place, tree)
    try:
        tags = part.tags()
    except TemplateSyntaxError as exc:
        yield part.say(exc.lineno, f"{UNREADABLE_TAG}.")
        return
    yield from (part.say(line, f"{words}.") for line, words in tags.refused)
    for line, path in tags.names:
        if not _is_published(path, fields):
            yield part.say(line, f"there is no field “{path}”. {nearest(path, fields)}")
    if isinstance(fields, Mapping):
        for use in tags.uses:
            if words := _misused(use, fields):
                yield part.say(use.line, words)


def nearest(name: str, fields: Collection[str]) -> str:
    """Return the sentence that offers the field most like this name, however it was written."""
    close = get_close_matches(_plain(name), [_plain(field) for field in fields], 1, 0.6)
    near = [field for field in fields if close and _plain(field) == close[0]]
    return f"Did you mean “{near[0]}”?" if near else "See the list of fields."


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)).lower()


def _misused(use: Use, kinds: Mapping[str, str]) -> str:
    kind, path = kinds.get(use.path, ""), use.path
    if use.walked:
        right = f"“{path}” is not a list: write “{{{{ {path} }}}}”, without “for”."
        return right if kind in ("text", "date") else ""
    if kind == "date" and not DATE_FILTERS & set(use.filters):
        return f"“{path}” is a date: write “{{{{ {path} | long_date }}}}”."
    if kind == "list" and "join" not in use.filters:
        return f"“{path}” is a list: write “{{%p for line in {path} %}}” above it."
    return ""


def _is_published(path: str, fields: Collection[str]) -> bool:
    return path.removesuffix("[]") in fields or any(
        field.startswith((f"{path}.", f"{path}[]")) for field in fields
    )


def _bare(xml: str) -> str:
    return shorten(html.unescape(re.sub(r"<[^>]*>|\{#@\d+#\}", "", xml)))
