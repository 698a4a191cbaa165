"""Carries hand-overs between authorities that share the program, and the answers back."""

from __future__ import annotations

from correspondence.handovers import deliver, settle
from jobs.world import Tally, World


def carry_handovers(world: World) -> Tally:
    """Deliver what is not there yet and bring back what was decided. Safe to run twice."""
    return {"delivered": deliver(world.now), "answered": settle(world.now)}
