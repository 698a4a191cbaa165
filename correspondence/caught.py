"""Reads the mail that the demo's catcher kept in a folder. It keeps and sends none."""

from __future__ import annotations

import email
import email.errors
import email.header
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from pathlib import Path

# A UTC time and a random end: never anything out of the mail itself.
FILE_NAME = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{8}\.eml", re.ASCII)


@dataclass(frozen=True)
class CaughtMail:
    """One mail as it came: `received_at` in UTC, the rest as its headers and text say."""

    received_at: datetime
    sender: str
    recipient: str
    subject: str
    body: str
    file_name: str


def caught(folder: Path) -> list[CaughtMail]:
    """Return the mail kept there, newest first. What is not ours or cannot be read is left out."""
    if not folder.is_dir():
        return []
    ours = [path for path in folder.iterdir() if FILE_NAME.fullmatch(path.name)]
    newest_first = sorted(ours, reverse=True)  # a name begins with its time
    return [mail for path in newest_first if (mail := _read(path))]


def _read(path: Path) -> CaughtMail | None:
    try:
        received_at = datetime.strptime(path.name.partition("-")[0], "%Y%m%dT%H%M%S%f%z")
        mail = email.message_from_bytes(path.read_bytes())
    except (OSError, ValueError):
        return None
    sender, recipient, subject = (_header(mail, name) for name in ("From", "To", "Subject"))
    return CaughtMail(received_at, sender, recipient, subject, _text(mail), path.name)


def _header(mail: Message, name: str) -> str:
    value = str(mail.get(name, ""))
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except (email.errors.MessageError, LookupError, ValueError):
        return value


def _text(mail: Message) -> str:
    for part in mail.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _decoded(content, part.get_content_charset("utf-8"))
    return ""


def _decoded(content: bytes, charset: str) -> str:
    try:
        text = content.decode(charset, "replace")
    except (LookupError, ValueError):  # no such character set, or not one for text
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")
