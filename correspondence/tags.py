"""What a template's tags may say, and what they ask for; it fills in none of them."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from docxtpl.template import DocxTemplate
from jinja2 import nodes
from lxml import etree

from correspondence.word_file import W

FILTERS = frozenset({"long_date", "weekday_date", "upper", "join"})
MAY_NOT = "a letter may only print fields, and use “if” and “for”; take the rest out"
UNREADABLE_TAG = (
    "the tag cannot be read. Check its spelling, and that each “if” has its “endif” and each"
    " “for” its “endfor”"
)
LOOPS_DEEP = 2
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


class Use(NamedTuple):
    """A field printed or walked through: on which line, and through which filters."""

    line: int
    path: str
    filters: tuple[str, ...]
    walked: bool


class Tags:
    """What the tags of one part ask for and what they may not say, each with its line."""

    def __init__(self, tree: nodes.Template) -> None:
        self.names: list[tuple[int, str]] = []
        self.refused: list[tuple[int, str]] = []
        self.uses: list[Use] = []
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
            self._use(node, scope)
        elif len(self.refused) == refused:
            self._refuse(node, MAY_NOT)  # words in quotes: they belong outside the tag

    def _use(self, node: nodes.Node, scope: Mapping[str, str]) -> None:
        filters = []
        while isinstance(node, nodes.Filter) and node.node is not None:
            filters.append(node.name)
            node = node.node
        if path := _path(node, scope):
            self.uses.append(Use(node.lineno, path, tuple(filters), walked=False))

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
        self.uses.append(Use(loop.iter.lineno, path, (), walked=True))
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


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """Return the dotted name an expression stands for, a loop's own name followed to its list."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        start = _path(node.node, scope)
        return f"{start}.{node.attr}" if start else None
    return None


def part_source(tree: Any) -> str:
    """Return a part as docxtpl hands it on: of the letter itself, only what is in its body."""
    body = tree.find(f"{W}body")
    return str(etree.tostring(tree if body is None else body, encoding="unicode"))


@lru_cache(maxsize=64)
def patched(source: str) -> str:
    """Return the source with each tag in one piece, as docxtpl makes it; slow, so remembered."""
    patch: Any = DocxTemplate.patch_xml  # it makes no use of its self
    return str(patch(None, source))


def _bare(xml: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", xml))
