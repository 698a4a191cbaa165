"""Where each chain stood when a day ended, noted for good, and what going through it showed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from models.dates.london import london_day
from models.ledger.audit import Chain, verified
from models.ledger.event import START, AuditHead, DailyHead, Event
from models.ledger.history import begins


def not_noted(now: datetime) -> list[AuditHead]:
    """Return the chains whose head at the end of yesterday is still to be noted."""
    noted = DailyHead.select(DailyHead.head).where(DailyHead.day == _yesterday(now))
    return list(AuditHead.select().where(AuditHead.id.not_in(noted)).order_by(AuditHead.chain))


def checked(head: AuditHead, key: bytes) -> Chain:
    """Go through the chain. It is at fault too if its earlier heads no longer fit."""
    chain = verified(head, key)
    return chain._replace(fault=chain.fault or _rewritten(head))


def note_head(head: AuditHead, chain: Chain, now: datetime) -> None:
    """Note yesterday and the days missed before it. One that is noted stays as it is."""
    yesterday = _yesterday(now)
    for day in _days_to_note(head, yesterday):
        sequence, link = _stood(head, day)
        found = {"verified_at": now, "sound": chain.events, "fault": chain.fault}
        row = {"head": head.id, "day": day, "sequence": sequence, "link": link}
        row |= found if day == yesterday else {}
        DailyHead.insert(row).on_conflict_ignore().execute()


def _yesterday(now: datetime) -> date:
    return london_day(now) - timedelta(days=1)


def _days_to_note(head: AuditHead, yesterday: date) -> list[date]:
    """Return yesterday, and before it the days on which nobody ran this."""
    noted = DailyHead.select(DailyHead.day).where(DailyHead.head == head.id)
    last = noted.order_by(DailyHead.day.desc()).first()
    first = yesterday if last is None else last.day + timedelta(days=1)
    return [first + timedelta(days=n) for n in range((yesterday - first).days + 1)]


def _stood(head: AuditHead, day: date) -> tuple[int, str]:
    """Return the last event of the chain up to the end of the day, and its link."""
    until = begins(day + timedelta(days=1))
    theirs = Event.select().where(Event.head == head.id, Event.happened_at < until)
    last = theirs.order_by(Event.sequence.desc()).first()
    return (0, START) if last is None else (last.sequence, last.link)


def _rewritten(head: AuditHead) -> str:
    """Say which earlier day no longer fits: a chain sealed anew as a whole betrays itself so."""
    for day in DailyHead.select().where(DailyHead.head == head.id).order_by(DailyHead.day):
        if day.sequence == 0:
            continue
        there = Event.get_or_none(Event.head == head.id, Event.sequence == day.sequence)
        if there is None or there.link != day.link:
            return f"event {day.sequence}: it is not the one that ended {day.day.isoformat()}."
    return ""
