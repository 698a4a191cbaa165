"""Proof for auditors and managers: each chain's state, and where it stood when each day ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_admin import BaseView, expose

from admin_views.asking import scope
from admin_views.records import downloads
from admin_views.records.downloads import Answer, Rows, Taking
from admin_views.records.reading import Look, note, reason_given
from admin_views.records.words import moment
from admin_views.signed_in import SignedInView
from models.dates.words import short_date
from models.ledger.event import AuditHead, DailyHead

SHOWN = 31
TITLES = ("Chain", "Day", "Last event", "Link", "Checked", "What was found")


class State(NamedTuple):
    """A chain, and what the last check of it found; `last` is None before the first."""

    chain: str
    last: DailyHead | None
    days: list[DailyHead]


class AuditView(SignedInView, BaseView):
    """It verifies nothing while somebody waits: the job `note_heads` does, each morning."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", "History")

    @expose("/")
    def index(self) -> str:
        states = [_state(head) for head in _heads()]
        _looked("listed", [day for state in states for day in state.days])
        may_take = scope().may("export", "History")
        return str(
            self.render("audit.html", states=states, moment=moment, may_take=may_take, found=_found)
        )

    @expose("/export/")
    def ask_export(self) -> Answer:
        return downloads.ask(self, self._taking())

    @expose("/export/<export_type>/", methods=("POST",))
    def export(self, export_type: str) -> Answer:
        return downloads.take(self, self._taking(), export_type, _rows)

    def _taking(self) -> Taking:
        # The system's chain is everybody's, and counts as the first authority's.
        authorities = sorted(scope().authorities("export", "History"))
        counts = dict.fromkeys(authorities, 0)
        counts[authorities[0]] = scope().of(DailyHead).count()
        return Taking(
            noun="History",
            title="Daily heads of the chains",
            name="daily-heads",
            criteria="all",
            counts=counts,
            back=url_for(".index"),
            files={kind: url_for(".export", export_type=kind) for kind in downloads.KINDS},
            shown=lambda: _looked("listed", []),
        )


def _heads() -> list[AuditHead]:
    authorities = list(scope().authorities("see", "History"))
    theirs = AuditHead.authority.in_(authorities) | AuditHead.authority.is_null()
    return list(AuditHead.select().where(theirs).order_by(AuditHead.chain))


def _state(head: AuditHead) -> State:
    days = scope().of(DailyHead).where(DailyHead.head == head.id).order_by(DailyHead.day.desc())
    last = days.where(DailyHead.verified_at.is_null(False)).first()
    return State(head.chain, last, list(days.limit(SHOWN)))


def _found(day: DailyHead) -> str:
    if day.verified_at is None:
        return ""
    return day.fault or f"whole: {day.sound:,} events sound"


def _looked(verb: str, days: Sequence[DailyHead], reason: str = "") -> None:
    chains = {head.id: head.authority_id for head in _heads()}
    for authority in sorted(scope().authorities("see", "History")):
        ids = [day.id for day in days if chains[day.head_id] in (authority, None)]
        about = {"find": "", "count": len(ids), "ids": ids}
        note(Look(verb, DailyHead, authority, about, reason_given(reason)))


def _rows(reason: str) -> Rows:
    chains = {head.id: head.chain for head in _heads()}
    days = list(scope().of(DailyHead).order_by(DailyHead.day.desc(), DailyHead.head))
    _looked("export", days, reason)
    cells = [
        [
            chains[day.head_id],
            short_date(day.day),
            day.sequence,
            day.link,
            moment(day.verified_at) if day.verified_at else "",
            _found(day),
        ]
        for day in days
    ]
    return TITLES, cells
