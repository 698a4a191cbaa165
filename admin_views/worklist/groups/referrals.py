"""Referrals on which nobody has decided: nobody's own, so on the worklist of each who triages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from peewee import ModelSelect

from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.referral import RISKS, Referral

UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


class ToTriage(Group):
    key, harm, title = "referrals", 15, "Referrals to triage"
    nothing = "Every referral is decided on."
    model, opens = Referral, "referrals.details_view"
    to_do, does, needs = "Triage", "referrals.triage_view", ("change", "Triage")
    everybodys = True

    def rows(self) -> ModelSelect[Any]:
        return Referral.waiting(self.asked.scope)

    def columns(self) -> dict[str, Any]:
        return {
            "forenames": Referral.forenames,
            "surname": Referral.surname,
            "number": Referral.worried.cast("INTEGER"),
            "kind": Referral.risk,
            "moment": Referral.received_at,
        }

    def name(self, line: Line) -> str:
        return f"REF-{line.id}"

    def why(self, line: Line) -> str:
        risk = dict(RISKS).get(line.kind, "").lower()
        judged = f"the risk is {risk}" if risk else "the risk is not judged yet"
        worry = "a worry about safety was told, " if line.number else ""
        return f"{worry}received {self._ago(line)} ago, {judged}"

    def _ago(self, line: Line) -> str:
        assert line.moment is not None
        gap = self.asked.now - line.moment
        unit, word = next((one for one in UNITS if gap >= one[0]), UNITS[-1])
        count = gap // unit
        return f"{count} {word}{'' if count == 1 else 's'}"

    def order(self, line: Line) -> Any:
        return line.moment, line.id
