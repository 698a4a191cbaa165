"""Styles and scripts: compiled from what stands beside them, packed, and kept by a browser."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from pathlib import Path

from flask import Flask

from admin_views.page.assets import STATIC
from tests.browsing import STYLE, Browser

THEME = STATIC.parent / "theme"
MANIFEST = json.loads((STATIC / "manifest.json").read_text())


def test_what_is_served_was_compiled_from_the_sources_as_they_stand() -> None:
    """Failing: run `make assets` and commit what it made."""
    found = [path for one in ("scss", "js") for path in (THEME / one).rglob("*.*")]
    files = sorted([*found, THEME / "package-lock.json"], key=relative)
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files))

    assert MANIFEST["sources"] == digest.hexdigest()


def relative(path: Path) -> str:
    return path.relative_to(THEME).as_posix()


def test_each_name_holds_the_hash_of_its_content_and_has_its_packed_twin() -> None:
    names = [name for asked, name in MANIFEST.items() if asked != "sources"]
    for name in names:
        content = (STATIC / name).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:10] in name
        assert gzip.decompress((STATIC / f"{name}.gz").read_bytes()) == content
    assert len(names) > 2


def test_a_style_sheet_comes_packed_and_is_kept_for_a_year(app: Flask) -> None:
    answer = Browser(app).get(STYLE, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert Browser(app).get(STYLE).headers.get("Content-Encoding") is None


def test_nothing_else_is_given_out(app: Flask) -> None:
    for path in ("/static/", "/static/..%2fassets.py", "/static/../assets.py", "/static/x.css"):
        assert Browser(app).get(path).status_code == 404


def test_nothing_compiled_comes_from_another_site_or_bears_the_crest() -> None:
    styles = (STATIC / MANIFEST["main.css"]).read_text()

    assert "@import" not in styles
    assert all(place.startswith("images/") for place in re.findall(r"url\(([^)]+)", styles))
    assert "GDS" not in styles
    assert "crest" not in styles
