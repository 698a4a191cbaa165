"""Tasks whose day has come."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, ModelSelect, fn

from admin_views.worklist.groups.cases import OnACase
from admin_views.worklist.line import Line
from models.casework.case import Case
from models.casework.task import Task


class TasksDue(OnACase):
    key, harm, title = "tasks", 70, "Tasks due"
    nothing = "No task is due."
    model, opens = Task, "tasks.details_view"
    to_do, does, needs = "Mark it as done", "tasks.edit_view", ("change", Task)

    def rows(self) -> ModelSelect[Any]:
        due = Task.due(self.asked.scope, self.asked.today)
        return due.join(Case, JOIN.LEFT_OUTER, on=(Task.case == Case.id))

    def owner(self) -> Any:
        """A task nobody was given is for whoever has the case."""
        return fn.COALESCE(Task.officer, Case.officer)

    def is_of(self, officer_id: int) -> Any:
        given = Task.officer == officer_id
        return given | (Task.officer.is_null() & (Case.officer == officer_id))

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"what": Task.what, "day": Task.due_on}

    def name(self, line: Line) -> str:
        return line.what

    def apart(self, line: Line) -> str:
        return f" (task {line.id})"

    def why(self, line: Line) -> str:
        case = f", on {line.kind}-{line.case_id}" if line.case_id else ""
        return f"due {line.on}{case}"
