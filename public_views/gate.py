"""Before every page for people outside: how many one address may have, and how many go at once.

Whoever is stopped here costs no question to the database and no wait for it,
so that a flood is the trouble of whoever makes it and not of the staff.
"""

from __future__ import annotations

import hmac
import math
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from flask import Flask, Response, current_app, g, request

from browser.connecting import turned_away
from browser.moment import request_now
from models.casework.leavers_link import is_signed
from models.dates.london import LONDON, london_day
from models.ledger.setting import Setting
from models.organisations import throttle
from models.organisations.authority import Authority
from models.organisations.hourly import NO_WAIT, Hourly
from public_views import stopped
from public_views.slots import Slots

REFER, REPLY, STATEMENT = "/refer/", "/reply/", "/accessibility/"
LISTS = "/refer/leavers/"
SENDING = "/refer/check"  # where a referral is sent for good
LOOK_AGAIN = timedelta(minutes=1)  # at what the council has set


class Limits(NamedTuple):
    """What the council has set, and whom to ring, read once a minute."""

    pages: int
    referrals: int
    in_all: int
    phones: tuple[tuple[str, str], ...]  # council, number


class Gate:
    """One a process. Addresses are known to it by a keyed hash only."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.slots = Slots()
        self.shown, self.sent, self.full = Hourly(), Hourly(), Hourly()
        self._limits: tuple[datetime, Limits] | None = None

    def wait(self, address: bytes, is_sent: bool, now: datetime) -> timedelta:
        """Count a page that is opened, or one that is sent; or return how long to wait first."""
        counts = self.sent if is_sent else self.shown
        return counts.take(address, self.limits(now).pages, now)

    def limits(self, now: datetime) -> Limits:
        if self._limits is None or not timedelta(0) <= now - self._limits[0] < LOOK_AGAIN:
            self._limits = now, _limits(now)
        return self._limits[1]

    def hash_of(self, client: str | None) -> bytes:
        """Return the hash of an address; a home has a whole /64 of IPv6, and one count."""
        return hmac.digest(self._key, throttle.address(client).encode(), "sha256")

    def forget(self) -> None:
        """Begin anew, as a new process does."""
        self.slots = Slots()
        for counts in (self.shown, self.sent, self.full):
            counts.forget()
        self._limits = None


def gate() -> Gate:
    return cast(Gate, current_app.config["GATE"])


def address_asking() -> bytes:
    return gate().hash_of(request.remote_addr)


def _limits(now: datetime) -> Limits:
    values = Setting.in_force(london_day(now))
    ours = Authority.select().where(Authority.ours, Authority.phone != "").order_by(Authority.code)
    return Limits(
        values.of(None, "pages_an_hour"),
        values.of(None, "referrals_an_hour"),
        values.of(None, "referrals_an_hour_in_all"),
        tuple((council.name, council.phone) for council in ours),
    )


def register(app: Flask) -> None:
    """Stand before everything else: before a form is read or a session looked for."""
    app.config["GATE"] = Gate(app.config["SEAL"].key_for("address outside"))
    app.before_request(_stop_or_let_in)
    app.teardown_request(_leave)


def _stop_or_let_in() -> Response | None:
    if not _with_end(request.path).startswith((REFER, REPLY, STATEMENT)):
        gate().slots.staff_enter()
        g.leave = gate().slots.staff_leave
        return None
    now = request_now()
    if _is_counted(request.path) and (wait := _wait(now)) > NO_WAIT:
        return stop(now, wait)
    if not gate().slots.enter():
        turned_away()
        return stopped.page(503, stopped.BUSY, 5, gate().limits(now).phones)
    g.leave = gate().slots.leave
    return None


def _wait(now: datetime) -> timedelta:
    address, is_sent = address_asking(), request.method == "POST"
    wait = gate().wait(address, is_sent, now)
    if is_sent and request.path == SENDING:
        return max(wait, gate().full.wait(address, now))
    return wait


def _with_end(path: str) -> str:
    """Return the path so that /referrals, which is the staff's, does not begin with /refer/."""
    return f"{path}/"


def _is_counted(path: str) -> bool:
    """Whoever was sent a link, to reply or for a list of leavers, may open it as often as need be.

    A reply has counts of its own, for each link.
    """
    if path.startswith(LISTS):
        return not is_signed(path.removeprefix(LISTS).partition("/")[0], current_app.config["SEAL"])
    return _with_end(path).startswith((REFER, STATEMENT))


def stop(now: datetime, wait: timedelta) -> Response:
    """Return the page for whoever has had as much as an hour allows: all they wrote is on it."""
    until = (now + wait + timedelta(seconds=59)).astimezone(LONDON)
    seconds = g.retry_after = math.ceil(wait.total_seconds())
    return stopped.page(429, stopped.too_many(until), seconds, gate().limits(now).phones)


def _leave(_error: BaseException | None) -> None:
    if leave := g.pop("leave", None):
        leave()
