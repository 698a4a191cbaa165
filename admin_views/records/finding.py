"""What is looked for on a list: kept as a row, asked of the database, told back in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import abort, g, redirect, request, url_for
from flask_admin import expose
from peewee import ModelSelect
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.lookups import of_children, words_match
from admin_views.records.narrowing import PARTS, Narrowing, fetch_choices, narrowing
from admin_views.records.scoped import ScopedView
from models.base import BaseModel
from models.ledger.saved_search import SavedSearch
from models.organisations.access import FIELDS, may_see_field
from models.transaction import transaction

Criteria = dict[str, Any]  # {"search": str, "narrow": {column: {"is" | "from" | "to": value}}}


class Tag(NamedTuple):
    """One thing looked for, as the button that takes it off again."""

    part: str  # "search", or a column and which part of it: "born_on from"
    words: str


class FindView(ScopedView):
    """No URL says what is looked for: a page is `?find=` and a random token."""

    def kept_search(self) -> SavedSearch | None:
        """Return the row that `?find=` names, or answer 404; None if nothing is looked for."""
        if not (token := request.args.get("find", "")):
            return None
        if "kept_search" not in g:
            theirs = scope().authorities("see", self.shows)
            g.kept_search = SavedSearch.opened(
                token, scope().officer_id or 0, self.endpoint, theirs
            )
        if g.kept_search is None:
            abort(404)  # the whole list in its place would look like what was found
        kept: SavedSearch = g.kept_search
        return kept

    def _criteria(self) -> Criteria:
        kept = self.kept_search()
        return dict(kept.criteria) if kept else {"search": "", "narrow": {}}

    def _found(
        self, criteria: Criteria, within: ModelSelect[Any] | None = None
    ) -> ModelSelect[Any]:
        """Return the rows looked for, of those the screen shows or of `within`."""
        query = self.get_query() if within is None else within
        for one in self._narrowings():
            condition = one.condition(criteria["narrow"].get(one.name, {}))
            if condition is not None:
                query = query.where(condition)
        if text := criteria["search"].strip():
            query = query.where(self._says(text))
        return query

    def _says(self, text: str) -> Any:
        """Return the condition that a row's own words, or its child, fit what was typed."""
        found = words_match(self.search_in, text, scope())
        if self.search_child is not None:
            child = self._about_child(text)
            found = child if found is None else found | child
        return found if found is not None else (self.shows.id < 0)

    def _about_child(self, text: str) -> Any:
        conditions = of_children(self.search_child, text, scope())
        joined = conditions[0] if conditions else self.shows.id < 0
        for condition in conditions[1:]:
            joined &= condition
        return joined

    def _narrowings(self) -> list[Narrowing]:
        """Return the filters of this list, but for columns kept from whoever asks."""
        made: dict[str, list[Narrowing]] = g.setdefault("narrowings", {})
        if self.endpoint not in made:
            names = [n for n in self.narrow_by if is_open(self.shows, n)]
            fetch_choices(self.shows, names)
            made[self.endpoint] = [self._narrowing(name) for name in names]
        return made[self.endpoint]

    def _narrowing(self, name: str) -> Narrowing:
        return narrowing(self.shows, name, self.get_column_name(name))

    def faults_of(self, criteria: Criteria) -> dict[str, tuple[str, str]]:
        """Return by column (its label, what is wrong with what was asked of it)."""
        told = {
            one.name: (one.label, one.fault(criteria["narrow"].get(one.name, {})))
            for one in self._narrowings()
        }
        return {name: pair for name, pair in told.items() if pair[1]}

    def gone_from(self, criteria: Criteria) -> list[str]:
        """Return what a search kept earlier asked of columns that are no filters any more."""
        known = {one.name for one in self._narrowings()}
        return [self.get_column_name(n) for n in criteria["narrow"] if n not in known]

    def tags_of(self, criteria: Criteria) -> Iterator[Tag]:
        if criteria["search"]:
            yield Tag("search", f"“{criteria['search']}”")
        for one in self._narrowings():
            for part, value in criteria["narrow"].get(one.name, {}).items():
                yield Tag(f"{one.name} {part}", f"{one.label}: {one.told(part, value)}")

    def holds_words(self, criteria: Criteria) -> bool:
        """Say whether somebody typed words for this, which may be a child's name."""
        typed = {one.name for one in self._narrowings() if one.holds_words}
        return bool(criteria["search"]) or not typed.isdisjoint(criteria["narrow"])

    @expose("/find/", methods=("POST",))
    def find_view(self) -> Response:
        """Keep what is looked for as a row and go to the list it gives."""
        without = request.form.get("without")
        criteria = self._asked_for() if without is None else self._less(without)
        if not criteria["search"] and not criteria["narrow"]:
            return redirect(url_for(".index_view", **self.standing(find=None)))
        with transaction(scope(), request_now()):
            kept = SavedSearch.keep(scope().officer_id or 0, self.endpoint, criteria, request_now())
        return redirect(url_for(".index_view", **self.standing(find=kept.token)))

    def _asked_for(self) -> Criteria:
        narrow: dict[str, dict[str, str]] = {}
        for one in self._narrowings():
            typed = {part: request.form.get(f"{one.name}-{part}", "") for part in PARTS}
            asked = {part: one.tidied(part, text) for part, text in typed.items() if text.strip()}
            if asked:
                narrow[one.name] = asked
        return {"search": request.form.get("search", "").strip()[:200], "narrow": narrow}

    def _less(self, without: str) -> Criteria:
        """Return what the page looks for, less the part whose tag was pressed."""
        criteria = self._criteria()
        name, _, part = without.partition(" ")
        narrow = {
            column: {p: v for p, v in asked.items() if (column, p) != (name, part)}
            for column, asked in criteria["narrow"].items()
        }
        search = "" if without == "search" else criteria["search"]
        return {"search": search, "narrow": {n: asked for n, asked in narrow.items() if asked}}

    def standing(self, **changes: Any) -> dict[str, Any]:
        """Return the part of this page's address that says what is looked for and how sorted."""
        kept = {name: request.args.get(name) for name in ("find", "sort", "desc")}
        return kept | changes

    @property
    def can_search(self) -> bool:
        return bool(self.search_in) or self.search_child is not None


def is_open(model: type[BaseModel], name: str) -> bool:
    """Say whether a column is kept from whoever asks in none of their authorities.

    To sort or narrow by what one may not read would tell what it holds.
    """
    noun = model.__name__
    if (noun, name) not in FIELDS or scope().unattended:
        return True
    return all(may_see_field(roles, noun, name) for roles in scope().roles.values())
