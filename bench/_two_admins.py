"""Ours and Django's admin, each served by waitress as a process, and a browser for either."""

from __future__ import annotations

import gzip
import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

import lxml.html

PASSWORD = secrets.token_urlsafe(16)
START_WITHIN = 240  # seconds


class Page(NamedTuple):
    status: int
    text: str
    seconds: float
    wire: int  # bytes of head and body as they were sent
    leads_to: str


class Browser:
    """One kept connection, cookies, gzip: what a browser brings, and nothing that takes time."""

    def __init__(self, port: int, server: int) -> None:
        self.server = server  # its process
        self.origin = f"http://127.0.0.1:{port}"
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, address: str, fields: Mapping[str, str] | None = None) -> Page:
        headers = {
            "Accept-Encoding": "gzip",
            "Cookie": "; ".join(map("=".join, self.cookies.items())),
        }
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.origin,
                "Referer": self.origin + address,
            }
        start = perf_counter()
        self.connection.request("GET" if body is None else "POST", address, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = perf_counter() - start
        self._keep_cookies(answer)
        wire = len(str(answer.headers).encode()) + len(content)
        if answer.headers["Content-Encoding"] == "gzip":
            content = gzip.decompress(content)
        leads_to = answer.headers["Location"] or ""
        return Page(answer.status, content.decode("utf-8", "replace"), seconds, wire, leads_to)

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            name, value = line.split(";")[0].strip().split("=", 1)
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def filled_in(self, address: str, **changes: str) -> dict[str, str]:
        """Return what a browser sends from the page's last form."""
        page = self.ask(address)
        assert page.status == 200, (address, page.status)
        form = max(lxml.html.fromstring(page.text).forms, key=lambda one: len(one.inputs.keys()))
        sent = {name: value or "" for name, value in form.form_values()}
        return sent | changes

    def sign_in(self, address: str, **who: str) -> None:
        fields = self.filled_in(address)
        answer = self.ask(address, fields | who)
        assert answer.status == 302, (address, answer.status)

    def processor(self) -> float:
        """Return the milliseconds of processor the server has used: others do not lengthen it."""
        ticks = Path(f"/proc/{self.server}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) * 1000 / os.sysconf("SC_CLK_TCK")

    def whole_visit(self, address: str, held: set[str]) -> int:
        """Return the bytes of a page and of whatever it names that the browser does not hold."""
        page = self.ask(address)
        wire = page.wire
        wanted = re.findall(r'<(?:link|script|img)\b[^>]*(?:href|src)="([^"]+)"', page.text)
        while wanted:
            part = urljoin(address, wanted.pop())
            if part in held or not part.startswith("/") or part.split("?")[0].endswith("/"):
                continue
            held.add(part)
            found = self.ask(part)
            wire += found.wire
            if part.endswith((".css", ".js", ".mjs")):
                named = re.findall(r"""(?:url\(|from|import)\s*["']?([^"')\s]+)""", found.text)
                wanted += [urljoin(part, one) for one in named if one.startswith((".", "/"))]
        return wire


@contextmanager
def ours(database: Path) -> Iterator[Browser]:
    port = free_port()
    environment = {
        "DATABASE_URL": f"sqlite:///{database}",
        "SECRET_KEY": secrets.token_urlsafe(32),
        "AUDIT_KEY": secrets.token_urlsafe(32),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LISTEN": f"127.0.0.1:{port}",
        "MAIL_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "bench@council.example",
        "DEMO": "1",
    }
    with _running([sys.executable, "app.py"], environment, port) as browser:
        yield browser


@contextmanager
def djangos(database: Path, folder: Path) -> Iterator[Browser]:
    port = free_port()
    environment = {
        "PEER_DATABASE": str(database),
        "PEER_STATIC": str(folder),
        "PEER_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "bench.django_peer", str(port)]
    with _running(command, environment, port) as browser:
        yield browser


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Browser]:
    server = subprocess.Popen(command, env=os.environ | environment)
    try:
        _wait_for(port, server)
        yield Browser(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up = perf_counter() + START_WITHIN
    while server.poll() is None and perf_counter() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.2)
        else:
            return
    sys.exit("A server did not start; its own words stand above.")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
