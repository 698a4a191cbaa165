"""Searches kept by name: one's own, or shared with a team, listed above the list they are of."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.columns import ColumnsView
from admin_views.records.narrowing import all_of
from admin_views.records.rows import is_id
from models.base import RuleBroken
from models.ledger.saved_search import SavedSearch, in_order
from models.organisations.authority import Authority
from models.transaction import transaction


class Named(NamedTuple):
    """A saved search as a link above its list."""

    name: str
    address: str
    own: bool
    open: bool  # whether it is what the page shows now


class SearchesView(ColumnsView):
    """A shared search finds for each reader what that reader may see, and nothing else."""

    def named_searches(self) -> list[Named]:
        officer, here = scope().officer_id or 0, request.args.get("find", "")
        return [
            Named(
                row.name,
                url_for(".index_view", find=row.token),
                row.officer_id == officer,
                row.token == here,
            )
            for row in in_order(self.kept_here().searches, officer)
        ]

    def teams(self) -> list[Any]:
        """Return the authorities whose team a search may be shared with."""
        mine = scope().authorities("see", self.shows)
        return [row for row in all_of(Authority) if row.id in mine]

    @expose("/save/", methods=("POST",))
    def save_view(self) -> Response:
        """Keep the search of this page by a name; who saves a colleague's gets a copy."""
        kept = self.kept_search()
        if kept is None:
            abort(404)
        officer, now = scope().officer_id or 0, request_now()
        try:
            with transaction(scope(), now):
                if kept.officer_id != officer or kept.name:
                    kept = SavedSearch.keep(officer, self.endpoint, kept.criteria, now)
                kept.save_as(
                    request.form.get("name", ""), self._team(), self.holds_words(kept.criteria)
                )
        except RuleBroken as broken:
            flash(str(broken), "error")
            return redirect(url_for(".index_view", **self.standing()))
        flash(f"The search is saved as {kept.name}.", "success")
        return redirect(url_for(".index_view", **self.standing(find=kept.token)))

    def _team(self) -> int | None:
        """Return the authority to share with; None for nobody."""
        asked = request.form.get("team", "")
        if not asked:
            return None
        if not is_id(asked) or int(asked) not in {team.id for team in self.teams()}:
            raise RuleBroken("Choose yourself or a team of yours.")
        return int(asked)

    @expose("/forget/", methods=("GET", "POST"))
    def forget_view(self) -> str | Response:
        """Ask whether to take a saved search off the list, and do it."""
        kept = self.kept_search()
        if kept is None or not kept.name or kept.officer_id != scope().officer_id:
            abort(404)
        back = url_for(".index_view", **self.standing())
        if request.method == "GET":
            shared = " Your team will not find it any more either." if kept.shared_in_id else ""
            return str(
                self.render(
                    "confirm.html",
                    title="Delete this saved search?",
                    sentence=f"“{kept.name}” goes from above the list. No record changes.{shared}",
                    action=url_for(".forget_view", find=kept.token),
                    button="Delete the search",
                    back=back,
                )
            )
        with transaction(scope(), request_now()):
            kept.unlist()
        flash("The saved search is deleted.", "success")
        return redirect(url_for(".index_view"))
