"""Mail to the officers themselves: invitations, links to set a password, and what was changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from correspondence.drafted import drafted
from correspondence.emails import Words
from correspondence.outside_links import with_outside_links
from models.organisations.authority import Authority
from models.organisations.door_link import INVITE, RESET, DoorLink
from models.organisations.officer import Officer
from models.organisations.officer_mail import OfficerMail
from models.organisations.role import Role
from models.outgoing.message import Message
from models.scope import Scope
from models.sealing import Seal
from models.transaction import transaction

NOT_YOU = "If this was not you, tell your manager now: somebody may be trying to use your account."


class Door(NamedTuple):
    """Where the program is reached, from the settings and never from a request; and its seal."""

    base_url: str
    seal: Seal


def queue_officer_mail(scope: Scope, now: datetime, today: date) -> int:
    """Write what officers are to get and queue it; return how many. Safe to run twice.

    What was asked for an address that is no active officer's is dropped here,
    where nobody outside can tell.
    """
    queued = 0
    for asked in OfficerMail.waiting():
        with transaction(scope, now):
            officer = Officer.get_or_none(Officer.email == asked.address, Officer.active)
            if officer is not None and (sent_for := _authority_of(scope, officer)) is not None:
                _queue(officer, sent_for, asked.kind, now, today)
                queued += 1
            asked.done()
    return queued


def _authority_of(scope: Scope, officer: Officer) -> Authority | None:
    """Return the authority of the officer's first role; before there is one, any of ours."""
    theirs = scope.of(Role).where(Role.officer == officer, Role.active)
    first = theirs.order_by(Role.id).first()
    wanted = Authority.ours if first is None else Authority.id == first.authority_id
    found: Authority | None = Authority.select().where(wanted).order_by(Authority.code).first()
    return found


def _queue(officer: Officer, authority: Authority, kind: str, now: datetime, today: date) -> None:
    link = DoorLink.make(officer, kind, now) if kind in (INVITE, RESET) else None
    words = WORDS[kind](officer, f"[door link {link.id}]" if link else "")
    drafted(authority, officer.email, words, today).queue(now)


def with_link(message: Message, door: Door | None) -> str:
    """Return the body as it leaves, its link put in.

    The outbox can be read by colleagues and the link by its reader alone, so
    it is made at the last moment, and only in a mail to the link's own officer.
    """

    def made(found: re.Match[str]) -> str:
        link = DoorLink.get_or_none(DoorLink.id == int(found[1]))
        if door is None or link is None or link.officer.email != message.recipient:
            return found[0]
        return f"{door.base_url}/door/{link.purpose}/{link.token(door.seal)}"

    body = re.sub(r"\[door link ([0-9]{1,9})\]", made, message.body)
    if door is None:
        return body
    return with_outside_links(body, message.recipient, door.base_url, door.seal)


def _invite(officer: Officer, link: str) -> Words:
    return _mail(
        officer,
        "You are invited to Whereabouts",
        "An account has been made for you. To choose a password, open this link within 48 hours:",
        link,
        "It works once. If it is too old, ask for another where you were told of this account.",
    )


def _reset(officer: Officer, link: str) -> Words:
    return _mail(
        officer,
        "A link to set another password",
        "Somebody, we hope you, asked to set another password for your account. To do so, open "
        "this link within one hour:",
        link,
        "It works once. If you did not ask, you need do nothing: your password is still good.",
    )


def _password_changed(officer: Officer, _link: str) -> Words:
    return _mail(
        officer,
        "Your password was changed",
        "The password of your account was changed, and every browser was signed out.",
        NOT_YOU,
    )


def _second_factor_reset(officer: Officer, _link: str) -> Words:
    return _mail(
        officer,
        "Your second factor was reset",
        "The second factor of your account was taken off, and its recovery codes with it. You "
        "will be asked to set up another when you next sign in.",
        NOT_YOU,
    )


def _mail(officer: Officer, subject: str, *paragraphs: str) -> Words:
    return Words(subject, "\n\n".join([f"Dear {officer.name},", *paragraphs, "Whereabouts"]) + "\n")


WORDS: dict[str, Callable[[Officer, str], Words]] = {
    "invite": _invite,
    "reset": _reset,
    "password_changed": _password_changed,
    "second_factor_reset": _second_factor_reset,
}
