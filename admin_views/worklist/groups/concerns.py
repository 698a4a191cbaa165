"""Welfare concerns that nobody has acknowledged: on every worklist, above all else."""

from __future__ import annotations

from typing import Any

from flask import url_for
from peewee import JOIN, ModelSelect

from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.concern import Concern
from models.people.child import Child


class Concerns(Group):
    key, harm, title = "concerns", 10, "Welfare concerns to be acknowledged"
    nothing = "No welfare concern is open."
    model, opens = Concern, "concerns.details_view"
    to_do, needs = "Record the referral", ("change", Concern)
    everybodys = True

    def is_shown(self) -> bool:
        """Whosever work is asked for: whoever sees it first acts."""
        return bool(self.asked.scope.authorities("see", Concern))

    def rows(self) -> ModelSelect[Any]:
        return Concern.unacknowledged(self.asked.scope)

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        return query.join(Child, JOIN.LEFT_OUTER, on=(Concern.child == Child.id))

    def columns(self) -> dict[str, Any]:
        return {
            "child_id": Child.id,
            "forenames": Child.forenames,
            "surname": Child.surname,
            "what": Concern.referred_to,
            "moment": Concern.raised_at,
        }

    def name(self, line: Line) -> str:
        return f"CON-{line.id}"

    def why(self, line: Line) -> str:
        raised = Concern(raised_at=line.moment)
        where = f"referred to {line.what}" if line.what else "not referred yet"
        return f"open for {raised.minutes_open(self.asked.now):,} minutes, {where}"

    def action(self, line: Line) -> tuple[str, str] | None:
        told = super().action(line)
        return told and ("Record that it was acknowledged" if line.what else told[0], told[1])

    def action_address(self, line: Line) -> str:
        step = "acknowledged" if line.what else "referral"
        return url_for(f"concerns.{step}_view", id=line.id)

    def order(self, line: Line) -> Any:
        return line.moment, line.id
