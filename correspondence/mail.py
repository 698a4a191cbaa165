"""One email: what it says and to whom, and the bytes of it that go over the wire.

No text in it can add a header or a recipient. It is not sent from here.
"""

import email
import email.utils
import quopri
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from typing import Protocol

from email_validator import EmailNotValidError, validate_email

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

_NAMES = (
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
)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+>")
_STRAY_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")

# Lawful in an address, and each a known way to be misread: an encoded word, and the old
# ways of asking a server to pass mail on to a third address.
_TRICKS = ("=?", "%", "!", "|")


@dataclass(frozen=True)
class Mail:
    """One email to one person: bare addresses, plain text, `sent_at` with its time zone."""

    sender: str
    recipient: str
    subject: str
    body: str
    message_id: str  # in angle brackets, the same at every try
    sent_at: datetime
    reply_to: str | None = None


class Mailer(Protocol):
    """What the outbox needs of whoever carries the mail."""

    def send(self, mail: Mail, data_begun: Callable[[], None]) -> str:
        """Return the server's final words, or raise BadMail, NotSent or Uncertain.

        `data_begun` is called once the recipient is accepted and before the text is handed
        over. If it raises, nothing has been sent.
        """

    def close(self) -> None:
        """Hang up. What was sent stays sent, however the line ends."""


class BadMail(ValueError):
    """This email cannot be written safely. The message says why, in words."""


def compose(mail: Mail) -> bytes:
    """Return the email as it goes over the wire, or raise BadMail."""
    if mail.sent_at.utcoffset() is None:
        raise BadMail("The email's date has no time zone.")
    if not _MESSAGE_ID.fullmatch(mail.message_id):
        raise BadMail("The email's Message-ID is not one plain identifier in angle brackets.")
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(mail))
    data = head.encode("ascii") + b"\r\n" + _body(mail.body)
    check(data, mail)
    return data


def _headers(mail: Mail) -> Iterator[tuple[str, str]]:
    yield "From", check_address(mail.sender, "sender's")
    yield "To", check_address(mail.recipient, "recipient's")
    if mail.reply_to is not None:
        yield "Reply-To", check_address(mail.reply_to, "reply")
    yield "Subject", _subject(mail.subject)
    yield "Date", email.utils.format_datetime(mail.sent_at)
    yield "Message-ID", mail.message_id
    yield "Auto-Submitted", "auto-generated"  # so that no out-of-office reply comes back
    yield "MIME-Version", "1.0"
    yield "Content-Type", 'text/plain; charset="utf-8"'
    yield "Content-Transfer-Encoding", "quoted-printable"


def check_address(text: str, whose: str) -> str:
    """Return one bare address unchanged, or raise BadMail: no name, list, group or comment."""
    if not text.isascii() or any(trick in text for trick in _TRICKS):
        raise BadMail(f"The {whose} address holds a sign that mail servers can misread.")
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as exc:
        raise BadMail(f"The {whose} address cannot be used. {exc}") from exc
    return text


def _subject(text: str) -> str:
    """Return the subject on one line, or as encoded words that read back as exactly this text."""
    if not text.strip():
        raise BadMail("The email has no subject.")
    if CONTROL.search(text):
        raise BadMail("The email's subject must be one line, without control characters.")
    # What already looks like an encoded word is encoded again. Python's own email package
    # decodes it instead, and lets a line break hidden in it become a header (CVE-2024-6923).
    if text.isascii() and "=?" not in text and text == text.strip() and len(text) <= 60:
        return text
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(text))


def _parts(text: str) -> Iterator[bytes]:
    """Cut into pieces of at most 39 bytes: no character in two, no line of headers over 76."""
    part = b""
    for letter in _utf8(text, "subject").decode():
        encoded = letter.encode()
        if len(part) + len(encoded) > 39:
            yield part
            part = b""
        part += encoded
    yield part


def _body(text: str) -> bytes:
    if not text.strip():
        raise BadMail("The email has no text.")
    lines = "\n".join(re.split("\r\n|\r|\n", text)).removesuffix("\n") + "\n"
    # Encoded with bare line ends first: with the wire's, a soft break could lack its return.
    return quopri.encodestring(_utf8(lines, "text")).replace(b"\n", b"\r\n")


def _utf8(text: str, what: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as exc:
        raise BadMail(f"The email's {what} holds half a character, which cannot be sent.") from exc


def check(data: bytes, mail: Mail) -> None:
    """Raise BadMail unless these bytes hold exactly the headers meant and the one recipient.

    The last look before the wire: it reads the bytes as a mail program would, and uses
    nothing that made them.
    """
    wanted = [name for name in _NAMES if name != "Reply-To" or mail.reply_to is not None]
    head = data.partition(b"\r\n\r\n")[0]
    starts = [line for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    names = [line.partition(b":")[0].decode("latin-1") for line in starts]
    read = email.message_from_bytes(data)
    if (
        not data.isascii()
        or _STRAY_LINE_END.search(data)
        or any(len(line) > 998 for line in data.split(b"\r\n"))
        or not names == read.keys() == wanted
        or email.utils.getaddresses([read["To"]]) != [("", mail.recipient)]
        or (read["From"], read["To"]) != (mail.sender, mail.recipient)
        or (read["Reply-To"], read["Message-ID"]) != (mail.reply_to, mail.message_id)
        or str(make_header(decode_header(read["Subject"]))) != mail.subject
    ):
        raise BadMail("The finished email is not what was meant, so it was not sent.")
