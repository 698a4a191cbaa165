"""The compiled styles and scripts: found by their plain names, served packed and for ever."""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from whitenoise import WhiteNoise

STATIC = Path(__file__).parents[1] / "static"
HASHED = re.compile(r"/static/[a-z_]+\.[0-9a-f]{10}\.[a-z]+")

blueprint = Blueprint("theme", __name__)

# Not as the layer before Flask that it can be: so a style sheet, too, is given only
# under our own name, with the headers of every answer.
_files = WhiteNoise(
    lambda _environ, _start: [],
    root=STATIC,
    prefix="static/",
    immutable_file_test=lambda _path, url: bool(HASHED.fullmatch(url)),
    allow_all_origins=False,
    max_age=300,
).files


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads((STATIC / "manifest.json").read_text())
    return names


def address_of(name: str) -> str:
    """Return where a compiled file is served, given its plain name."""
    return f"/static/{_names()[name]}"


def register(app: Flask) -> None:
    """Serve `static/`, and let a template ask for {{ asset('main.css') }}."""
    # The macros of the design system are a package of their own.
    macros = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
    app.jinja_loader = ChoiceLoader([PrefixLoader(macros)])
    app.add_template_global(address_of, "asset")
    app.register_blueprint(blueprint)


@blueprint.get("/static/<path:filename>")
def static(filename: str) -> Response:
    found = _files.get(request.path)
    if found is None:
        abort(404)
    answer = found.get_response(request.method, request.environ)
    with answer.file or BytesIO() as content:
        response = Response(content.read(), answer.status.value)
    response.headers.update(answer.headers)
    return response
