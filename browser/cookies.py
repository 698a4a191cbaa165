"""How every cookie of ours is set: out of reach of scripts, other sites and, over https, hosts."""

from __future__ import annotations

from typing import Any

from flask import Flask


def is_https(app: Flask) -> bool:
    return bool(app.config["BASE_URL"].startswith("https://"))


def name_of(app: Flask, what: str) -> str:
    return f"__Host-{what}" if is_https(app) else what


def kept_from_others(app: Flask) -> dict[str, Any]:
    return {"httponly": True, "secure": is_https(app), "samesite": "Lax", "path": "/"}
