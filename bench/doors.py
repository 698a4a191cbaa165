"""Whether the clock tells who has an account: sign-in, reset and invitation, 500 timings each.

Run as `python -m bench.doors`. A known and an unknown address are asked for by
turns; the rank test of Mann and Whitney says whether their waits can be told
apart. Passwords are hashed with little work, so that nothing drowns what is
looked for; the disk is not waited for.
"""

from __future__ import annotations

import math
import re
import secrets
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from app import Settings, create_app
from models.base import bind, database
from models.migrations import upgrade
from models.organisations import password as passwords
from models.organisations.authority import Authority
from models.organisations.door_link import INVITE, DoorLink
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.scope import Scope
from models.sealing import Seal
from models.transaction import transaction

TIMES = 500
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HERE = "http://127.0.0.1:8000"
STRANGER = "stranger1@council.example"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def main() -> None:
    passwords._hasher = CHEAP
    passwords._NOBODYS_HASH = CHEAP.hash("nobody has this password")
    with tempfile.TemporaryDirectory() as folder:
        app = served_from(Path(folder))
        database.obj.pragma("synchronous", 0, permanent=True)
        known = an_officer()
        for page, act in acts(app, known).items():
            report(page, *timed(act, known.email, STRANGER))
        database.close()


def served_from(folder: Path) -> Flask:
    url = f"sqlite:///{folder}/bench.db"
    bind(url)
    with database:
        upgrade()
    app = create_app(
        Settings(
            database_url=url,
            secret_key=secrets.token_hex(32),
            audit_key=secrets.token_hex(32),
            base_url=HERE,
            mail_url="smtp://127.0.0.1:8025",
            mail_from="education@council.example",
            mail_folder=folder,
            listen="127.0.0.1:8000",
            demo=True,
        ),
        clock=lambda: NOW,
    )
    database.connect(reuse_if_open=True)
    return app


def an_officer() -> Officer:
    with transaction(Scope.command("bench"), NOW):
        authority = Authority.create(code="873", name="A council", ours=True)
        officer = Officer(name="An Officer", email="officer1@council.example")
        officer.set_password("plum orchard ladder")
        officer.save()
        Role.create(officer=officer, authority=authority, name="cme_officer")
    return officer


def acts(app: Flask, known: Officer) -> dict[str, Callable[[str], object]]:
    client = app.test_client()
    page = client.get("/sign-in", base_url=HERE).get_data(as_text=True)
    token = {"csrf_token": TOKEN.findall(page)[0]}
    tokens = {known.email: used_up(app, known), STRANGER: never_made(app)}
    form = token | {"password": "not the password", "next": "/"}
    return {
        "sign-in": lambda email: post(client, "/sign-in", form | {"email": email}, 401),
        "reset": lambda email: post(client, "/forgotten", token | {"email": email}, 302),
        "invitation": lambda email: get(client, f"/door/invite/{tokens[email]}", 410),
    }


def used_up(app: Flask, officer: Officer) -> str:
    seal: Seal = app.config["SEAL"]
    with transaction(Scope.command("bench"), NOW):
        link = DoorLink.make(officer, INVITE, NOW)
        DoorLink.end_all(officer, NOW)
    return link.token(seal)


def never_made(app: Flask) -> str:
    seal: Seal = app.config["SEAL"]
    return DoorLink(id=1, purpose=INVITE, nonce="x" * 43).token(seal)


def post(client: FlaskClient, address: str, form: dict[str, str], status: int) -> None:
    answer = client.post(address, data=form, base_url=HERE)
    database.connect(reuse_if_open=True)
    assert answer.status_code == status, answer.status


def get(client: FlaskClient, address: str, status: int) -> None:
    answer = client.get(address, base_url=HERE)
    database.connect(reuse_if_open=True)
    assert answer.status_code == status, answer.status


def timed(act: Callable[[str], object], one: str, other: str) -> tuple[list[float], list[float]]:
    """Time `act` for both by turns; return the seconds of each."""
    times: dict[str, list[float]] = {one: [], other: []}
    for n in range(TIMES + 10):
        for email in (one, other)[:: 1 if n % 2 else -1]:
            # So that every guess is weighed, and the tables stay as long as they were.
            database.execute_sql("DELETE FROM throttle")
            database.execute_sql("DELETE FROM officer_mail")
            begun = perf_counter()
            act(email)
            times[email].append(perf_counter() - begun)
    return times[one][10:], times[other][10:]


def report(page: str, known: Sequence[float], unknown: Sequence[float]) -> None:
    z = mann_whitney(known, unknown)
    p = math.erfc(abs(z) / math.sqrt(2))
    print(
        f"{page}: N = {len(known)} each; medians {median(known) * 1e3:.2f} and "
        f"{median(unknown) * 1e3:.2f} ms ({median(known) / median(unknown):.3f}), "
        f"p95 {p95(known) * 1e3:.2f} and {p95(unknown) * 1e3:.2f} ms; z = {z:.2f}, p = {p:.2f}"
    )


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Return z: how many standard errors the U statistic is from what equal waits would give."""
    ranks = {at: rank for rank, at in enumerate(sorted(chain(first, second)), start=1)}
    n, m = len(first), len(second)
    u = sum(ranks[at] for at in first) - n * (n + 1) / 2
    return (u - n * m / 2) / math.sqrt(n * m * (n + m + 1) / 12)


if __name__ == "__main__":
    main()
