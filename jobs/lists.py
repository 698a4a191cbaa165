"""Lists of leavers that arrived: their school is told, one mail a list."""

from __future__ import annotations

from correspondence.leavers_emails import acknowledge_lists
from jobs.world import Tally, World
from models.scope import Scope

LISTS = Scope.job("lists")


def acknowledge_leavers(world: World) -> Tally:
    """Queue the mails that say that a list has arrived. Safe to run twice, or at once."""
    return {"queued": acknowledge_lists(LISTS, world.now, world.today)}
