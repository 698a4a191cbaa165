"""The front page: what needs a person today, counted, each line opening the thing to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import url_for
from flask_admin import AdminIndexView, expose

from admin_views.asking import scope, today
from admin_views.reading import note_listed
from admin_views.rows import load_named
from admin_views.signed_in import SignedInView
from models.base import BaseModel
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.task import Task
from models.dates.words import short_date
from models.outgoing.message import Message

SHOWN = 10


class Group(NamedTuple):
    """One sort of thing that needs a person; `why` says of a row why it is here."""

    title: str
    model: type[BaseModel]
    endpoint: str
    rows: Callable[[], Any]
    why: Callable[[Any], str]
    loads: tuple[str, ...] = ()


def _late() -> Any:
    return Enquiry.awaiting_answer(scope()).where(Enquiry.due_on < today())


def _unsettled() -> Any:
    query = scope().of(Message).where(Message.state.in_(("uncertain", "failed", "held")))
    return query.order_by(Message.due_on, Message.id)


def _due_tasks() -> Any:
    query = scope().of(Task).where(Task.done_on.is_null(), Task.due_on <= today())
    return query.order_by(Task.due_on, Task.id)


def _nobodys() -> Any:
    query = scope().of(Case).where(Case.officer.is_null(), Case.closed_on.is_null())
    return query.order_by(Case.opened_on, Case.id)


GROUPS = (
    Group(
        "Mails uncertain, failed or held",
        Message,
        "messages.details_view",
        _unsettled,
        lambda m: f"{m.state}: {m.why}",
    ),
    Group(
        "Enquiries overdue",
        Enquiry,
        "enquiries.details_view",
        _late,
        lambda e: f"to {e.asked.name}; the answer was due {short_date(e.due_on)}",
        ("case.kind", "school", "other_authority", "agency", "person"),
    ),
    Group(
        "Cases nobody owns",
        Case,
        "cases.details_view",
        _nobodys,
        lambda c: f"opened {short_date(c.opened_on)}",
        ("kind",),
    ),
    Group(
        "Tasks due",
        Task,
        "tasks.details_view",
        _due_tasks,
        lambda t: f"due {short_date(t.due_on)}",
    ),
)


class Home(SignedInView, AdminIndexView):
    @expose("/")
    def index(self) -> str:
        groups = [g for g in GROUPS if scope().may("see", g.model)]
        return str(self.render("home.html", groups=[self._filled(group) for group in groups]))

    def _filled(self, group: Group) -> dict[str, Any]:
        query = group.rows()
        count = query.count()
        rows = list(query.limit(SHOWN))
        load_named(rows, group.loads, scope())
        note_listed(group.model, rows, count, "today")
        lines = [
            (
                getattr(row, "reference", str(row)),
                group.why(row),
                url_for(group.endpoint, id=row.id),
            )
            for row in rows
        ]
        return {"title": group.title, "count": count, "lines": lines}
