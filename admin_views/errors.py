"""Pages for when something is not so: in words, with a code the operator finds in the log."""

from __future__ import annotations

import html
import logging
import secrets
from typing import Any

from flask import Flask, Response, flash, g, make_response, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from peewee import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from admin_views.page import assets
from admin_views.records.reading import forget_looks
from models.base import OutOfScope, RuleBroken

# Six characters stand for an é on the way, so this is a text of five million at the least.
LONGEST_FORM = 32 * 1024 * 1024

logger = logging.getLogger(__name__)

WORDS = {
    400: ("This page could not be understood", "Go back, and try the link or the form again."),
    403: ("This page is not open to you", "Ask your manager if you need it for your work."),
    404: (
        "There is no such page or record",
        "It may not exist, or it is not open to you. Check the reference and search for it.",
    ),
    405: ("This page cannot be used that way", "Go back, and use the buttons on the page."),
    409: ("This cannot be done", "Something else has changed meanwhile. Go back and look again."),
    413: (
        "That is too much at once",
        "Nothing was saved. Go back: most browsers still hold what you typed. Send less than "
        "10 MB: a smaller file, or a shorter text.",
    ),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: ("Something went wrong on our side", "Nothing was saved. Tell support the code below."),
    503: (
        "The records are busy",
        "Nothing was saved and nothing is lost. Go back, wait a minute and try again.",
    ),
}
EXPIRED = ("This form is out of date", "Nothing was saved. Go back, reload the page, try again.")
NO_TEXT = (
    "That holds a character that cannot be kept",
    "It shows as nothing and came with a paste. Nothing was saved. Go back, type that part anew "
    "and send it again.",
)

# Without the menu, which asks the database who may open what.
BARE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{0} - Whereabouts</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{style}"></head>
<body class="govuk-template__body"><main class="govuk-width-container govuk-main-wrapper" id="main">
<h1>{0}</h1><p>{1}</p><p>{2}</p><p><a href="/">Go to the front page</a></p>
</main></body></html>
"""


def error_page(status: int, words: tuple[str, str] | None = None, code: str = "") -> Response:
    forget_looks()
    title, advice = words or WORDS.get(status, WORDS[400])
    said = [html.escape(part) for part in (title, advice, code)]
    bare = BARE.format(*said, style=assets.address_of("main.css"))
    if isinstance(request.routing_exception, SecurityError):
        return make_response(bare, status)  # asked under another name: no link of ours holds there
    try:
        page = render_template("error.html", title=title, advice=advice, code=code)
    except Exception as error:
        # The menu may be what failed, and after this page there is no other.
        logger.error("no page for %s", status, exc_info=_without_words(error))
        page = bare
    return make_response(page, status)


def _too_much() -> tuple[str, str]:
    title, advice = WORDS[413]
    most = g.get("largest_file", request.max_content_length or 0) // 2**20
    return title, advice.replace("10 MB", f"{most} MB")


def busy_page() -> Response:
    return error_page(503)


def _make_room() -> None:
    """Let a far too long text in, to give it back with the limit in words and nothing lost."""
    typed = request.mimetype == "application/x-www-form-urlencoded"
    if request.method == "POST" and typed and current_user.is_authenticated:
        request.max_content_length = request.max_form_memory_size = LONGEST_FORM


def _say_when(response: Response) -> Response:
    if response.status_code == 429:
        response.headers["Retry-After"] = str(g.get("retry_after", 60))
    return response


def register(app: Flask) -> None:
    app.before_request(_make_room)
    app.after_request(_say_when)

    @app.before_request
    def only_text() -> Response | None:
        """No keyboard types NUL, and PostgreSQL keeps none."""
        asked = [*request.args.items(multi=True), *request.form.items(multi=True)]
        return (
            error_page(400, NO_TEXT)
            if any("\0" in part for pair in asked for part in pair)
            else None
        )

    @app.errorhandler(CSRFError)
    def out_of_date(_error: CSRFError) -> Response:
        return error_page(400, EXPIRED)

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return error_page(error.code or 500, _too_much() if error.code == 413 else None)

    @app.errorhandler(OutOfScope)
    def missing(_error: OutOfScope) -> Response:
        return error_page(404)

    @app.errorhandler(RuleBroken)
    def broken(error: RuleBroken) -> AnyResponse:
        """A rule broken outside a form: say so on the page the officer came from."""
        if request.method != "POST":
            return error_page(409, ("This cannot be done", str(error)))
        flash(str(error), "error")
        return redirect(_back())

    _faults(app)


def _faults(app: Flask) -> None:
    """Not the officer's doing: say so, and leave the rest for the log."""

    @app.errorhandler(OperationalError)
    def busy(_error: OperationalError) -> Response:
        logger.exception("the database did not answer")
        return busy_page()

    @app.errorhandler(Exception)
    def ours(error: BaseException) -> Any:
        """The last resort: words and a code for the reader, everything else for the log."""
        code = secrets.token_hex(4).upper()
        # Only the kind of error and where: its words may quote a record.
        logger.error("error %s: %s", code, type(error).__name__, exc_info=_without_words(error))
        return error_page(500, code=code)

    @app.errorhandler(InternalServerError)
    def before_or_after(error: InternalServerError) -> Any:
        """What failed outside the page itself: opening the session, writing the look."""
        first = error.original_exception or error
        return busy(first) if isinstance(first, OperationalError) else ours(first)


def _without_words(error: BaseException) -> Any:
    bare = RuntimeError(type(error).__name__)
    return (RuntimeError, bare, error.__traceback__)


def _back() -> str:
    """Return the page before this one, if it is ours."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else "/"
