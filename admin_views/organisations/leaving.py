"""The work of an officer who leaves: what is in hand, and whose all of it becomes in one step."""

from __future__ import annotations

from typing import Any

from flask import url_for
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired

from admin_views.asking import scope
from admin_views.casework.allocations import give, give_by_rule
from admin_views.records.forms import ProtectedForm
from admin_views.records.inputs import AtMost
from admin_views.records.reading import note_listed
from models.base import BaseModel, RuleBroken
from models.casework.allocation import FROM_A_LEAVER, Allocation
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.task import Task
from models.organisations.officer import Officer
from models.organisations.role import Role

RULE = "rule"


class RehomeForm(ProtectedForm):
    """Whose the work of a leaver becomes."""

    to = SelectField("Give all of it to", [InputRequired("Choose who takes it on.")])
    why = StringField("Why", [InputRequired("Say why the work changes hands."), AtMost(100)])


def may_rehome() -> bool:
    return scope().may("add", Allocation) and scope().may("change", Task)


def open_work(officer: Officer) -> list[dict[str, Any]]:
    """Return the open cases, tasks and enquiries of this officer in sight of whoever asks."""
    cases, tasks = _cases_of(officer), _tasks_of(officer)
    asked = Enquiry.awaiting_answer(scope()).where(Enquiry.case.in_([case.id for case in cases]))
    return [
        _listed("Open cases", Case, cases, "cases"),
        _listed("Open tasks", Task, tasks, "tasks"),
        _listed("Enquiries not answered yet", Enquiry, asked, "enquiries"),
    ]


def homes_for(officer: Officer) -> list[tuple[str, str]]:
    """Return the choices: each by the rule, or all to one colleague who works there."""
    there = sorted(scope().authorities("add", Allocation))
    roles = scope().of(Role).where(Role.authority.in_(there), Role.active)
    theirs = roles.select(Role.officer)
    others = Officer.select().where(
        Officer.id.in_(theirs), Officer.active, Officer.id != officer.id
    )
    named = [(str(one.id), str(one)) for one in others.order_by(Officer.name, Officer.id)]
    return [("", "Choose"), (RULE, "Whoever the council’s rule names, case by case"), *named]


def rehome(officer: Officer, form: RehomeForm) -> str:
    """Give away every open case and task in sight, all or none. Return in words what was done."""
    to, why = str(form.to.data), str(form.why.data)
    new = None if to == RULE else scope().get(Officer, int(to))
    cases, tasks = _cases_of(officer), _tasks_of(officer)
    for case in cases:
        if new is None:
            give_by_rule(case, FROM_A_LEAVER, f"{why}.")
        else:
            give(case, new, FROM_A_LEAVER, why)
    for task in tasks:
        if new is None and task.case_id is None:
            raise RuleBroken(f"“{task.what}” is on no case. Give it to somebody by hand first.")
        # By the rule a task goes with its case.
        task.officer = new
        task.save()
    return f"{_counted(len(cases), 'case')} and {_counted(len(tasks), 'task')} have a new home."


def _cases_of(officer: Officer) -> list[Case]:
    theirs = scope().of(Case).where(Case.officer == officer.id, Case.closed_on.is_null())
    return list(theirs.order_by(Case.id))


def _tasks_of(officer: Officer) -> list[Task]:
    theirs = scope().of(Task).where(Task.officer == officer.id, Task.done_on.is_null())
    return list(theirs.order_by(Task.due_on, Task.id))


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _listed(title: str, model: type[BaseModel], query: Any, screen: str) -> dict[str, Any]:
    rows = list(query) if scope().may("see", model) else []
    note_listed(model, rows, len(rows), "open work")
    lines = [
        (getattr(row, "reference", str(row)), url_for(f"{screen}.details_view", id=row.id))
        for row in rows
    ]
    return {"title": title, "lines": lines, "seen": scope().may("see", model)}
