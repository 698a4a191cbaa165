"""`flask demo`: fill an empty database with invented families, and keep the mail they are sent.

Refuses wherever the program is not set up as a demo.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup
from tqdm import tqdm

from commands.catcher import catch_mail
from commands.demo_data.loading import load
from commands.demo_data.organisations import DEMO_PASSWORD
from commands.demo_data.registers import OFFICERS
from commands.edge import now, today, with_database
from commands.starters import load_starters
from models.organisations.access import ROLES
from models.people.child import Child

group = AppGroup("demo", help="Invented families to try the program with. Demo set-ups only.")


@group.command("load")
@click.option("--children", type=click.IntRange(min=1), default=300, show_default=True)
@click.option("--seed", type=int, default=873, show_default=True, help="Another gives others.")
@click.option("--once", is_flag=True, help="Do nothing if there are children already.")
@with_database
def load_demo(children: int, seed: int, once: bool) -> None:
    """Fill an empty database with families, cases, letters and officers to sign in as."""
    _demo_only()
    if once and Child.select().exists():
        return
    with tqdm(total=children, unit=" children", disable=None) as bar:
        loaded = load(children, seed, today(), now(), bar.update)
    click.echo("Loaded:")
    for table, rows in loaded.items():
        click.echo(f"{rows:>10,}  {table.replace('_', ' ')}")
    for line in load_starters(now()):
        click.echo(line)


@group.command("welcome")
def welcome() -> None:
    """Say where to go and whom to sign in as."""
    _demo_only()
    roles = dict(ROLES)
    click.echo(f"\nWhereabouts will be at {current_app.config['BASE_URL']}. Sign in as any of:\n")
    for post in OFFICERS:
        where = " and ".join(post.authorities)
        click.echo(f"  {post.mailbox + '@demo.example':<28}{roles[post.role]:<24}{where}")
    click.echo(f"\nThe password is {DEMO_PASSWORD} for all. Stop with Ctrl-C.\n")


@group.command("catch-mail")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="or MAIL_FOLDER")
def catch_mail_command(folder: Path | None) -> None:
    """Keep every mail sent to MAIL_URL in a folder instead of sending it, until Ctrl-C."""
    _demo_only()
    folder = folder or current_app.config["MAIL_FOLDER"]
    server = urlsplit(current_app.config["MAIL_URL"])
    host, port = server.hostname or "127.0.0.1", server.port or 8025
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
