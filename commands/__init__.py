"""What an operator types: `flask <group> <command>`, one file a group."""

from __future__ import annotations

from flask import Flask

from commands import access, audit, chase, db, demo, letters, officer, schools


def register(app: Flask) -> None:
    """Add every group to the `flask` command."""
    for module in (access, audit, chase, db, demo, letters, officer, schools):
        app.cli.add_command(module.group)
