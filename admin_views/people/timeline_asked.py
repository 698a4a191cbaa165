"""Which part of a child's timeline a page was asked for, and the addresses of the other parts."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import request, url_for

from admin_views.people.kinds import KINDS
from admin_views.people.timeline import MOST, SHOWN, Kind
from admin_views.records.rows import is_id
from models.people.child import Child


class AskedOfTimeline(NamedTuple):
    """Which part of the timeline the page was asked for."""

    kinds: tuple[Kind, ...]  # none: all
    skipping: int
    whole: bool

    @classmethod
    def by_request(cls) -> AskedOfTimeline:
        names = set(request.args.getlist("kind"))
        skipping = request.args.get("skip", "")
        return cls(
            tuple(kind for kind in KINDS if kind.name in names),
            int(skipping) if is_id(skipping) else 0,
            request.args.get("whole") == "yes",
        )

    @property
    def most(self) -> int:
        return MOST if self.whole else SHOWN

    def address(self, child: Child, skipping: int = 0, whole: bool = False) -> str:
        """Return the address of another part of the same kinds."""
        asked: dict[str, Any] = {"kind": [kind.name for kind in self.kinds]}
        asked |= {"skip": skipping} if skipping else {}
        asked |= {"whole": "yes"} if whole else {}
        return url_for("children.details_view", id=child.id, **asked, _anchor="timeline")
