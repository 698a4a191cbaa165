"""`flask officer`: who may sign in."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from commands.edge import now, with_database
from models.base import RuleBroken
from models.organisations import account
from models.organisations.access import ROLES
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.scope import Scope
from models.transaction import transaction

group = AppGroup("officer", help="Officers: who may sign in.")


@group.command("add")
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--authority", "codes", multiple=True, required=True, help="LA code; may be repeated")
@click.option("--role", "roles", multiple=True, type=click.Choice([name for name, _ in ROLES]))
@click.option("--publish", is_flag=True, help="may publish letters and ladders")
@click.password_option(help="12 characters or more")
@with_database
def add(
    email: str,
    name: str,
    codes: tuple[str, ...],
    roles: tuple[str, ...],
    publish: bool,
    password: str,
) -> None:
    """Add an officer with one or more roles in one or more authorities."""
    with transaction(Scope.command("officer add"), now()):
        officer = Officer(email=_address(email), name=name.strip())
        officer.set_password(password)
        officer.save()
        for authority in map(_authority, codes):
            for role in roles or ("business_support",):
                Role.create(officer=officer, authority=authority, name=role, may_publish=publish)
    click.echo(f"{officer.name} can sign in with {officer.email}.")


@group.command("invite")
@click.argument("email")
@click.option("--name", prompt=True)
@click.option("--authority", "codes", multiple=True, required=True, help="LA code; may be repeated")
@click.option("--role", "roles", multiple=True, type=click.Choice([name for name, _ in ROLES]))
@with_database
def invite(email: str, name: str, codes: tuple[str, ...], roles: tuple[str, ...]) -> None:
    """Mail somebody a link to choose a password; another one if they have not used the first."""
    with transaction(Scope.command("officer invite"), now()):
        officer = Officer.get_or_none(Officer.email == email.strip().lower())
        if officer is None:
            officer = Officer(email=_address(email), name=name.strip())
            officer.save()
            for authority in map(_authority, codes):
                for role in roles or ("business_support",):
                    Role.create(officer=officer, authority=authority, name=role)
        account.invite(officer, now())
    click.echo(f"A link goes to {officer.email} with the next mail; `python -m jobs` sends it.")


def _address(email: str) -> str:
    try:
        address = validate_email(email, check_deliverability=False).normalized.lower()
    except EmailNotValidError as wrong:
        raise RuleBroken(f"{email} is not an email address. {wrong}") from wrong
    if Officer.get_or_none(Officer.email == address):
        raise RuleBroken(f"{address} belongs to an officer already.")
    return address


def _authority(code: str) -> Authority:
    authority = Authority.get_or_none(Authority.code == code, Authority.ours)
    if authority is None:
        raise RuleBroken(f"There is no authority of ours with the code {code}.")
    return authority
