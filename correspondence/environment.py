"""Jinja as letters use it: fields, if, for and four filters, and a note of what was printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from unicodedata import category

from jinja2 import StrictUndefined, Template, Undefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from correspondence.letters import LetterFault
from correspondence.tags import Tags

# Letters by their kind, of which nothing is seen on paper.
UNSEEN = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
UNSEEN_KINDS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
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


def is_blank(text: str) -> bool:
    """Say whether nothing would be seen of it on paper, whatever it is made of."""
    return all(each in UNSEEN or category(each) in UNSEEN_KINDS for each in text)


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
        if isinstance(value, Undefined) or value is None or is_blank(str(value)):
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
