"""Restricted records that somebody opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import ModelSelect

from admin_views.records.words import moment
from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.restriction import BrokenGlass, Restriction
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer


class RestrictedOpened(Group):
    """For those who may see restrictions, and of records in their own sight only."""

    key, harm, title = "restricted-opened", 20, "Restricted records opened"
    nothing = "No restricted record was opened."
    model, opens = BrokenGlass, "broken-glass.details_view"
    everybodys = True

    def is_shown(self) -> bool:
        return self.asked.whose.team and super().is_shown()

    def rows(self) -> ModelSelect[Any]:
        days = max(
            self.asked.values.of(one, "openings_shown_days")
            for one in self.asked.scope.authorities("see", BrokenGlass)
        )
        return BrokenGlass.since(self.asked.scope, self.asked.now - timedelta(days=days))

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        return query.join(Officer, on=(BrokenGlass.officer == Officer.id))

    def columns(self) -> dict[str, Any]:
        return {
            "number": BrokenGlass.restriction,
            "who": Officer.name,
            "what": BrokenGlass.reason,
            "moment": BrokenGlass.opened_at,
        }

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        return [] if line.number is None else [(Restriction, line.number)]

    def name(self, line: Line) -> str:
        return f"RES-{line.number}"

    def why(self, line: Line) -> str:
        when = moment(line.moment) if line.moment else ""
        return f"{line.who} opened it on {when}: {line.what}"

    def order(self, line: Line) -> Any:
        return -line.id
