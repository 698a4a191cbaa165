"""Keep the demo's mail in a folder instead of sending it. It listens on this machine only."""

import contextlib
import ipaddress
import os
import secrets
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def catch_mail(folder: Path, host: str = "127.0.0.1", port: int = 8025) -> None:
    """Keep each mail as an .eml file until interrupted. Raise ValueError for another machine."""
    with catching(folder, host, port), contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()


@contextlib.contextmanager
def catching(folder: Path, host: str = "127.0.0.1", port: int = 8025) -> Iterator[None]:
    """Keep each mail as an .eml file for as long as the block runs."""
    if not _is_this_machine(host):
        raise ValueError(f"The mail catcher listens on this machine only, not on {host!r}.")
    # The mail of a demo may still hold what somebody typed into it.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    controller = Controller(_Keeper(folder), hostname=host, port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Keeper:
    """What aiosmtpd calls with each mail. It fixes the method's name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        # Never named after anything in the mail: that would be a stranger's text in a path.
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(4)}.eml"
        part = self.folder / f".{name}.part"
        try:
            part.write_bytes(envelope.original_content or b"")
            os.replace(part, self.folder / name)  # so that nobody lists half a mail
        except OSError:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            return "452 4.3.1 The mail could not be kept"
        return f"250 2.0.0 Kept as {name}"
