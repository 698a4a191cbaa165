"""The program served on this machine, and Debian's Chromium to use it with."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from models.organisations.officer import Officer
from tests.making import PASSWORD

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what is in order need not be told, place by place
}


AXE = Axe().axe_script  # read once
# Only what is wrong comes back: the list of all that is in order is long.
FIND = "([context, options]) => axe.run(context, options).then((found) => found.violations)"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium-headless-shell", args=SWITCHES
        )
        yield browser
        browser.close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the program, served by waitress as it is for real."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.task_dispatcher.shutdown()
    # Closed by its own thread: a socket that goes away while it is listened to is an error.
    server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
    thread.join(10)


class Visit:
    """A page that notes what the console says and finds what a blind reader would stumble on."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        self.looked = False
        page.on("console", lambda m: self._note(m.type, m.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        # Chromium calls every answer of 400 and more an error of the console.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(text)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, officer: Officer) -> None:
        self.open("/sign-in")
        self.page.get_by_label("Email address").fill(officer.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def violations(self) -> list[str]:
        """Return what axe-core finds on the page as it stands."""
        self.page.wait_for_load_state("load")  # without its styles the page is another
        # The head and the foot are the same on every page: looked at on the first of a visit.
        rest = {"exclude": [["header"], ["footer"]]} if self.looked else {"include": [["html"]]}
        self.looked = True
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(FIND, [rest, WCAG])
        return [
            f"{self.page.url}: {one['id']}: {one['help']}: {one['nodes'][0]['html']}"
            for one in found
        ]


@pytest.fixture
def visit(chromium: Browser, served: str, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    contexts: list[BrowserContext] = []

    def begin(javascript: bool = True) -> Visit:
        context = chromium.new_context(java_script_enabled=javascript, accept_downloads=True)
        context.set_default_timeout(60_000)
        contexts.append(context)
        return Visit(context.new_page(), served)

    yield begin
    for context in contexts:
        context.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
