"""What is said once on the next page: sealed in a cookie, so that saying it writes no row."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Request, Response

from browser.cookies import kept_from_others, name_of
from models.sealing import Broken

PURPOSE = "message"
LONGEST = 3000  # characters; browsers drop a cookie of more than 4,096 bytes


def heard(app: Flask, request: Request, session_id: int | None) -> list[Any]:
    """Return what the page before said to this session; nothing that was said to another."""
    sealed = request.cookies.get(name_of(app, "said"), "")
    if not sealed:
        return []
    try:
        told = json.loads(app.config["SEAL"].open(PURPOSE, sealed))
    except Broken:
        return []
    return list(told["said"]) if told["to"] in (None, session_id) else []


def say(
    app: Flask, request: Request, response: Response, said: list[Any], session_id: int | None
) -> bool:
    """Send it with the answer, or forget what is shown by now; False if it is too long for that."""
    if not said:
        if name_of(app, "said") in request.cookies:
            response.delete_cookie(name_of(app, "said"), **kept_from_others(app))
        return True
    sealed = app.config["SEAL"].close(PURPOSE, json.dumps({"to": session_id, "said": said}))
    if len(sealed) > LONGEST:
        return False
    response.set_cookie(name_of(app, "said"), sealed, **kept_from_others(app))
    return True
