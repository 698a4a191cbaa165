"""What somebody outside who answers by a link may write: their answer, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from models.base import BaseModel

# Rows that an answer adds: a second answer, a word to the officer, a code and the mail with it.
ADDS = frozenset({"Note", "Task", "Message", "ReplyCode"})

# Columns of what was asked that an answer fills in.
CHANGES = {
    "Enquiry": frozenset({"answer", "answered_on", "answered_by", "recorded_by"}),
    "Handover": frozenset(
        {
            "acknowledged_on",
            "acknowledged_by",
            "acknowledged_words",
            "refused_on",
            "refused_by",
            "refused_why",
        }
    ),
}


def is_answer(row: BaseModel, linked: Mapping[str, int]) -> bool:
    """Say whether `row` is part of an answer about `linked`: ids by noun, the authority's too."""
    name = type(row).__name__
    if row.id is None:
        return name in ADDS and row.__data__.get("authority") in (None, linked["Authority"])
    written = {field.name for field in row.dirty_fields} - {"id", "row_version"}
    return row.id == linked.get(name) and written <= CHANGES.get(name, frozenset())
