"""CaseView: what every generated screen shares, each hazard of the library cured here once.

Who may and which rows is in `scoped`, the list in `listing`, the forms in
`editing`; here are the page of one record and what the library offers too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request, url_for
from flask_admin import expose
from peewee import ForeignKeyField, ModelSelect
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.records.bulk import Bulk, BulkView
from admin_views.records.joining import naming
from admin_views.records.scoped import Action, Related
from admin_views.records.words import in_words
from models.base import BaseModel
from models.together import together

__all__ = ["Action", "Bulk", "CaseView", "Related"]


class CaseView(BulkView):
    """Screens for one model, by declaring columns. See README, "Add a record type"."""

    @expose("/details/")
    def details_view(self) -> str:
        row = self._record_or_404()
        return str(
            self.render(
                "details.html",
                row=row,
                columns=[one for one in self._details_columns if self._stands(row, one[0])],
                in_words=in_words,
                actions=self._open_actions(row),
                changeable=self._changeable(row),
                related=self._related(row),
            )
        )

    @expose("/confirm/")
    def confirm_view(self) -> str:
        """Say what a button will do, before it does it: no script is needed to ask back."""
        row = self._record_or_404()
        asked = request.args.get("do", "")
        if not any(one.confirm and one.endpoint == asked for one in self.actions):
            abort(404)
        action = next((one for one in self._open_actions(row) if one.endpoint == asked), None)
        if action is None:
            abort(409)  # done meanwhile, or no longer theirs to do
        return str(
            self.render(
                "confirm.html",
                title=f"{action.label}: {getattr(row, 'reference', self.name)}",
                sentence=action.confirm,
                action=url_for(action.endpoint, id=row.id),
                button=action.label,
                back=url_for(".details_view", id=row.id),
            )
        )

    def _stands(self, row: BaseModel, column: str) -> bool:
        return column not in self.only_if_said or row.__data__.get(column) not in (None, "")

    def _open_actions(self, row: BaseModel) -> list[Action]:
        return [action for action in self.actions_for(row) if _is_open(action, row)]

    def _changeable(self, row: BaseModel) -> frozenset[str]:
        """Return the columns that whoever asks may change on this record's form."""
        there = row.__data__.get("authority")
        if not (self.can_edit and scope().may("change", self.shows, there)):
            return frozenset()
        return frozenset(n for n in self.form_columns or () if scope().sees_field(row, n))

    def page_of(self, row: BaseModel, name: str) -> str:
        """Return the address of the record a column names, or "" if it names none to open."""
        field = type(row)._meta.fields.get(name)
        number = row.__data__.get(name)
        if not isinstance(field, ForeignKeyField) or number is None:
            return ""
        view = self._view_of(field.rel_model)
        open_to_us = view is not None and view.is_accessible()
        return url_for(f"{view.endpoint}.details_view", id=number) if open_to_us else ""

    def actions_for(self, row: BaseModel) -> Sequence[Action]:
        """Return what can be done with this record now; a screen may leave some out."""
        return self.actions

    def _related(self, row: BaseModel) -> list[dict[str, Any]]:
        """Return what hangs on the record of all that whoever asks may see."""
        shown = [one for one in self.related if scope().may("see", one.model)]
        found = together(*(self._hanging_on(row, one) for one in shown))
        return [
            {
                "title": one.title,
                "rows": rows,
                "view": self._view_of(one.model),
                "by": one.by,
                "id": row.id,
            }
            for one, rows in zip(shown, found, strict=True)
        ]

    def _hanging_on(self, row: BaseModel, one: Related) -> ModelSelect[Any]:
        column = getattr(one.model, one.by)
        query = naming(scope().of(one.model), one.model, one.names).where(column == row.id)
        newest: ModelSelect[Any] = query.order_by(one.model.id.desc()).limit(self.page_size)
        return newest

    def _view_of(self, model: type[BaseModel]) -> Any:
        views = self.admin._views if self.admin else []  # the library keeps no public list
        return next((v for v in views if getattr(v, "model", None) is model), None)

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Response:
        """The library's lists every row of the other table to anyone; the form looks up itself."""
        return abort(404)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> Response:
        return abort(404)

    @expose("/delete/", methods=("POST",))
    def delete_view(self) -> Response:
        return abort(404)

    @expose("/action/", methods=("POST",))
    def action_view(self) -> Response:
        """The library's reaches rows by id without a scope, and its only action is delete."""
        return abort(404)


def _is_open(action: Action, row: BaseModel) -> bool:
    if action.needs is None:
        return True
    verb, noun = action.needs
    return scope().may(verb, noun, row.__data__.get("authority"))
