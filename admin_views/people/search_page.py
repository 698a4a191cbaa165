"""Finding a child from any page: the words go by form, and their page is a random token."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, redirect, request, url_for
from flask_admin import BaseView, expose
from werkzeug.wrappers import Response

from admin_views.asking import scope, today
from admin_views.doors.kept_forms import kept_fields
from admin_views.doors.sessions import request_now
from admin_views.records.reading import note_listed
from admin_views.records.rows import load_named
from admin_views.signed_in import SignedInView
from models.dates.explanation import age
from models.dates.words import short_date
from models.finding import SHOWN, Found, Result, find_children
from models.folding import LONGEST
from models.ledger.saved_search import SavedSearch
from models.people.child import Child
from models.transaction import transaction

SHOWN_AS_TYPED = 8
NOTHING = Found([], 0, [])


class SearchView(SignedInView, BaseView):
    """`/search` for whoever may see children; not in the menu, since its box is on every page."""

    def __init__(self) -> None:
        self._default_view = "index"  # the library takes only "/" for one
        super().__init__(name="", endpoint="search", url="/search")

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", Child)

    @expose("", methods=("GET",))
    def index(self) -> str:
        """Show what the kept words find; without a token, how to search."""
        token = request.args.get("find", "")
        words = self._words(token) if token else _never_sent()
        found = find_children(words, scope()) if token else NOTHING
        children = [result.child for result in found.results]
        if token:
            note_listed(Child, children, found.total, token)
        several = len(scope().authorities("see", Child)) > 1
        load_named(children, ["authority"] if several else [], scope())
        return str(
            self.render(
                "search.html",
                words=words,
                asked=bool(token),
                found=found,
                rows=[_told(result) for result in found.results],
                several=several,
                most=SHOWN,
                may_add=scope().may("add", Child),
            )
        )

    def _words(self, token: str) -> str:
        kept = SavedSearch.opened(token, scope().officer_id or 0, self.endpoint)
        if kept is None:
            abort(404)
        return str(kept.criteria["search"])

    @expose("", methods=("POST",))
    def keep(self) -> Response:
        """Keep the words as a row and go to the page of what they find."""
        words = _typed()
        if not words:
            return redirect(url_for(".index"))
        with transaction(scope(), request_now()):
            kept = SavedSearch.keep(
                scope().officer_id or 0, self.endpoint, {"search": words}, request_now()
            )
        return redirect(url_for(".index", find=kept.token))

    @expose("/as-typed", methods=("POST",))
    def as_typed(self) -> Response:
        """Return the few best as JSON. Names shown are an event; the words are not kept."""
        found = find_children(_typed(), scope(), SHOWN_AS_TYPED)
        children = [result.child for result in found.results]
        if children:
            note_listed(Child, children, found.total, "as typed")
        return jsonify(more=found.more, children=[_told(result) for result in found.results])


def _typed() -> str:
    return request.form.get("words", "").strip()[:LONGEST]


def _never_sent() -> str:
    """Return what was typed as the session ended."""
    kept: Any = kept_fields()
    return str(kept.get("words", ""))[:LONGEST] if kept else ""


def _told(result: Result) -> dict[str, str]:
    child = result.child
    born = child.born_on
    return {
        "name": child.name,
        "reference": child.reference,
        "born": short_date(born) if born else "not known",
        "age": str(age(born, today())) if born else "",
        "why": result.why,
        "address": url_for("children.details_view", id=child.id),
        "authority": str(child.__rel__.get("authority", "")),
    }
