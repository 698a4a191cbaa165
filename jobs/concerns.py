"""Welfare concerns that nobody acknowledged: the second duty manager is told, at any hour."""

from __future__ import annotations

from correspondence.concern_emails import escalate
from jobs.world import Tally, World
from models.scope import Scope

CONCERNS = Scope.job("concerns")


def escalate_concerns(world: World) -> Tally:
    """Queue the mails to the second duty managers. Safe to run twice, or twice at once."""
    return {"escalated": escalate(CONCERNS, world.now, world.today)}
