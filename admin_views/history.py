"""Who saw or changed a child's record, and what an officer looked at, month by month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request, url_for
from flask_admin import BaseView, expose
from peewee import ModelSelect

from admin_views import downloads
from admin_views.asking import scope, today
from admin_views.downloads import Answer, Rows, Taking
from admin_views.reading import Look, note, reason_given
from admin_views.rows import is_id
from admin_views.signed_in import SignedInView
from admin_views.words import moment
from models.dates.months import Month, last_months, month_named
from models.ledger.event import AuditHead, Event
from models.ledger.history import Line, lines, of_child, of_officer, officers_of, works_in
from models.organisations.officer import Officer
from models.people.child import Child

PAGE_SIZE = 50
TITLES = ("When", "Who", "What", "Record", "From")


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


class HistoryView(SignedInView, BaseView):
    """For those who may see History; a child out of their sight is not there."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", "History")

    @expose("/")
    def index(self) -> str:
        officers = officers_of(scope().authorities("see", "History"))
        return str(self.render("history_index.html", officers=officers))

    @expose("/child/")
    def child_view(self) -> str:
        return self._page(_child())

    @expose("/officer/")
    def officer_view(self) -> str:
        return self._page(_officer())

    @expose("/child/export/")
    def child_ask(self) -> Answer:
        return downloads.ask(self, self._taking(_child()))

    @expose("/officer/export/")
    def officer_ask(self) -> Answer:
        return downloads.ask(self, self._taking(_officer()))

    @expose("/child/export/<export_type>/", methods=("POST",))
    def child_export(self, export_type: str) -> Answer:
        return self._take(_child(), export_type)

    @expose("/officer/export/<export_type>/", methods=("POST",))
    def officer_export(self, export_type: str) -> Answer:
        return self._take(_officer(), export_type)

    def _page(self, asked: Asked) -> str:
        count = asked.events.count()
        last_page = max(-(-count // PAGE_SIZE), 1)
        page = min(max(request.args.get("page", 1, type=int) or 1, 1), last_page)
        events = list(asked.events.paginate(page, PAGE_SIZE))
        asked.looked("listed", events, "")
        return str(
            self.render(
                "history.html",
                asked=asked,
                titles=TITLES,
                rows=self._cells(lines(events, scope(), asked.child_id)),
                page=page,
                last_page=last_page,
                months=last_months(today(), 12),
                may_take=any(scope().may("export", "History", one) for one in asked.authorities),
            )
        )

    def _taking(self, asked: Asked) -> Taking:
        theirs = AuditHead.authority
        counts = {
            one: asked.events.where(
                Event.head.in_(AuditHead.select(AuditHead.id).where(theirs == one))
            ).count()
            for one in asked.authorities
        }
        return Taking(
            noun="History",
            title=asked.title,
            name=f"{asked.kind}-history",
            criteria=f"{asked.name}, {asked.month.words}",
            counts=counts,
            back=asked.address("view"),
            files={kind: asked.address("export", export_type=kind) for kind in downloads.KINDS},
            shown=lambda: asked.looked("listed", [], ""),
        )

    def _take(self, asked: Asked, kind: str) -> Answer:
        def rows(reason: str) -> Rows:
            events = list(asked.events)
            asked.looked("export", events, reason)
            return TITLES, self._cells(lines(events, scope(), asked.child_id))

        return downloads.take(self, self._taking(asked), kind, rows)

    def _cells(self, told: Sequence[Line]) -> list[list[str]]:
        views = self.admin._views if self.admin else []
        nouns = [(getattr(view, "model", None), str(view.name)) for view in views]
        titles = {model._meta.table_name: name for model, name in nouns if model is not None}
        return [
            [moment(one.when), one.who, _did(one), _record(one, titles), one.where] for one in told
        ]


def _did(one: Line) -> str:
    what = ", ".join(one.fields) or one.reason
    return f"{one.did}: {what}" if what else one.did


def _record(one: Line, titles: dict[str, str]) -> str:
    called = titles.get(one.table, one.table.replace("_", " ").capitalize())
    if one.rows is None:
        return f"{called}: {one.reference}" if one.reference else called
    return f"{called}: {one.rows} {'record' if one.rows == 1 else 'records'}"


def _child() -> Asked:
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


def _officer() -> Asked:
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
