"""Who saw or changed a child's record, and what an officer looked at, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_admin import BaseView, expose

from admin_views.asking import scope, today
from admin_views.records import downloads
from admin_views.records.downloads import Answer, Rows, Taking
from admin_views.records.words import moment
from admin_views.running.history_asked import Asked, child_asked, officer_asked
from admin_views.signed_in import SignedInView
from models.dates.months import last_months
from models.ledger.event import AuditHead, Event
from models.ledger.history import officers_of
from models.ledger.lines import Line, lines

PAGE_SIZE = 50
TITLES = ("When", "Who", "What", "Record", "From")


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
        return self._page(child_asked())

    @expose("/officer/")
    def officer_view(self) -> str:
        return self._page(officer_asked())

    @expose("/child/export/")
    def child_ask(self) -> Answer:
        return downloads.ask(self, self._taking(child_asked()))

    @expose("/officer/export/")
    def officer_ask(self) -> Answer:
        return downloads.ask(self, self._taking(officer_asked()))

    @expose("/child/export/<export_type>/", methods=("POST",))
    def child_export(self, export_type: str) -> Answer:
        return self._take(child_asked(), export_type)

    @expose("/officer/export/<export_type>/", methods=("POST",))
    def officer_export(self, export_type: str) -> Answer:
        return self._take(officer_asked(), export_type)

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
