"""Screens for what a person has to do by a day."""

from __future__ import annotations

from admin_views.asking import today
from admin_views.base import Bulk
from admin_views.from_child import FromChild
from models.casework.task import Task


def _finish(task: Task, _form: object) -> None:
    task.finish(today())


class TaskView(FromChild):
    shows = Task
    title = "Tasks"
    address = "tasks"
    needs_case = False
    group = "Work"
    column_list = ("what", "case", "officer", "due_on", "done_on")
    column_labels = {"due_on": "Due", "done_on": "Done"}
    column_default_sort = ("due_on", False)
    search_in = (Task.what,)
    narrow_by = ("officer", "due_on", "done_on")
    form_columns = ("case", "what", "officer", "due_on", "done_on")
    prefills = ("case",)
    bulk = (Bulk("Mark as done today", "marked as done", _finish),)
