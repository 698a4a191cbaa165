"""Sent once, however often and wherever it breaks: a receipt stands for a row that is there."""

from __future__ import annotations

import importlib
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from models.base import database
from models.casework.draft_file import DraftFile
from models.casework.referral import Referral
from models.casework.referral_draft import ReferralDraft
from models.casework.referral_file import ReferralFile
from models.ledger.audit import verify
from models.ledger.event import Event
from models.ledger.stored_file import StoredFile
from tests.browser.conftest import served
from tests.conftest import AUDIT_KEY
from tests.models.at_once import in_processes, in_threads
from tests.visiting import Visitor, receipt_in

__all__ = ["served"]

PDF = b"%PDF-1.7\nreport\n%%EOF"


def written(app: Flask) -> tuple[Visitor, str]:
    """A referral with a file, ready to be sent, and the key of its form."""
    visitor = Visitor(app)
    visitor.fill("public")
    visitor.add(PDF)
    return visitor, visitor.form_key()


def test_f57_sent_twice_at_once_and_again_later_it_is_one_with_one_receipt(
    app: Flask, visitor: Visitor
) -> None:
    visitor, key = written(app)
    other = visitor.elsewhere()
    token = visitor.token()

    def send(who: Visitor) -> Callable[[], str]:
        def post() -> str:
            who.client.post("/refer/check", data={"csrf_token": token, "form_key": key})
            return receipt_in(who.client.get("/refer/sent"))

        return post

    first, second = in_threads(send(visitor), send(other))
    assert first == second
    assert visitor.post("/refer/check", {"form_key": key}).location == "/refer/sent"
    assert visitor.get("/refer/check").location == "/refer/sent"  # back, in the browser
    visitor.fill("public")  # another one is begun, then the browser sends the first again
    assert visitor.post("/refer/check", {"form_key": key}).location == "/refer/sent"
    assert Referral.select().count() == ReferralFile.select().count() == 1
    assert Referral.get().receipt == first


# Where the process dies: a function, and whether it has run by then.
KILLS = (
    ("public_views.flood.send", False),
    ("models.casework.referral.new_receipt", True),
    ("models.casework.clock.Clock.begin", True),
    ("models.ledger.stored_file.StoredFile.keep", True),
    ("models.casework.referral_file.ReferralFile.save", True),
    ("models.casework.referral_draft.ReferralDraft.became", True),
    ("models.transaction._write_events", False),
    ("models.transaction._write_events", True),
    ("public_views.flood.send", True),
)


def killing(monkeypatch: pytest.MonkeyPatch, where: str, after: bool) -> None:
    """Let the process be killed at this function, before or after it has run."""
    holder, _, name = where.rpartition(".")
    package, _, member = holder.rpartition(".")
    owner: Any = (
        getattr(importlib.import_module(package), member)
        if member[0].isupper()
        else importlib.import_module(holder)
    )
    true = getattr(owner, name)

    def fatal(*args: Any, **kwargs: Any) -> None:
        if after:
            true(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(owner, name, fatal)


def test_t24_killed_at_any_step_no_receipt_is_without_its_row_and_none_is_lost(
    app: Flask, visitor: Visitor, tmp_path: Path
) -> None:
    receipts = tmp_path / "receipts"
    for rows, (where, after) in enumerate(KILLS):
        visitor, key = written(app)

        def send(visitor: Visitor = visitor, key: str = key) -> None:
            visitor.post("/refer/check", {"form_key": key})
            receipts.write_text(receipt_in(visitor.get("/refer/sent")))

        with pytest.MonkeyPatch.context() as patched:
            killing(patched, where, after)
            assert in_processes(send) == [-signal.SIGKILL], where
        committed = where.endswith("send") and after
        assert Referral.select().count() == rows + committed, where
        assert not receipts.exists()
        # The writer's page shows an error; the same form, sent again, is sent.
        visitor.post("/refer/check", {"form_key": key})
        receipt = receipt_in(visitor.get("/refer/sent"))
        assert Referral.get(Referral.receipt == receipt).name == "Zephyrine Quill"
        assert Referral.select().count() == ReferralFile.select().count() == rows + 1

    assert [chain.fault for chain in verify(AUDIT_KEY) if chain.fault] == []
    print(f"killed {len(KILLS)} times: 0 receipts without a row")  # noqa: T201


def test_f58_an_upload_dropped_half_way_leaves_neither_row_nor_file(
    app: Flask, visitor: Visitor, served: str
) -> None:
    visitor.begin()
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{visitor.token()}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
    )
    head = (
        "POST /refer/step/files HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Cookie: visit={visitor.cookie()}\r\nContent-Length: 1000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    host, _, port = served.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall((head + body).encode())
    with socket.create_connection((host, int(port))) as line:  # it goes on answering
        line.sendall(b"GET /refer HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        assert line.recv(12) == b"HTTP/1.0 200"

    database.connect(reuse_if_open=True)
    assert DraftFile.select().count() == StoredFile.select().count() == 0
    assert ReferralDraft.select().count() == 1


def test_a_referral_that_cannot_be_told_of_is_not_kept(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.fill("public")
    monkeypatch.setattr("models.transaction.append", lambda *_: 1 / 0)

    assert visitor.post("/refer/check", {"form_key": visitor.form_key()}).status_code == 500
    monkeypatch.undo()
    assert Referral.select().count() == 0
    assert visitor.send()


def test_the_event_tells_neither_of_the_address_nor_of_a_name(visitor: Visitor) -> None:
    visitor.fill("public")
    visitor.send()

    told = [(event.actor, str(event.about)) for event in Event.select() if event.verb == "create"]
    assert ("visitor", "{}") in told
    assert not any("127.0.0.1" in about for actor, about in told if actor == "visitor")


def test_files_wait_for_the_scanner_where_there_is_one(app: Flask, visitor: Visitor) -> None:
    app.config["SCANNER"] = "/run/clamd"
    visitor, _key = written(app)
    visitor.send()

    assert ReferralFile.get().scan == "waiting"
