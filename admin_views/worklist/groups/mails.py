"""Mails that do not go on by themselves."""

from __future__ import annotations

from typing import Any

from flask import url_for
from peewee import ModelSelect

from admin_views.worklist.group import Group
from admin_views.worklist.line import Line, Touched
from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.organisations.authority import AuthorityRecord
from models.outgoing.chase import Chase
from models.outgoing.message import STATES, Message
from models.outgoing.stuck import stuck_mails


class Mails(Group):
    key, harm, title = "mails", 40, "Mails uncertain, failed or held"
    nothing = "No mail waits for a person."
    model, opens = Message, "messages.details_view"
    to_do, needs = "Settle it", ("change", Message)

    def rows(self) -> ModelSelect[Any]:
        return stuck_mails(self.asked.scope)

    def _chases(self) -> ModelSelect[Any]:
        return self.asked.scope.of(Chase).join(Enquiry).join(Case)

    def is_of(self, officer_id: int) -> Any:
        """A mail is theirs whose case it asks about."""
        theirs = self._chases().where(Case.officer == officer_id)
        return Message.id.in_(theirs.select(Chase.message))

    def is_shown(self) -> bool:
        return not self.asked.whose.nobody and super().is_shown()

    def columns(self) -> dict[str, Any]:
        return {
            "who": Message.recipient,
            "what": Message.why,
            "kind": Message.state,
            "day": Message.due_on,
        }

    def name(self, line: Line) -> str:
        return f"MSG-{line.id}"

    def why(self, line: Line) -> str:
        asks = ", ".join(f"ENQ-{one.enquiry_id}" for one in line.touches)
        about = f" about {asks}" if asks else ""
        state = dict(STATES)[line.kind].partition(":")[0].lower()
        return f"{state}, to {line.who}{about}. {line.what}".strip()

    def looked_into(self, lines: list[Line]) -> list[Line]:
        ids = [line.id for line in lines]
        chases = self._chases().where(Chase.message.in_(ids)).order_by(Chase.id)
        asked: dict[int, list[Touched]] = {}
        rows: Any = chases.select(Chase.message, Enquiry.id, Case.id).tuples()
        for message, *touched in rows:
            asked.setdefault(message, []).append(Touched(*touched))
        return [line._replace(touches=tuple(asked.get(line.id, ()))) for line in lines]

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        return [(Case, one.case_id) for one in line.touches]

    def action(self, line: Line) -> tuple[str, str] | None:
        words = {"uncertain": "Say whether it arrived", "held": "Send it, or not"}
        told = super().action(line)
        return told and (words.get(line.kind, "Send it to another address"), told[1])

    def action_address(self, line: Line) -> str:
        page = "messages.readdress_view" if line.kind == "failed" else self.opens
        return url_for(page, id=line.id)
