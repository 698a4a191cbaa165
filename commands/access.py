"""`flask access`: print the table of roles into the handbook."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from correspondence.access_words import as_markdown

PAGE = Path(__file__).parent.parent / "docs" / "handbook" / "access.md"

group = AppGroup("access", help="Who may do what.")


@group.command("write")
def write() -> None:
    """Write docs/handbook/access.md from the table of roles."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(as_markdown(), encoding="utf-8")
    click.echo(f"Written to {PAGE}.")
