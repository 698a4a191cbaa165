"""Hand one email to the council's mail server, and say for certain what became of it.

It keeps no queue, tries nothing twice and never sends in the clear to another machine.
"""

import contextlib
import email
import email.utils
import ipaddress
import quopri
import re
import smtplib
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from typing import Any, Literal, Protocol
from urllib.parse import unquote, urlsplit

from email_validator import EmailNotValidError, validate_email


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


class NotSent(Exception):
    """The email has certainly not left. The message is for an officer.

    `temporary`: worth trying again. `recipient_refused`: the server knows no such address.
    `stop_queue`: our password or the server's certificate is wrong, so no other email would
    do better; this one is not at fault and stays `temporary`.
    """

    def __init__(
        self,
        message: str,
        *,
        temporary: bool,
        recipient_refused: bool = False,
        stop_queue: bool = False,
    ) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.recipient_refused = recipient_refused
        self.stop_queue = stop_queue


class Uncertain(Exception):
    """The line failed once the text was begun: it may have arrived. Only a person may resend."""


# Composing

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
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_STRAY_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")

# Lawful in an address, and each a known way to be misread: an encoded word, and the old
# ways of asking a server to pass mail on to a third address.
_TRICKS = ("=?", "%", "!", "|")


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
    yield "From", _address(mail.sender, "sender's")
    yield "To", _address(mail.recipient, "recipient's")
    if mail.reply_to is not None:
        yield "Reply-To", _address(mail.reply_to, "reply")
    yield "Subject", _subject(mail.subject)
    yield "Date", email.utils.format_datetime(mail.sent_at)
    yield "Message-ID", mail.message_id
    yield "Auto-Submitted", "auto-generated"  # so that no out-of-office reply comes back
    yield "MIME-Version", "1.0"
    yield "Content-Type", 'text/plain; charset="utf-8"'
    yield "Content-Transfer-Encoding", "quoted-printable"


def _address(text: str, whose: str) -> str:
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
    if _CONTROL.search(text):
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


# The server's address


@dataclass(frozen=True)
class _Relay:
    security: Literal["plain", "starttls", "tls"]
    host: str
    port: int
    user: str  # empty: the server knows us by our own address
    password: str = field(repr=False)


_SCHEMES: dict[str, tuple[Literal["plain", "starttls", "tls"], int]] = {
    "smtp": ("plain", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_FORMS = (
    "MAIL_URL must look like smtps://user:password@mail.example.org:465 or"
    " smtp+starttls://user:password@mail.example.org:587. Inside the user name and the"
    " password write / @ : # ? and % as %2F %40 %3A %23 %3F and %25."
)


def is_plain(url: str) -> bool:
    """Say whether this MAIL_URL sends in the clear. Raise ValueError, in words, if it is bad."""
    return _relay(url).security == "plain"


def _relay(url: str) -> _Relay:
    try:
        parts = urlsplit(url)
        security, usual_port = _SCHEMES[parts.scheme]
        host, port = parts.hostname or "", parts.port or usual_port
    except (KeyError, ValueError):
        # Not told on: the library's own words can quote a piece of the password.
        raise ValueError(_FORMS) from None
    if not re.fullmatch(r"[\w.:-]+", host, re.ASCII) or parts.path.strip("/"):
        raise ValueError(_FORMS)
    if parts.query or parts.fragment:
        raise ValueError(_FORMS)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("MAIL_URL needs both a user name and a password, or neither.")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ValueError("MAIL_URL's user name and password may hold plain ASCII signs only.")
    if security == "plain" and user:
        raise ValueError("MAIL_URL would send its password in the clear. Use smtps://.")
    return _Relay(security, host, port, user, password)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


# Sending


class _Line(smtplib.SMTP):
    """A connection on which an answer has `timeout` seconds in whole.

    The socket's own timeout begins again with each byte, so a server that drips its answer
    could hold the sender for hours.
    """

    def getreply(self) -> tuple[int, bytes]:
        alarm = threading.Timer(self.timeout, _cut, [self.sock])
        alarm.daemon = True
        alarm.start()
        try:
            return super().getreply()
        finally:
            alarm.cancel()

    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        try:
            return super().starttls(*args, **kwargs)
        except smtplib.SMTPResponseException as exc:
            # Offered and then refused is as good as not offered: somebody may be in between.
            raise smtplib.SMTPNotSupportedError(_words(exc.smtp_code, exc.smtp_error)) from exc


class _TlsLine(_Line, smtplib.SMTP_SSL):
    pass


def _cut(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        # Not sock.shutdown(): on a TLS socket that would first turn the encryption off.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


class SmtpMailer:
    """The one real mailer. After a success it keeps its line; only one thread may use it."""

    def __init__(self, url: str, timeout: float = 20, local_hostname: str = "[127.0.0.1]") -> None:
        """Take MAIL_URL apart, or raise ValueError in words. Nothing is connected yet.

        `timeout` is in seconds, for each of the server's answers. `local_hostname` is what we
        call ourselves; looking it up instead can hang where names are not served.
        """
        self._relay = _relay(url)
        if self._relay.security == "plain" and not _is_this_machine(self._relay.host):
            raise ValueError(
                "MAIL_URL would send in the clear to another machine."
                " Use smtp+starttls:// or smtps://."
            )
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._context = ssl.create_default_context()
        self._line: _Line | None = None

    def send(self, mail: Mail, data_begun: Callable[[], None]) -> str:
        """Return the server's final words, or raise BadMail, NotSent or Uncertain."""
        data = compose(mail)
        try:
            with _nothing_sent():
                line = self._ready()
                _offer(line, mail, len(data))
            data_begun()
            return _hand_over(line, data)
        except NotSent:
            self.close()
            raise
        except BaseException:
            # Not even QUIT: the server may still be reading the text, and would add it.
            self._drop()
            raise

    def close(self) -> None:
        """Hang up politely. A QUIT that is lost changes nothing: what had its 250 is sent."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.quit()
            self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _ready(self) -> _Line:
        """Return a line with no email on it: the one we have if it still answers, or a new one."""
        if self._line is not None:
            with contextlib.suppress(OSError):
                if self._line.rset()[0] == 250:
                    return self._line
            self._drop()
        self._line = self._connect()
        return self._line

    def _connect(self) -> _Line:
        at, timeout = self._relay, self._timeout
        if at.security == "tls":
            line: _Line = _TlsLine(
                at.host, at.port, self._local_hostname, timeout=timeout, context=self._context
            )
        else:
            line = _Line(at.host, at.port, self._local_hostname, timeout=timeout)
        try:
            if at.security == "starttls":
                line.starttls(context=self._context)
            line.ehlo_or_helo_if_needed()
            if at.user:
                line.login(at.user, at.password)
        except (OSError, ValueError):
            line.close()
            raise
        return line


def _offer(line: _Line, mail: Mail, size: int) -> None:
    """Have the server accept the sender and the one recipient."""
    options = [f"SIZE={size}"] if line.has_extn("size") else []
    code, said = line.mail(mail.sender, options)
    if code != 250:
        raise _refused("the email", code, said)
    code, said = line.rcpt(mail.recipient)
    if code not in (250, 251):
        raise _refused("the recipient", code, said)


def _hand_over(line: _Line, data: bytes) -> str:
    """Send DATA and the text. Only a plain answer counts; without one nobody can tell."""
    try:
        code, said = line.data(data)
    except smtplib.SMTPDataError as exc:
        raise _answered(exc.smtp_code, exc.smtp_error) from exc
    except OSError as exc:
        raise Uncertain(
            f"The line broke after the text was begun, so the email may have arrived: {exc}"
        ) from exc
    if code != 250:
        raise _answered(code, said)
    return _words(code, said)


# What went wrong, in words


def _answered(code: int, said: bytes | str) -> NotSent | Uncertain:
    if 400 <= code <= 599:
        return _refused("the text", code, said)
    return Uncertain(f"The mail server gave no clear answer to the text: {_words(code, said)}")


def _refused(what: str, code: int, said: bytes | str) -> NotSent:
    words = _words(code, said)
    stop_queue = code in (530, 534, 535, 538)  # all of them: sign in properly first
    return NotSent(
        f"The mail server refused {what}: {words}",
        temporary=code < 500 or stop_queue,
        # 5.7.x is the server's policy, on us more often than on the address.
        recipient_refused=(
            what == "the recipient"
            and code >= 500
            and not stop_queue
            and not words.startswith(f"{code} 5.7.")
        ),
        stop_queue=stop_queue,
    )


@contextlib.contextmanager
def _nothing_sent() -> Iterator[None]:
    """Up to DATA whatever breaks is certain: the email has not left, and is not at fault."""
    try:
        yield
    except (OSError, ValueError) as exc:  # smtplib's errors are all OSErrors
        raise _not_sent(exc) from exc


def _not_sent(exc: OSError | ValueError) -> NotSent:
    stop_queue = False
    reason = str(exc)
    if isinstance(exc, smtplib.SMTPResponseException):
        reason = _words(exc.smtp_code, exc.smtp_error)
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        why, stop_queue = "did not take our user name and password", exc.smtp_code >= 500
    elif isinstance(exc, smtplib.SMTPNotSupportedError):
        why, stop_queue = "does not offer the safe connection we ask for", True
    elif isinstance(exc, ssl.SSLError) and not isinstance(exc, ssl.SSLEOFError):
        why, stop_queue = "did not prove who it is", True
    else:
        why = "could not be reached or broke off"
    message = f"Nothing was sent: the mail server {why}. ({reason})"
    return NotSent(message, temporary=True, stop_queue=stop_queue)


def _words(code: int, said: bytes | str) -> str:
    """Return the server's answer on one line, short enough to show."""
    text = said if isinstance(said, str) else said.decode("ascii", "replace")
    return " ".join(f"{code} {_CONTROL.sub(' ', text)}".split())[:300]
