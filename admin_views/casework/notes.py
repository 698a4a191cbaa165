"""Screens for what is written down: contacts with a family, notes and tasks."""

from __future__ import annotations

from typing import Any

from admin_views.asking import officer_asking, scope, today
from admin_views.people.from_child import FromChild
from admin_views.records.base import Bulk
from models.base import BaseModel
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task


class ContactView(FromChild):
    shows = EheContact
    title = "EHE contacts"
    fitting = "EHE"
    address = "ehe-contacts"
    column_list = ("case.child", "kind", "happened_on", "officer", "enquiry")
    column_labels = {"case.child": "About", "happened_on": "On", "enquiry": "Answers"}
    column_default_sort = ("happened_on", True)
    column_sortable_list = (("happened_on", "happened_on"), ("case.child", "case.child.surname"))
    search_child = EheContact.case
    narrow_by = ("kind", "officer", "happened_on")
    form_columns = ("case", "kind", "happened_on", "person", "enquiry", "summary")
    prefills = ("case", "enquiry")
    loads = ("enquiry.school", "enquiry.person", "enquiry.agency", "enquiry.other_authority")

    def create_form(self, obj: Any = None) -> Any:
        return _as_far_as_theirs(super().create_form(obj))

    def edit_form(self, obj: Any = None) -> Any:
        return _as_far_as_theirs(super().edit_form(obj))

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, EheContact):
            row.officer = officer_asking()


def _as_far_as_theirs(form: Any) -> Any:
    """Saying that a contact answers an enquiry records the answer: for who may do that."""
    if not scope().may("change", Enquiry):
        del form.enquiry
    return form


class NoteView(FromChild):
    shows = Note
    title = "Notes"
    address = "notes"
    needs_case = False
    group = "Work"
    column_list = ("child", "case", "written_on", "written_by", "call_with", "text")
    column_labels = {"call_with": "Call with"}
    column_default_sort = ("written_on", True)
    search_child = Note.child
    search_in = (Note.text,)
    narrow_by = ("written_by", "written_on")
    form_columns = ("child", "case", "written_on", "text")
    prefills = ("child", "case")
    loads = ("case.kind",)

    def before_saving(self, row: BaseModel, created: bool) -> None:
        if created and isinstance(row, Note):
            row.written_by = officer_asking()


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
