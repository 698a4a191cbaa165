"""A day at work in a browser: what is done on the way, and what is looked at on every page."""

from __future__ import annotations

from typing import Any

import pytest

from models.people.child import Child
from tests.browser.conftest import Visit

SURNAME = "Kowalczyk"

with_and_without = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with scripts", "without scripts"]
)
# On PostgreSQL too, with scripts.
on_both_databases = pytest.mark.parametrize(
    "javascript",
    [pytest.param(True, marks=pytest.mark.both_databases), False],
    ids=["with scripts", "without scripts"],
)


class Day:
    """An officer at work: every address, title and page on the way is looked at."""

    def __init__(self, at: Visit, scripts: bool) -> None:
        self.at, self.page, self.scripts = at, at.page, scripts
        self.found: list[str] = []
        self.told: list[str] = []
        at.page.on("framenavigated", lambda frame: self.told.append(frame.url))

    def look(self) -> None:
        self.told.append(self.page.title())
        self.found += self.at.violations() if self.scripts else []

    def follow(self, link: str, **more: Any) -> None:
        self.page.get_by_role("link", name=link, **more).first.click()

    def press(self, button: str, **more: Any) -> None:
        self.page.get_by_role("button", name=button, **more).first.click()

    def fill(self, **fields: str) -> None:
        for name, text in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(text)

    def read(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def look_for(self, words: str, child: Child) -> None:
        """Go to a child by the box on every page: as typed, or by Enter without scripts."""
        box = self.page.locator("header input[name=words]")
        if self.scripts:
            box.press_sequentially(words)
            self.page.get_by_role("option", name=child.reference).wait_for()
            box.press("ArrowDown")
            box.press("Enter")
        else:
            box.fill(words)
            box.press("Enter")
            self.look()
            self.follow(str(child.name))
        self.page.wait_for_url(f"**/children/details/?id={child.id}")

    def ends(self) -> None:
        self.press("Sign out")
        self.page.get_by_label("Password").wait_for()
        assert self.found == []
        assert self.at.complaints == []
        assert [told for told in self.told if SURNAME.lower() in told.lower()] == []
