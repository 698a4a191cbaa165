"""`flask db`: bring the database to the shape this program needs, or say whether it has it."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from commands.edge import now, with_database
from commands.starters import load_starters
from models.migrations import drift, out_of_step, upgrade

group = AppGroup("db", help="The database: upgrade it, check it.")


@group.command("upgrade")
@with_database
def upgrade_command() -> None:
    """Apply what is missing; safe to run again."""
    applied = upgrade()
    click.echo(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")
    for line in load_starters(now()):
        click.echo(line)


@group.command("check")
@with_database
def check_command() -> None:
    """Say whether database and program fit each other; exit 1 if not."""
    if words := out_of_step() or drift():
        raise click.ClickException(words)
    click.echo("The database fits this program.")
