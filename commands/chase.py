"""`flask chase`: what would be chased on a day and why, and queueing it now."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from commands.edge import now, today, with_database
from correspondence.chases import queue_due
from models.outgoing.chase import Chase
from models.scope import Scope

group = AppGroup("chase", help="Overdue answers.")


@group.command("plan")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="a day such as 2026-11-23")
@with_database
def plan(on: datetime | None) -> None:
    """Print who would get what that day and why, and who would not and why. Sends nothing."""
    day = on.date() if on else today()
    planned = Chase.plan(Scope.command("chase plan"), day)
    for one in planned:
        what = f"step {one.step.number} to {one.asked.email}" if one.step else "nothing"
        click.echo(f"{one.enquiry.authority.code}  {one.enquiry.reference}  {what}: {one.why}")
    going = sum(one.step is not None for one in planned)
    click.echo(f"{day:%a %d %b %Y}: {going} of {len(planned)} overdue enquiries would be chased.")


@group.command("run")
@with_database
def run() -> None:
    """Queue what is due today; `python -m jobs` sends it."""
    queued = queue_due(Scope.command("chase run"), now(), today())
    click.echo(f"{queued} messages queued. `python -m jobs` sends them.")
