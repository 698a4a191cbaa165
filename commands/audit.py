"""`flask audit`: proof that nobody has touched the events."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from commands.edge import with_database
from models.ledger.audit import verify as verify_chains
from models.transaction import seal_key

group = AppGroup("audit", help="The record of what happened.")


@group.command("verify")
@with_database
def verify() -> None:
    """Go through every chain; name the first bad row of each and exit 1 if there is one."""
    chains = list(verify_chains(seal_key()))
    for chain in chains:
        state = chain.fault or "whole"
        click.echo(f"chain {chain.name}: {chain.events} events sound; {state}")
    if any(chain.fault for chain in chains):
        sys.exit(1)
