"""Tells the duty managers of a welfare concern, by reference only and before any other mail."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.drafted import drafted, message_id_of
from correspondence.emails import Words
from models.base import StaleRow
from models.casework.concern import Concern
from models.casework.restriction import Restriction
from models.dates.london import LONDON
from models.dates.words import long_date
from models.ledger.setting import Setting
from models.organisations.authority import Authority
from models.organisations.duty import FIRST, SECOND, DutyTurn
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.scope import Scope
from models.transaction import transaction


def tell_duty(concern: Concern, place: str, now: datetime, today: date) -> int:
    """Write and queue the mails; return how many. Call in the transaction that saves the concern.

    Where the rota names nobody, every manager is told; where there is no manager
    either, the team's own address.
    """
    managers = DutyTurn.on_duty(concern.authority_id, place, today)
    told = _not_closed_to(concern, managers) or _not_closed_to(
        concern, Role.managers(concern.authority_id)
    )
    for officer in told:
        _queue(concern, place, officer.name, officer.email, now, today)
    if not told and concern.authority.email:
        _queue(concern, place, "colleague", concern.authority.email, now, today)
    return len(told)


def escalate(scope: Scope, now: datetime, today: date) -> int:
    """Tell the second duty manager of what is still open too late; return of how many concerns.

    Safe to run twice, or twice at once: the concern says that it was done.
    """
    found = 0
    for concern in Concern.unacknowledged(scope).where(Concern.second_told_at.is_null()):
        minutes = Setting.of(concern.authority_id, "concern_minutes", today)
        if concern.is_late(now, minutes):
            found += _escalated(scope, concern.id, now, today)
    return found


def _escalated(scope: Scope, concern_id: int, now: datetime, today: date) -> bool:
    try:
        with transaction(scope, now):
            concern = scope.get(Concern, concern_id)
            if not concern.is_open or concern.second_told_at is not None:
                return False  # acknowledged, or told, since the list was read
            concern.second_told_at = now
            concern.save()
            tell_duty(concern, SECOND, now, today)
    except StaleRow:
        return False  # somebody wrote on it this very moment: the next tick looks again
    return True


def _not_closed_to(concern: Concern, officers: list[Officer]) -> list[Officer]:
    """An officer's own family is closed to that officer, so another is told."""
    about = Restriction.in_force_on("case", concern.case_id or 0, [concern.child_id])
    closed = {one.closed_to_id for one in about}
    return [officer for officer in officers if officer.id not in closed]


def _queue(
    concern: Concern, place: str, name: str, address: str, now: datetime, today: date
) -> None:
    words = concern_email(concern, place, name)
    identity = f"concern.{concern.id}.{place}.{address.replace('@', '.')}"
    drafted(
        concern.authority,
        address,
        words,
        today,
        message_id=message_id_of(concern.authority, identity),
        urgent=True,
        # As it is made: whoever raises it may not be one who may change a message.
        state="queued",
        queued_at=now,
    )


def concern_email(concern: Concern, place: str, name: str) -> Words:
    """Return the words. They name no child, nor whose record it is, nor who raised it."""
    here = concern.raised_at.astimezone(LONDON)
    first = place == FIRST
    said = "was raised" if first else "is not acknowledged. It was raised"
    why = (
        "You are told because you are on duty, or because nobody else is."
        if first
        else "You are told because whoever was told first has not recorded an acknowledgement."
    )
    body = [
        f"Dear {name},",
        f"A welfare concern, {concern.reference}, {said} at {here:%H:%M} on "
        f"{long_date(here.date())}.",
        "Act now: open it in Whereabouts under Welfare concerns, refer it, and record the referral "
        "and who acknowledged it. If it does not open for you, give its reference and your reason "
        "under Restricted, Open one.",
        whom_to_ring(concern.authority),
        f"{why} We name no child in an email. Please do not name one in an answer.",
    ]
    ending = "" if first else " is not acknowledged"
    return Words(f"Welfare concern {concern.reference}{ending}: act now", "\n\n".join(body) + "\n")


def whom_to_ring(authority: Authority) -> str:
    """Return the numbers of the safeguarding hub and 999, as one sentence or two."""
    return f"{authority.hub_numbers()} If a child is in danger now, ring 999.".strip()
