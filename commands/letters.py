"""`flask letters`: produce a letter, check a template, write the guide to the fields."""

from __future__ import annotations

import re
from pathlib import Path

import click
from flask.cli import AppGroup

from commands.edge import now, today, with_database
from correspondence.checker import check_template, fields_used
from correspondence.fields import PURPOSES, example_values, field_names
from correspondence.guide import field_guide
from correspondence.producing import Row, left_out, produce, row_named
from models.base import RuleBroken
from models.scope import Scope

group = AppGroup("letters", help="Letters.")


@group.command("produce")
@click.argument("template")
@click.argument("reference")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@with_database
def produce_command(template: str, reference: str, out: Path) -> None:
    """Produce TEMPLATE for a case, enquiry or notice, keep it, and write it to --out."""
    _refuse_to_overwrite(out)
    scope = Scope.command("letters produce")
    letter = produce(scope, template, _row(reference), now(), today())
    out.write_bytes(letter.file.read())
    click.echo(f"{letter.reference} is kept, and written to {out}.")
    if warning := left_out(letter):
        click.echo(warning, err=True)


@group.command("guide")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@with_database
def guide_command(out: Path) -> None:
    """Write every field a letter may ask for, with an example, as a Word file to --out."""
    _refuse_to_overwrite(out)
    out.write_bytes(field_guide())
    click.echo(f"Written to {out}.")


def _refuse_to_overwrite(out: Path) -> None:
    if out.exists():
        raise RuleBroken(f"{out} is there already. Choose another name for the file.")


@group.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "purpose", type=click.Choice(list(PURPOSES)), help="Which letter it is.")
def check_command(file: Path, purpose: str | None) -> None:
    """Say what is wrong with the template FILE, or which fields it uses.

    Which letter it is, is told by the file's name, or else by --as.
    """
    if not file.is_file():
        raise click.ClickException(f"There is no file {file}.")
    purpose = purpose or next((name for name in PURPOSES if file.stem.startswith(name)), None)
    if purpose is None:
        raise click.ClickException(f"Say which letter it is: --as {' or '.join(PURPOSES)}.")
    template = file.read_bytes()
    faults = check_template(template, field_names(purpose), example_values(purpose))
    if faults:
        click.echo("\n".join(faults))
        raise click.ClickException(f"{file.name} cannot be used yet: {_counted(faults)}.")
    used = fields_used(template)
    click.echo(f"{file.name} may be used as {purpose}. It uses {len(used)} fields:")
    click.echo("\n".join(f"  {name}" for name in used))


def _counted(faults: list[str]) -> str:
    return "1 fault" if len(faults) == 1 else f"{len(faults)} faults"


def _row(reference: str) -> Row:
    row = row_named(Scope.command("letters produce"), reference)
    if row is None:
        if not re.fullmatch(r"[A-Za-z]+-[0-9]+", reference.strip()):
            raise RuleBroken(
                f"{reference} is no reference. Give one like ENQ-1, NOT-1, CME-1, EHE-1."
            )
        raise RuleBroken(f"There is no {reference}.")
    return row
