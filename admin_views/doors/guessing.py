"""Weighing a guess at the door: counted first, and given back when it was right."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, g, request

from admin_views.doors.sessions import request_now
from models.organisations import throttle
from models.organisations.device import TrustedDevice
from models.organisations.officer import Officer
from models.organisations.throttle import NO_WAIT, Guess, Throttle
from models.scope import Scope
from models.transaction import transaction


class TooSoon(Exception):
    """The guess is not weighed at all. Its words are the same for every account, known or not."""


class Weighing:
    def __init__(self, guess: Guess) -> None:
        self.guess = guess
        self.right = False


@contextmanager
def weighing(*subjects: str) -> Iterator[Weighing]:
    """Count a guess against each subject; whoever finds it right says so. Raise TooSoon.

    The counting is committed before anything is weighed, so that guesses sent
    all at once are all counted.
    """
    now = request_now()
    with transaction(Scope.visitor(), now):
        guess = Throttle.take(subjects, now)
    if guess.wait > NO_WAIT:
        seconds = math.ceil(guess.wait.total_seconds())
        g.retry_after = seconds  # for programs; people read it in the words
        flash(f"Too many tries. Wait {seconds} seconds, then try again.", "error")
        raise TooSoon
    weighed = Weighing(guess)
    yield weighed
    if weighed.right:
        with transaction(Scope.visitor(), now):
            Throttle.give_back(guess, now)


def at_account(email: str, device: TrustedDevice | None) -> tuple[str, ...]:
    """Return what a guess at this account counts against.

    A device its owner trusts has a count of its own: whoever attacks the
    account, or shares the owner's address, does not slow the owner down.
    """
    if device is not None and device.officer.email == email.strip().lower():
        return (f"device:{device.id}",)
    return throttle.account(email), throttle.address(request.remote_addr)


def at_second_step(officer: Officer) -> str:
    return f"second step:{officer.id}"


def at_own_password(officer: Officer) -> str:
    return f"own password:{officer.id}"
