"""Screens for what somebody wrote down about a child."""

from __future__ import annotations

from admin_views.asking import officer_asking
from admin_views.from_child import FromChild
from models.base import BaseModel
from models.casework.note import Note


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
