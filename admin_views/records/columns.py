"""Which columns of a list an officer sees, and how close its rows stand: chosen and kept."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import flash, g, redirect, request, url_for
from flask_admin import expose
from peewee import DateField, DateTimeField, ForeignKeyField, IntegerField, TextField
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records.finding import FindView, is_open
from admin_views.records.paging import Order
from models.ledger.list_choice import DENSITIES, ListChoice
from models.ledger.saved_search import SavedSearch
from models.together import together
from models.transaction import transaction


class Head(NamedTuple):
    """One column's head: in which order the rows stand by it, and the way to the other."""

    name: str
    label: str
    look: str  # "number", "short" for what is not to be broken across lines, or ""
    sorts: str  # "ascending", "descending", "none"; "" where it cannot be sorted by
    address: str


class Kept(NamedTuple):
    """What was kept of one list: how an officer likes it, and the searches to list above it."""

    choice: ListChoice
    searches: list[SavedSearch]


class ColumnsView(FindView):
    """Whoever declares `column_list` gets its columns sorted, chosen from and kept."""

    densities = DENSITIES

    def kept_here(self) -> Kept:
        """Return what is kept of this list for whoever asks; one question a request."""
        made: dict[str, Kept] = g.setdefault("kept_of_lists", {})
        if self.endpoint not in made:
            officer, theirs = scope().officer_id or 0, scope().authorities("see", self.shows)
            choices, searches = together(
                ListChoice.kept_by(officer, self.endpoint),
                SavedSearch.listed(officer, self.endpoint, theirs),
            )
            usual = ListChoice.usual(officer, self.endpoint)
            made[self.endpoint] = Kept(choices[0] if choices else usual, searches)
        return made[self.endpoint]

    def choice(self) -> ListChoice:
        """Return how whoever asks likes this list."""
        return self.kept_here().choice

    def _columns(self) -> list[str]:
        """Return the columns shown, by name: those chosen that are still there, or the usual."""
        offered = self.offered_columns()
        chosen = [name for name in self.choice().columns if name in offered]
        return chosen or self.usual_columns()

    def usual_columns(self) -> list[str]:
        return [str(name) for name in self.column_list or ()]

    def offered_columns(self) -> dict[str, str]:
        """Return the label of each column to choose from: the list's and the record page's."""
        usual = dict(self._list_columns)
        more = {str(name): str(label) for name, label in self._details_columns}
        return usual | {
            name: label
            for name, label in more.items()
            if name not in usual and is_open(self.shows, name)
        }

    def shown_columns(self) -> list[tuple[str, str]]:
        offered = self.offered_columns()
        return [(name, offered[name]) for name in self._columns()]

    @expose("/columns/", methods=("POST",))
    def columns_view(self) -> Response:
        """Keep the columns ticked, in the order they are offered, and how close the rows stand."""
        usual = "usual" in request.form
        ticked = set(request.form.getlist("column"))
        columns = [] if usual else [name for name in self.offered_columns() if name in ticked]
        if not usual and not columns:
            flash("Nothing was changed: tick at least one column.", "error")
        else:
            density = request.form.get("density", "")
            with transaction(scope(), request_now()):
                self.choice().choose(columns, density)
        return redirect(url_for(".index_view", **self.standing()))

    def _sortable(self) -> list[tuple[str, str]]:
        """Return (column, path to sort by); own columns unless declared otherwise."""
        fields = self.shows._meta.fields
        if self.column_sortable_list is not None:
            declared = self.column_sortable_list
            pairs = [p if isinstance(p, tuple) else (p, p) for p in declared]
        else:
            pairs = [(name, name) for name in self.offered_columns() if _sorts(fields.get(name))]
        return [(name, path) for name, path in pairs if is_open(self.shows, path)]

    def order(self) -> Order:
        """Return the order asked for, or the usual one: there is always some."""
        paths = dict(self._sortable())
        if (asked := request.args.get("sort", "")) in paths:
            return Order(paths[asked], request.args.get("desc") == "1")
        order = self._get_default_order()
        return Order(str(order[0][0]), bool(order[0][1])) if order else Order("id", True)

    def heads(self) -> list[Head]:
        paths, order = dict(self._sortable()), self.order()
        return [self._head(name, label, paths, order) for name, label in self.shown_columns()]

    def _head(self, name: str, label: str, paths: dict[str, str], order: Order) -> Head:
        look = _look(name, self.shows._meta.fields.get(name))
        if name not in paths:
            return Head(name, label, look, "", "")
        here = paths[name] == order.path
        sorts = ("descending" if order.descending else "ascending") if here else "none"
        other = "1" if sorts == "ascending" else "0"
        address = url_for(".index_view", **self.standing(sort=name, desc=other))
        return Head(name, label, look, sorts, address)


def _sorts(field: Any) -> bool:
    return field is not None and not isinstance(field, ForeignKeyField | TextField)


def _look(name: str, field: Any) -> str:
    if isinstance(field, IntegerField) and not isinstance(field, ForeignKeyField):
        return "number"  # to compare, so they stand under one another
    is_day = isinstance(field, DateField | DateTimeField)
    return "short" if is_day or name in ("reference", "upn") else ""
