"""The council's mail server as MAIL_URL names it: read here, reached elsewhere."""

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

Security = Literal["plain", "starttls", "tls"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("plain", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_FORMS = (
    "MAIL_URL must look like smtps://user:password@mail.example.org:465 or"
    " smtp+starttls://user:password@mail.example.org:587. Inside the user name and the"
    " password write / @ : # ? and % as %2F %40 %3A %23 %3F and %25."
)


@dataclass(frozen=True)
class Relay:
    security: Security
    host: str
    port: int
    user: str  # empty: the server knows us by our own address
    password: str = field(repr=False)


def is_plain(url: str) -> bool:
    """Say whether this MAIL_URL sends in the clear. Raise ValueError, in words, if it is bad."""
    return read_relay(url).security == "plain"


def read_relay(url: str) -> Relay:
    """Take MAIL_URL apart, or raise ValueError in words that never quote the password."""
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
    return Relay(security, host, port, user, password)


def is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
