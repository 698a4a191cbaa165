"""The list of a generated screen: found, narrowed, sorted and paged."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_admin import expose
from peewee import ForeignKeyField, ModelSelect
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.lookups import of_children, words_match
from admin_views.reading import note_listed
from admin_views.rows import counted, load_named, narrowed, narrowing, ordered, page_of
from admin_views.scoped import ScopedView
from admin_views.sessions import request_now
from admin_views.words import in_words
from models.ledger.saved_search import SavedSearch
from models.transaction import transaction


class ListView(ScopedView):
    """A page costs the same few queries whatever its length; no URL says what is looked for."""

    def _criteria(self) -> dict[str, Any]:
        """What was looked for: kept as a row, so that no name stands in the URL."""
        token = request.args.get("find", "")
        if not token:
            return {"search": "", "narrow": {}}
        kept = SavedSearch.opened(token, scope().officer_id or 0, self.endpoint)
        if kept is None:
            abort(404)  # the whole list in its place would look like what was found
        return dict(kept.criteria)

    def _found(self, criteria: dict[str, Any]) -> ModelSelect[Any]:
        query = self.get_query()
        for name, asked in criteria["narrow"].items():
            if name in self.narrow_by:
                query = narrowed(query, getattr(self.shows, name), asked)
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

    def _sorted(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        path, descending = self._usual_order()
        names = dict(self._sortable())
        if (asked := request.args.get("sort", "")) in names:
            path, descending = names[asked], request.args.get("desc") == "1"
        return ordered(query, self.shows, path, descending)

    def _usual_order(self) -> tuple[str, bool]:
        """Always some order: PostgreSQL gives changed rows last otherwise."""
        order = self._get_default_order()
        return (str(order[0][0]), bool(order[0][1])) if order else ("id", True)

    def _columns(self) -> list[str]:
        return [str(name) for name in self.column_list or ()]

    def _sortable(self) -> list[tuple[str, str]]:
        """Return (column, path to sort by); own columns unless declared otherwise."""
        if self.column_sortable_list is not None:
            pairs = self.column_sortable_list
            return [p if isinstance(p, tuple) else (p, p) for p in pairs]
        fields = self.shows._meta.fields
        return [
            (name, name)
            for name in self._columns()
            if name in fields and not isinstance(fields[name], ForeignKeyField)
        ]

    @expose("/")
    def index_view(self) -> str:
        criteria = self._criteria()
        query = self._found(criteria)
        page = max(request.args.get("page", 1, type=int) or 1, 1)
        count = counted(query, self.shows)
        rows = page_of(self._sorted(query), self.shows, min(page, 10**6) - 1, self.page_size)
        load_named(rows, [*self._columns(), *self.loads], scope())
        note_listed(self.shows, rows, count, request.args.get("find", ""))
        return str(
            self.render(
                "list.html",
                rows=rows,
                count=count,
                page=page,
                last_page=max(-(-count // self.page_size), 1),
                criteria=criteria,
                narrowings=[self._narrowing(name) for name in self.narrow_by],
                columns=self._list_columns,
                sortable=dict(self._sortable()),
                in_words=in_words,
            )
        )

    def _narrowing(self, name: str) -> Any:
        return narrowing(self.shows, name, self.get_column_name(name))

    @expose("/find/", methods=("POST",))
    def find_view(self) -> Response:
        """Keep what was looked for as a row and go to the list it gives."""
        narrow: dict[str, dict[str, str]] = {}
        for name in self.narrow_by:
            asked = {part: request.form.get(f"{name}-{part}", "") for part in ("is", "from", "to")}
            if any(asked.values()):
                narrow[name] = {part: value[:200] for part, value in asked.items() if value}
        search = request.form.get("search", "").strip()[:200]
        if not search and not narrow:
            return redirect(url_for(".index_view"))
        criteria = {"search": search, "narrow": narrow}
        with transaction(scope(), request_now()):
            kept = SavedSearch.keep(scope().officer_id or 0, self.endpoint, criteria, request_now())
        return redirect(url_for(".index_view", find=kept.token))

    @property
    def can_search(self) -> bool:
        return bool(self.search_in) or self.search_child is not None

    def get_details_columns(self) -> Any:
        """Return the list's and the form's columns: the library would show every one there is."""
        if self.column_details_list is None:
            chosen = dict.fromkeys([*self._columns(), *(self.form_columns or ())])
            return self.get_column_names(list(chosen), ())
        return super().get_details_columns()

    def _prettify_name(self, name: str) -> str:
        return name.replace("_", " ").capitalize()
