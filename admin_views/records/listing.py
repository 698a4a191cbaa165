"""The list of a generated screen: found, narrowed, sorted and paged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import request, url_for
from flask_admin import expose
from peewee import ModelSelect

from admin_views.asking import scope
from admin_views.page.council import our_authorities
from admin_views.records.finding import Criteria
from admin_views.records.paging import Count, Listed, Window, counted, has_index_for
from admin_views.records.reading import note_listed
from admin_views.records.rows import can_go_along, load_named
from admin_views.records.searches import SearchesView
from admin_views.records.words import in_words
from models.base import BaseModel
from models.counting import count_of, sees_every_council

LONGEST_CELL = 200


class Row(NamedTuple):
    id: int
    cells: Sequence[str]


class Step(NamedTuple):
    """A page to go to: its number, 0 for those left out between, and where it is."""

    number: int
    address: str
    current: bool = False


class ListView(SearchesView):
    """A page costs the same few queries whatever its length, and wherever in the list it is."""

    empty = ""  # what to do while there is no record at all; "" for the usual words

    def _sorted(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        return self.order().of(query, self.shows)

    @expose("/")
    def index_view(self) -> str:
        criteria = self._criteria()
        query = self._found(criteria)
        count = self._counted(query, criteria)
        goes_along = self._goes_along(criteria)
        if goes_along:
            query = self._found(criteria, scope().of(self.shows, in_order=True))
        far = self._far() if goes_along else None
        listed = Listed(self.shows, query, self.order(), self.page_size, far)
        page = listed.window(count, request.args)
        load_named(page.rows, [*self._columns(), *self.loads], scope())
        note_listed(self.shows, page.rows, count.rows, request.args.get("find", ""))
        return str(self.render("list.html", **self._about(criteria, page, count)))

    def _counted(self, query: ModelSelect[Any], criteria: Criteria) -> Count:
        if criteria["search"] or criteria["narrow"] or self._own_query():
            return counted(query, self.shows)
        return Count(count_of(self.shows, scope(), our_authorities()))

    def _own_query(self) -> bool:
        """Say whether the screen shows less than is in scope."""
        return type(self).get_query is not ListView.get_query

    def _goes_along(self, criteria: Criteria) -> bool:
        """Say whether to go along the order of the list and pick what fits, few being left out.

        Otherwise what was looked for has an index of its own that leads to few rows.
        """
        path = self.order().path
        return (
            not (criteria["search"] or self._own_query())
            and (can_go_along(self.shows, path) if "." in path else self._sees_most())
            and not any(has_index_for(self.shows, name) for name in criteria["narrow"])
        )

    def _sees_most(self) -> bool:
        """Say whether an authority's own index would be of no help to whoever asks."""
        return len(scope().roles) > 1 and sees_every_council(self.shows, scope(), our_authorities())

    def _far(self) -> ModelSelect[Any] | None:
        """Return the rows, such as children, in whose order the list goes; None for its own."""
        model: Any = self.shows
        for step in self.order().path.split(".")[:-1]:
            model = model._meta.fields[step].rel_model
        return None if model is self.shows else scope().of(model, in_order=self._sees_most())

    def _about(self, criteria: Criteria, page: Window, count: Count) -> dict[str, Any]:
        """Return what the template shows, put together here: a page of rows is many cells."""
        asked = request.args.get("page", "1")
        return {
            "rows": [Row(row.id, self.row_in_words(row)) for row in page.rows],
            "heads": self.heads(),
            "page": page,
            "count": count,
            "beyond": asked.isdecimal() and asked != "1" and int(asked[:9]) > page.number,
            "steps": self._steps(page),
            "criteria": criteria,
            "narrowings": self._narrowings(),
            "faults": self.faults_of(criteria),
            "gone": self.gone_from(criteria),
            "tags": list(self.tags_of(criteria)),
            "offered": self.offered_columns(),
            "chosen": self._columns(),
            "density": self.choice().density,
            "searches": self.named_searches(),
            "sharable": not self.holds_words(criteria),
            "standing": self.standing(),
            "record": url_for(".details_view") + "?id=",
            "in_words": in_words,  # for what stands above
        }

    def row_in_words(self, row: BaseModel) -> list[str]:
        return [_short(in_words(row, name)) for name in self._columns()]

    def _steps(self, page: Window) -> list[Step]:
        """Return the pages to go to: the first, those beside this one, the last."""
        if page.last == 1:
            return []
        near = {page.number - 1, page.number, page.number + 1, 1, page.last}
        numbers = sorted(n for n in near if n > 0 and (n <= page.last or not page.last))
        if not page.last and len(page.rows) < self.page_size:
            numbers = [n for n in numbers if n <= page.number]
        steps: list[Step] = []
        for number in numbers:
            if steps and number > steps[-1].number + 1:
                steps.append(Step(0, ""))
            steps.append(Step(number, self._page(page, number), number == page.number))
        return steps

    def _page(self, page: Window, number: int) -> str:
        beside: dict[str, Any] = {}
        if page.rows and number == page.number + 1:
            beside = {"after": page.rows[-1].id}
        elif page.rows and number == page.number - 1 and number > 1:
            beside = {"before": page.rows[0].id}
        return url_for(".index_view", **self.standing(page=number, **beside))

    def get_details_columns(self) -> Any:
        """Return the list's and the form's columns: the library would show every one there is."""
        if self.column_details_list is None:
            chosen = dict.fromkeys([*self.usual_columns(), *(self.form_columns or ())])
            return self.get_column_names(list(chosen), ())
        return super().get_details_columns()

    def _prettify_name(self, name: str) -> str:
        return name.replace("_", " ").capitalize()


def _short(words: str) -> str:
    """Return the beginning of a long text; its record's page has the whole."""
    return words if len(words) <= LONGEST_CELL else f"{words[:LONGEST_CELL].rstrip()} …"
