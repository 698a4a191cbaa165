"""Hand one email to the council's mail server, and say for certain what became of it.

It keeps no queue, tries nothing twice and never sends in the clear to another machine.
"""

import contextlib
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from functools import cached_property
from typing import Any

from correspondence.mail import Mail, compose
from correspondence.relay import is_this_machine, read_relay
from correspondence.unsent import NotSent, Uncertain, answered, nothing_sent, refused, words_of


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
            raise smtplib.SMTPNotSupportedError(words_of(exc.smtp_code, exc.smtp_error)) from exc


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
        self._relay = read_relay(url)
        if self._relay.security == "plain" and not is_this_machine(self._relay.host):
            raise ValueError(
                "MAIL_URL would send in the clear to another machine."
                " Use smtp+starttls:// or smtps://."
            )
        self._timeout = timeout
        self._local_hostname = local_hostname
        self._line: _Line | None = None

    @cached_property
    def _context(self) -> ssl.SSLContext:
        """Read the machine's certificates: when they are asked for, as that takes a while."""
        return ssl.create_default_context()

    def send(self, mail: Mail, data_begun: Callable[[], None]) -> str:
        """Return the server's final words, or raise BadMail, NotSent or Uncertain."""
        data = compose(mail)
        try:
            with nothing_sent():
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
        raise refused("the email", code, said)
    code, said = line.rcpt(mail.recipient)
    if code not in (250, 251):
        raise refused("the recipient", code, said)


def _hand_over(line: _Line, data: bytes) -> str:
    """Send DATA and the text. Only a plain answer counts; without one nobody can tell."""
    try:
        code, said = line.data(data)
    except smtplib.SMTPDataError as exc:
        raise answered(exc.smtp_code, exc.smtp_error) from exc
    except OSError as exc:
        raise Uncertain(
            f"The line broke after the text was begun, so the email may have arrived: {exc}"
        ) from exc
    if code != 250:
        raise answered(code, said)
    return words_of(code, said)
