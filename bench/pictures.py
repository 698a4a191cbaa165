"""The pictures of the handbook and the README, taken anew from the demo's invented families.

Run as `python -m bench.pictures`, or with names of pages to take only those. Every picture
is the top of a page at the width of a desk, a tablet and a telephone. Look at them before
you commit them.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from peewee import fn
from playwright.sync_api import Page, ViewportSize, sync_playwright

from bench._two_admins import ours
from commands.demo_data.loading import load
from commands.demo_data.organisations import DEMO_PASSWORD
from commands.starters import load_starters
from models.base import bind, database
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.migrations import upgrade
from models.transaction import seal_with

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
TALLEST = {1280: 900, 768: 1000, 375: 1400}  # small enough to keep
LOOKED_FOR = "smith 2015"


def main() -> None:
    asked = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        case = make(Path(folder) / "demo.db")
        with ours(Path(folder) / "demo.db") as server, sync_playwright() as playwright:
            chromium = playwright.chromium.launch(
                executable_path="/usr/bin/chromium-headless-shell",
                args=["--no-sandbox", "--disable-gpu"],
            )
            page = chromium.new_page(base_url=server.origin)
            sign_in(page)
            for name, go in pages(case).items():
                if not asked or name in asked:
                    take(page, name, go)
            chromium.close()


def make(path: Path) -> Case:
    """Fill a database as `make run` does; return the open case on which most was asked."""
    bind(f"sqlite:///{path}")
    seal_with(secrets.token_bytes(32))
    now = datetime.now(UTC)
    database.connect()
    upgrade()
    load(300, 873, now.astimezone(ZoneInfo("Europe/London")).date(), now, lambda _done: None)
    load_starters(now)
    busy = Case.select(Case).join(Enquiry).where(Case.closed_on.is_null())
    case: Case = busy.group_by(Case.id).order_by(fn.COUNT(Enquiry.id).desc(), Case.id).get()
    database.close()
    return case


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill("manager@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="What needs the team today").wait_for()


def pages(case: Case) -> dict[str, Callable[[Page], object]]:
    def at(path: str) -> Callable[[Page], object]:
        return lambda page: page.goto(path)

    return {
        "today": at("/"),
        "children": at("/children/"),
        "search": look_for,
        "child": at(f"/children/details/?id={case.child_id}"),
        "enquiry": at(f"/enquiries/new/?child={case.child_id}"),
        "case": at(f"/cases/details/?id={case.id}"),
        "figures": at("/figures/"),
        "letters": at("/letters/templates"),
        "refer": at("/refer"),
        "triage": at("/referrals/triage/?id=2"),
    }


def look_for(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="Find a child").fill(LOOKED_FOR)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="fit").first.wait_for()


def take(page: Page, name: str, go: Callable[[Page], object]) -> None:
    for width in TALLEST:
        page.set_viewport_size(ViewportSize(width=width, height=900))
        go(page)
        page.wait_for_load_state("networkidle")
        whole: int = page.evaluate("document.documentElement.scrollHeight")
        path = FOLDER / f"{name}-{width}.png"
        height = min(whole, TALLEST[width])
        page.screenshot(
            path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
        )
        print(f"{path.name:<24}{path.stat().st_size / 1000:6.0f} kB", flush=True)


if __name__ == "__main__":
    main()
