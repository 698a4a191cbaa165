"""Whose history is asked for, and of which month: a child's or an officer's, if it is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from peewee import ModelSelect

from admin_views.asking import scope, today
from admin_views.records.reading import Look, note, reason_given
from admin_views.records.rows import is_id
from models.dates.months import Month, month_named
from models.ledger.event import AuditHead, Event
from models.ledger.history import of_child, of_officer, works_in
from models.organisations.officer import Officer
from models.people.child import Child


@dataclass(frozen=True)
class Asked:
    """A child's or an officer's month: `looked` notes that somebody looked at it."""

    kind: str  # "child" or "officer"
    row_id: int
    name: str  # a reference or an officer's name, never a child's
    title: str
    month: Month
    authorities: Sequence[int]
    events: ModelSelect[Event]
    looked: Callable[[str, Sequence[Event], str], None]

    @property
    def child_id(self) -> int | None:
        return self.row_id if self.kind == "child" else None

    def address(self, view: str, **more: Any) -> str:
        return url_for(f".{self.kind}_{view}", id=self.row_id, month=str(self.month), **more)


def child_asked() -> Asked:
    child = scope().get(Child, _number())
    if not scope().may("see", "History", child.authority_id):
        abort(403)
    month = month_named(request.args.get("month", ""), today())

    def looked(verb: str, events: Sequence[Event], reason: str) -> None:
        # About the child: who asked after the lookers has looked too.
        about = {"page": "history", "month": str(month), "count": len(events)}
        verb = "history_exported" if verb == "export" else "history_seen"
        note(Look(verb, child, child.authority_id, about, reason_given(reason)))

    return Asked(
        kind="child",
        row_id=child.id,
        name=child.reference,
        title=f"Who has seen or changed {child.reference}",
        month=month,
        authorities=[child.authority_id],
        events=of_child(scope(), child.id, child.authority_id, month.first, month.last),
        looked=looked,
    )


def officer_asked() -> Asked:
    officer = scope().get(Officer, _number())
    authorities = works_in(officer.id, scope().authorities("see", "History"))
    if not authorities:
        abort(404)
    month = month_named(request.args.get("month", ""), today())

    def looked(verb: str, events: Sequence[Event], reason: str) -> None:
        heads = {head.id: head.authority_id for head in AuditHead.select()}
        for one in authorities:
            ids = [event.id for event in events if heads[event.head_id] == one]
            about = {"find": f"officer:{officer.id} {month}", "count": len(ids), "ids": ids}
            note(Look(verb, Event, one, about, reason_given(reason)))

    return Asked(
        kind="officer",
        row_id=officer.id,
        name=officer.name,
        title=f"What {officer.name} looked at",
        month=month,
        authorities=authorities,
        events=of_officer(scope(), officer.id, authorities, month.first, month.last),
        looked=looked,
    )


def _number() -> int:
    text = request.args.get("id", "")
    if not is_id(text):
        abort(404)
    return int(text)
