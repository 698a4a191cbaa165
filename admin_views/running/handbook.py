"""The handbook, read in the program: a page for each who works here, from docs/handbook."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import mistune
from flask import Response, abort, send_from_directory
from flask_admin import BaseView, expose
from markupsafe import Markup

from admin_views.signed_in import SignedInView

DOCS = Path(__file__).parents[2] / "docs"


class Chapter(NamedTuple):
    """One file of the handbook."""

    name: str
    title: str
    words: Markup


def chapter(path: Path) -> Chapter:
    """Return a file of ours as HTML; its first line is its title. What it holds is trusted."""
    title, _, text = path.read_text().partition("\n")
    words = re.sub(r"(?s)<table>.*?</table>", _numbered(), str(mistune.html(text)))
    return Chapter(path.stem, title.lstrip("# "), Markup(words))


def _numbered() -> Callable[[re.Match[str]], str]:
    """Let each table scroll in a region of its own, which a keyboard reaches."""
    numbers = itertools.count(1)
    return lambda table: (
        f'<div class="scroll" role="region" aria-label="Table {next(numbers)}" tabindex="0">'
        f"{table[0]}</div>"
    )


class HandbookView(SignedInView, BaseView):
    def __init__(self) -> None:
        super().__init__("Handbook", endpoint="handbook", category="Running it")
        self.chapters = {path.stem: chapter(path) for path in sorted(DOCS.glob("handbook/*.md"))}

    @expose("/")
    def index(self) -> str:
        return str(self.render("handbook_index.html", chapters=self.chapters.values()))

    @expose("/<which>/")
    def chapter_view(self, which: str) -> str:
        if which not in self.chapters:
            abort(404)
        return str(self.render("handbook.html", chapter=self.chapters[which]))

    @expose("/pictures/<picture>")
    def picture_view(self, picture: str) -> Response:
        return send_from_directory(DOCS / "pictures", picture)
