"""An email to send, what to expect of it, and what a mailer makes of sending it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from correspondence.mail import Mail
from correspondence.smtp import SmtpMailer
from correspondence.unsent import NotSent, Uncertain
from tests.correspondence.post_office import PostOffice

MAIL = Mail(
    sender="cme@council.example",
    recipient="office@hilltop.example",
    subject="Reminder: our enquiry CME-0041",
    body="Dear colleague\n\nWe have not heard from you.\n",
    message_id="<0f3c.1@council.example>",
    sent_at=datetime(2026, 9, 15, 7, 0, tzinfo=UTC),
    reply_to="cme-answers@council.example",
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
SHORT = 0.3  # seconds: what a silent server costs a test

Open = Callable[..., SmtpMailer]


def nothing_to_note() -> None:
    """Stand in for the outbox's note that DATA was begun."""


class Notes:
    """Count how often the outbox would have noted that DATA was begun."""

    def __init__(self) -> None:
        self.begun = 0

    def __call__(self) -> None:
        self.begun += 1


def not_sent(mailer: SmtpMailer, mail: Mail = MAIL, begun: int = 0) -> NotSent:
    notes = Notes()
    with pytest.raises(NotSent) as caught:
        mailer.send(mail, notes)
    assert notes.begun == begun
    return caught.value


def uncertain(mailer: SmtpMailer) -> Uncertain:
    notes = Notes()
    with pytest.raises(Uncertain) as caught:
        mailer.send(MAIL, notes)
    assert notes.begun == 1
    return caught.value


def tls_office(certificate: Path, scheme: str, **script: object) -> PostOffice:
    return PostOffice(
        **{
            "certificate": certificate,
            "tls_at_once": scheme == "smtps",
            "extensions": ("STARTTLS", "AUTH PLAIN", "SIZE 1000000"),
            **script,
        }
    )
