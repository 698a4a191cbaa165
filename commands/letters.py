"""`flask letters`: produce a letter from the template in force; write the guide to its fields."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from commands.edge import now, today, with_database
from correspondence.guide import field_guide
from correspondence.producing import produce
from models.base import RuleBroken
from models.casework.enquiry import Enquiry
from models.scope import Scope
from models.statute.notice import Notice

group = AppGroup("letters", help="Letters.")

BY_PREFIX: dict[str, type[Enquiry] | type[Notice]] = {"ENQ": Enquiry, "NOT": Notice}


@group.command("produce")
@click.argument("template")
@click.argument("reference")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True)
@with_database
def produce_command(template: str, reference: str, out: Path) -> None:
    """Produce TEMPLATE for the enquiry or notice REFERENCE, keep it, and write it to --out."""
    _refuse_to_overwrite(out)
    scope = Scope.command("letters produce")
    letter = produce(scope, template, _row(reference), now(), today())
    out.write_bytes(letter.file.read())
    click.echo(f"{letter.reference} is kept, and written to {out}.")


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


def _row(reference: str) -> Enquiry | Notice:
    prefix, _, number = reference.strip().upper().partition("-")
    model = BY_PREFIX.get(prefix)
    if model is None or not number.isdecimal():
        raise RuleBroken(f"{reference} is no reference. An enquiry's is ENQ-1, a notice's NOT-1.")
    row = Scope.command("letters produce").of(model).where(model.id == int(number)).get_or_none()
    if row is None:
        raise RuleBroken(f"There is no {reference}.")
    return row
