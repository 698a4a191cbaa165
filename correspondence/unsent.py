"""An email that has not left, or may have: which of the two, and why, in words for an officer."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator

from correspondence.mail import CONTROL


class NotSent(Exception):
    """The email has certainly not left. The message is for an officer.

    `temporary`: worth trying again. `recipient_refused`: the server knows no such address.
    `stop_queue`: our password or the server's certificate is wrong, so no other email would
    do better; this one is not at fault and stays `temporary`. `unreachable`: no server was
    there to say anything, so the next email had better wait for the next tick.
    """

    def __init__(
        self,
        message: str,
        *,
        temporary: bool,
        recipient_refused: bool = False,
        stop_queue: bool = False,
        unreachable: bool = False,
    ) -> None:
        super().__init__(message)
        self.temporary = temporary
        self.recipient_refused = recipient_refused
        self.stop_queue = stop_queue
        self.unreachable = unreachable


class Uncertain(Exception):
    """The line failed once the text was begun: it may have arrived. Only a person may resend."""


def answered(code: int, said: bytes | str) -> NotSent | Uncertain:
    """Return what an answer to the text other than 250 comes to."""
    if 400 <= code <= 599:
        return refused("the text", code, said)
    return Uncertain(f"The mail server gave no clear answer to the text: {words_of(code, said)}")


def refused(what: str, code: int, said: bytes | str) -> NotSent:
    """Return what it comes to that the server would not take `what`."""
    words = words_of(code, said)
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
def nothing_sent() -> Iterator[None]:
    """Up to DATA whatever breaks is certain: the email has not left, and is not at fault."""
    try:
        yield
    except (OSError, ValueError) as exc:  # smtplib's errors are all OSErrors
        raise _not_sent(exc) from exc


def _not_sent(exc: OSError | ValueError) -> NotSent:
    stop_queue = False
    reason = str(exc)
    if isinstance(exc, smtplib.SMTPResponseException):
        reason = words_of(exc.smtp_code, exc.smtp_error)
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        why, stop_queue = "did not take our user name and password", exc.smtp_code >= 500
    elif isinstance(exc, smtplib.SMTPNotSupportedError):
        why, stop_queue = "does not offer the safe connection we ask for", True
    elif isinstance(exc, ssl.SSLError) and not isinstance(exc, ssl.SSLEOFError):
        why, stop_queue = "did not prove who it is", True
    else:
        why = "could not be reached or broke off"
    message = f"Nothing was sent: the mail server {why}. ({reason})"
    return NotSent(message, temporary=True, stop_queue=stop_queue, unreachable=not stop_queue)


def words_of(code: int, said: bytes | str) -> str:
    """Return the server's answer on one line, short enough to show."""
    text = said if isinstance(said, str) else said.decode("ascii", "replace")
    return " ".join(f"{code} {CONTROL.sub(' ', text)}".split())[:300]
