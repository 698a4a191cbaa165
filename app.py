"""Puts the program together; the only reader of the environment."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import load_dotenv
from flask import Flask, abort, request
from peewee import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

import admin_views
import commands
import public_views
from correspondence.relay import is_plain
from correspondence.scanning import Clamd
from correspondence.smtp import SmtpMailer
from models.base import bind, database, sqlite_version
from models.connecting import connect
from models.migrations import out_of_step, weigh_up
from models.sealing import Seal
from models.transaction import seal_with
from public_views import gate

REQUIRED = ("DATABASE_URL", "SECRET_KEY", "AUDIT_KEY", "BASE_URL", "MAIL_URL", "MAIL_FROM")
SHORTEST_KEY = 32
OLDEST_SQLITE = (3, 51, 3)
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Settings:
    """What the environment says; each is explained in the README under Settings."""

    database_url: str
    secret_key: str
    audit_key: str
    base_url: str
    mail_url: str
    mail_from: str
    mail_folder: Path
    listen: str
    demo: bool
    trusted_proxies: int = 0
    scanner: str = ""  # empty: there is none


def settings(environ: Mapping[str, str]) -> Settings:
    """Read every setting at once; stop with every reason not to start, in one message."""
    if reasons := reasons_not_to_start(environ):
        listed = "\n".join(f"  - {reason}" for reason in reasons)
        raise SystemExit(f"Whereabouts cannot start:\n{listed}\nSee README, Settings.")
    return Settings(
        database_url=environ["DATABASE_URL"],
        secret_key=environ["SECRET_KEY"],
        audit_key=environ["AUDIT_KEY"],
        base_url=environ["BASE_URL"].rstrip("/"),
        mail_url=environ["MAIL_URL"],
        mail_from=environ["MAIL_FROM"],
        mail_folder=Path(environ.get("MAIL_FOLDER", "var/mail")),
        listen=environ.get("LISTEN", "127.0.0.1:8000"),
        demo=environ.get("DEMO") == "1",
        trusted_proxies=int(environ.get("TRUSTED_PROXIES") or 0),
        scanner=environ.get("SCANNER", ""),
    )


def reasons_not_to_start(
    environ: Mapping[str, str],
    python: tuple[int, ...] = sys.version_info[:2],
    sqlite: tuple[int, ...] = sqlite_version(),
) -> list[str]:
    """Return every reason, each a sentence that says what to change; empty to start."""
    reasons = [f"Set {name}." for name in REQUIRED if not environ.get(name)]
    if python < OLDEST_PYTHON:
        reasons.append("Use Python 3.11 or later.")
    if environ.get("DATABASE_URL", "").startswith("sqlite") and sqlite < OLDEST_SQLITE:
        reasons.append("Install pysqlite3 as pinned: this SQLite is older than 3.51.3.")
    for name in ("SECRET_KEY", "AUDIT_KEY"):
        if (
            0 < len(environ.get(name, "")) < SHORTEST_KEY
            or len(set(environ.get(name, "x" * 9))) == 1
        ):
            reasons.append(f"Make {name} {SHORTEST_KEY} random characters or more.")
    if environ.get("SECRET_KEY") and environ.get("SECRET_KEY") == environ.get("AUDIT_KEY"):
        reasons.append("Make SECRET_KEY and AUDIT_KEY different.")
    if environ.get("FLASK_DEBUG", "0") not in ("", "0", "false"):
        reasons.append("Unset FLASK_DEBUG: error pages would show case data.")
    return reasons + _unreadable(environ) + _reasons_outside_the_demo(environ)


def _unreadable(environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong with settings that are there but cannot be used."""
    reasons = []
    used = (("DATABASE_URL", connect), ("MAIL_URL", SmtpMailer), ("SCANNER", Clamd))
    for name, use in used:
        try:
            if environ.get(name):
                use(environ[name])
        except ValueError as wrong:
            reasons.append(f"Mend {name}. {wrong}")
    sender = environ.get("MAIL_FROM", "")
    if sender and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", sender):
        reasons.append("Let MAIL_FROM be one email address, such as education@council.gov.uk.")
    if not re.fullmatch(r"[0-9]?", environ.get("TRUSTED_PROXIES", "")):
        reasons.append("Let TRUSTED_PROXIES be how many proxies stand before the program: 0 to 9.")
    return reasons


def _reasons_outside_the_demo(environ: Mapping[str, str]) -> list[str]:
    demo = environ.get("DEMO") == "1"
    reached_at = (environ.get("BASE_URL", ""), f"//{environ.get('LISTEN', '127.0.0.1:8000')}")
    local = all(_is_loopback(url) for url in reached_at if url)
    reasons = []
    if demo and not local:
        reasons.append("Set DEMO=0, or let BASE_URL and LISTEN name this machine only (127.0.0.1).")
    if demo and local:
        return reasons
    if not environ.get("BASE_URL", "https://").startswith("https://"):
        reasons.append("Let BASE_URL begin with https://.")
    if environ.get("MAIL_URL") and is_plain(environ["MAIL_URL"]):
        reasons.append("Let MAIL_URL begin with smtps:// or smtp+starttls://: mail must be sealed.")
    return reasons


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def create_app(
    given: Settings | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Flask:
    """Return the program, its models bound to the database."""
    if given is None:
        load_dotenv()
        given = settings(os.environ)
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=given.secret_key,
        DEMO=given.demo,
        BASE_URL=given.base_url,
        MAIL_URL=given.mail_url,
        MAIL_FROM=given.mail_from,
        MAIL_FOLDER=given.mail_folder,
        SCANNER=given.scanner,
        CLOCK=clock,
        SEAL=Seal(given.secret_key),
        # No setting switches it off: only a demo, reached from this machine alone, does without.
        SECOND_FACTOR_REQUIRED=not given.demo,
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=10 * 1024 * 1024,
    )
    _keep_to_our_address(app, given)
    bind(given.database_url)
    seal_with(given.audit_key.encode())
    gate.register(app)
    admin_views.register(app)
    public_views.register(app)
    commands.register(app)
    return app


def _keep_to_our_address(app: Flask, given: Settings) -> None:
    """Answer to our own name alone, and believe only the proxies that are ours.

    X-Forwarded-Host is believed from nobody: no page needs it.
    """
    host = urlsplit(given.base_url).hostname or ""
    local = _is_loopback(given.base_url)
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"] if local else [host]
    app.before_request(lambda: None if local else _stop_at_another_port(given.base_url))
    if given.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=given.trusted_proxies, x_proto=given.trusted_proxies, x_host=0
        )


def _stop_at_another_port(base_url: str) -> None:
    """Flask compares the name only."""
    if request.host != urlsplit(base_url).netloc:
        abort(400)


def stop_unless_database_fits() -> None:
    """Stop in words when the database does not answer or is of another version."""
    try:
        with database.connection_context():
            words = out_of_step()
            if not words:
                weigh_up()
    except OperationalError:
        words = "The database does not answer. Check DATABASE_URL, and that it is running."
    if words:
        raise SystemExit(words)


def serve() -> None:
    """Serve with waitress, once the database fits the program."""
    from waitress import serve as serve_with_waitress

    load_dotenv()
    given = settings(os.environ)
    app = create_app(given)
    stop_unless_database_fits()
    serve_with_waitress(
        app,
        listen=given.listen,
        threads=8,
        ident=None,
        # Left on the request for ProxyFix to count; without proxies of ours nothing reads them.
        clear_untrusted_proxy_headers=given.trusted_proxies == 0,
    )


if __name__ == "__main__":
    serve()
