"""Make Django's own tables and a superuser, then serve: `python -m bench.django_peer PORT`."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.django_peer.settings"


def main(port: str) -> None:
    django.setup()
    from django.contrib.auth.models import User
    from django.core.wsgi import get_wsgi_application
    from waitress import serve

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    User.objects.create_superuser("officer", "", os.environ["PEER_PASSWORD"])
    serve(get_wsgi_application(), listen=f"127.0.0.1:{port}", threads=8, ident=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
