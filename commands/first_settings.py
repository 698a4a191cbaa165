"""Prints settings for a demo on this machine, with fresh keys. Used once, by `make run`."""

from __future__ import annotations

import secrets
import sys

SETTINGS = """\
# Settings of a demo on this machine; each is explained in the README.
DATABASE_URL=sqlite:///var/whereabouts.db
SECRET_KEY={secret}
AUDIT_KEY={audit}
BASE_URL=http://127.0.0.1:8000
LISTEN=127.0.0.1:8000
MAIL_URL=smtp://127.0.0.1:8025
MAIL_FROM=education@demo.example
MAIL_FOLDER=var/mail
DEMO=1
"""


def first_settings() -> str:
    return SETTINGS.format(secret=secrets.token_urlsafe(48), audit=secrets.token_urlsafe(48))


if __name__ == "__main__":
    sys.stdout.write(first_settings())
