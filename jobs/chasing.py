"""Queues a message for every recipient who owes an answer. It sends none."""

from __future__ import annotations

from correspondence.chases import queue_due
from jobs.world import Tally, World
from models.scope import Scope


def queue_due_chases(world: World) -> Tally:
    """Queue what has fallen due. Safe to run twice, or twice at once."""
    return {"queued": queue_due(Scope.job("chasing"), world.now, world.today)}
