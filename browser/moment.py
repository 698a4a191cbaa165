"""The one moment and the one day at which a request counts as happening."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from flask import current_app, g

from models.dates.london import london_day


def request_now() -> datetime:
    if "now" not in g:
        g.now = current_app.config["CLOCK"]()
    return cast(datetime, g.now)


def today() -> date:
    return london_day(request_now())
