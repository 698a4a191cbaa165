"""`flask demo`: fill an empty database with invented families, and keep the mail they are sent.

Refuses wherever the program is not set up as a demo.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from commands.catcher import catch_mail
from commands.demo_data.loading import load
from commands.demo_data.organisations import DEMO_PASSWORD
from commands.demo_data.registers import OFFICERS
from models.base import RuleBroken
from models.organisations.role import ROLES

LONDON = ZoneInfo("Europe/London")

group = demo = AppGroup(
    "demo", help="Invented families to try the program with. Demo set-ups only."
)


@demo.command("load")
@click.option("--children", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seed", type=int, default=873, show_default=True, help="Another gives others.")
def load_demo(children: int, seed: int) -> None:
    """Fill an empty database with families, cases and officers to sign in as."""
    _demo_only()
    now = datetime.now(UTC)
    today = now.astimezone(LONDON).date()
    try:
        with tqdm(total=children, unit=" children", disable=None) as bar:
            loaded = load(children, seed, today, now, bar.update)
    except RuleBroken as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo("Loaded:")
    for table, rows in loaded.items():
        click.echo(f"{rows:>10,}  {table.replace('_', ' ')}")
    _tell_whom_to_sign_in_as()


@demo.command("catch-mail")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/mail"),
    show_default=True,
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=8025, show_default=True)
def catch_mail_command(folder: Path, host: str, port: int) -> None:
    """Keep every mail in a folder instead of sending it, until Ctrl-C."""
    _demo_only()
    click.echo(f"Keeping mail sent to {host}:{port} in {folder}. Stop with Ctrl-C.")
    try:
        catch_mail(folder, host, port)
    except (ValueError, OSError) as fault:
        raise click.ClickException(str(fault)) from fault


def _demo_only() -> None:
    if not current_app.config.get("DEMO"):
        raise click.ClickException(
            "This is not a demo, so nothing was done. Demo commands work only where DEMO is set."
        )


def _tell_whom_to_sign_in_as() -> None:
    roles = dict(ROLES)
    click.echo("\nSign in as any of:")
    for post in OFFICERS:
        where = " and ".join(post.authorities)
        click.echo(f"  {post.mailbox + '@demo.example':<28}{roles[post.role]:<24}{where}")
    click.echo(f"Password: {DEMO_PASSWORD}")
