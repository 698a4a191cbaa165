"""What stands on a child's timeline: a class a table, each found by being one."""

from __future__ import annotations

from admin_views.people.kinds import casework, handovers, outgoing, referrals, search
from admin_views.people.timeline import Kind

__all__ = ["KINDS", "casework", "handovers", "outgoing", "referrals", "search"]

KINDS: tuple[Kind, ...] = tuple(kind() for kind in Kind.__subclasses__())
