"""The page for whoever is stopped for now: why, until when, whom to ring, and all they wrote.

It asks nobody anything and is put together here, because under a flood it is
the page that is given most.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from flask import Response, current_app, request

LONGEST_KEPT = 2**20  # bytes of a form that is given back
NOT_WRITTEN = frozenset({"csrf_token", "form_key"})  # the page's own, to be sent again unseen


class Words(NamedTuple):
    title: str
    why: str


BUSY = Words(
    "Many people are using this service just now",
    "It was not sent. Wait a few seconds and try again.",
)


def too_many(until: datetime) -> Words:
    return Words(
        "You have to wait before you go on",
        "Your internet address has used this service as often as it may in an hour. If you share "
        f"it, as in a school or a library, others count with you. You can go on at {until:%H:%M}.",
    )


PAGE = """<!doctype html>
<html lang="en-GB" class="govuk-template"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{style}"></head>
<body class="govuk-template__body"><div class="govuk-width-container">
<main class="govuk-main-wrapper" id="main">
<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
<h1 class="govuk-heading-l">{title}</h1>
<p class="govuk-body">{why}</p>
<p class="govuk-body"><strong>If a child is in danger now, ring 999.</strong> {phones}</p>
{kept}</div></div></main></div>
<footer class="page-footer"><div class="govuk-width-container">
<a href="/accessibility">Accessibility statement</a></div></footer></body></html>
"""
KEPT = """<h2 class="govuk-heading-m">What you wrote is not lost</h2>
{written}<form method="post" action="{action}">{fields}
<button type="submit" class="govuk-button" data-prevent-double-click="true">Send it again</button>
</form>
"""
STAYS_OPEN = """<p class="govuk-body">It stays open in this browser until tomorrow. You can also
<a class="govuk-link" href="/refer/save">save it under a code</a> and come back later.</p>
"""
IN_THE_PAGE_BEFORE = """<p class="govuk-body">What you wrote is not lost: go back with your browser,
and send it again later. Files may have to be chosen again.</p>
"""


def page(status: int, words: Words, seconds: int, phones: Sequence[tuple[str, str]]) -> Response:
    """Return the page; `seconds` tell a program when to come back."""
    rung = " or ".join(f"{name} on {number}" for name, number in phones)
    text = PAGE.format(
        title=html.escape(words.title),
        why=html.escape(words.why),
        phones=html.escape(f"You can also ring {rung}." if rung else ""),
        style=_style(),
        kept=_kept() if request.method == "POST" else "",
    )
    response = Response(text, status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _style() -> str:
    return str(current_app.jinja_env.globals["asset"]("main.css"))  # type: ignore[operator]


def _kept() -> str:
    """Return what was sent as a form that sends it again. One with files is not even read."""
    typed = request.mimetype == "application/x-www-form-urlencoded"
    if not typed or (request.content_length or 0) > LONGEST_KEPT:
        return IN_THE_PAGE_BEFORE
    fields = [
        (html.escape(name), html.escape(value))
        for name, value in request.form.items(multi=True)
        if value
    ]
    written = [value for name, value in fields if name not in NOT_WRITTEN]
    return KEPT.format(
        action=html.escape(request.full_path.rstrip("?")),
        written="".join(f'<div class="govuk-inset-text">{value}</div>\n' for value in written)
        or STAYS_OPEN,
        fields="".join(f'<input type="hidden" name="{n}" value="{v}">\n' for n, v in fields),
    )
