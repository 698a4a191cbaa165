"""`flask schools`: the national register of schools."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click
from flask.cli import AppGroup
from tqdm import tqdm

from commands.edge import now, with_database
from models.organisations.register_report import headline, sections
from models.organisations.school_register import compare
from models.scope import Scope
from models.transaction import transaction

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

group = AppGroup("schools", help="The national register of schools.")


@group.command("import")
@click.argument("file", type=FILE)
@click.option("--links", type=FILE, help="The register's file of links, for successors.")
@with_database
def import_register(file: Path, links: Path | None) -> None:
    """Bring the schools to what the register (edubasealldata…csv) says. Safe to run again."""
    with ExitStack() as files:
        register = files.enter_context(file.open("rb"))
        linked = files.enter_context(links.open("rb")) if links else None
        with tqdm(unit=" rows", disable=None) as bar:

            def told(rows: int, of: int) -> None:
                bar.total = of - 1  # the heading is no row
                bar.update(rows)

            found = compare(register, linked, told)
    with transaction(Scope.command("schools import"), now()) as tx:
        found.write(tx)
    click.echo(headline(found))
    for title, lines in sections(found):
        click.echo(f"\n{title}:")
        for line in lines:
            click.echo(f"  {line}")
