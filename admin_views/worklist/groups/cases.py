"""Cases that nobody owns, on which nothing happens, or (behind a number) that are open."""

from __future__ import annotations

from typing import Any

from flask import url_for
from peewee import JOIN, ModelSelect, fn

from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.allocation import Allocation
from models.casework.case import Case, CaseKind
from models.casework.note import Note
from models.casework.quiet import quiet_cases
from models.organisations.authority import AuthorityRecord
from models.people.child import Child

KIND = CaseKind.alias()


class OnACase(Group):
    """What the groups about a case, or about something on one, have in common."""

    def owner(self) -> Any:
        return Case.officer

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        with_kind = query.join_from(Case, KIND, JOIN.LEFT_OUTER, on=(Case.kind == KIND.id))
        return with_kind.join_from(Case, Child, JOIN.LEFT_OUTER, on=(Case.child == Child.id))

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        return [(Case, line.case_id)] if line.case_id is not None else []

    def columns(self) -> dict[str, Any]:
        return {
            "case_id": Case.id,
            "child_id": Child.id,
            "kind": KIND.code,
            "forenames": fn.COALESCE(Child.forenames, ""),
            "surname": fn.COALESCE(Child.surname, ""),
        }


class OfCases(OnACase):
    """What the groups whose rows are cases have in common."""

    model, opens = Case, "cases.details_view"

    def name(self, line: Line) -> str:
        return f"{line.kind}-{line.id}"


class Unowned(OfCases):
    key, harm, title = "unowned", 30, "Cases nobody owns"
    nothing = "Every case has an officer."
    to_do, needs = "Give it an officer", ("add", Allocation)
    everybodys = True

    def rows(self) -> ModelSelect[Any]:
        return Case.unowned(self.asked.scope)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Case.opened_on}

    def why(self, line: Line) -> str:
        return f"open since {line.on}, and nobody is looking"

    def action_address(self, line: Line) -> str:
        return url_for("allocations.create_view", case=line.id)


class Quiet(OfCases):
    key, harm, title = "quiet", 60, "Quiet cases"
    nothing = "No case is forgotten."
    to_do, needs = "Write a note", ("add", Note)

    def rows(self) -> ModelSelect[Any]:
        return quiet_cases(self.asked.scope, self.asked.today, self.asked.values)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Case.quiet_since}

    def why(self, line: Line) -> str:
        days = (self.asked.today - line.day).days if line.day else 0
        return f"nothing in {days:,} days, the last on {line.on}; no task is to come"

    def action_address(self, line: Line) -> str:
        return url_for("notes.create_view", child=line.child_id, case=line.id)


class OpenCases(OfCases):
    """Behind the number in the team's table."""

    key, harm, title = "open-cases", None, "Open cases"
    nothing = "No case is open."

    def rows(self) -> ModelSelect[Any]:
        query = self.asked.scope.of(Case).where(Case.closed_on.is_null())
        return query.order_by(Case.opened_on, Case.id)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Case.opened_on}

    def why(self, line: Line) -> str:
        return f"open since {line.on}"
