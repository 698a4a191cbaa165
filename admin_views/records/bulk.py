"""The same thing done to several rows of a list: ticked, shown for confirmation, done whole or not.

All or nothing: a row that a rule refuses comes back with the reason, the others still
ticked, and nothing is changed until the officer leaves the refused one out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from flask import abort, flash, g, redirect, request, url_for
from flask_admin import expose
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.records.editing import EditView
from admin_views.records.forms import ProtectedForm
from admin_views.records.paging import rows_of
from admin_views.records.reading import note_listed
from admin_views.records.rows import is_id, load_named
from models.base import BaseModel, EditableModel, OutOfScope, RuleBroken, StaleRow

MOST_AT_ONCE = 100
NOT_THERE = "This record is not there, or not open to you."
CHANGED = "Somebody else changed this record meanwhile. It stands below as it is now."


class Bulk(NamedTuple):
    """What can be done to several rows at once."""

    label: str  # the button: "Give to an officer"
    done: str  # what was done, after the number of rows: "given to the officer"
    does: Callable[[Any, Any], None]  # to one row, with the form; saves it or raises RuleBroken
    asks: type[ProtectedForm] = ProtectedForm  # what has to be known for it
    verb: str = "change"  # the right it needs on every row


class BulkView(EditView):
    """A view that declares `bulk` gets the boxes to tick, the page that asks, and the doing."""

    bulk: Sequence[Bulk] = ()

    def bulk_offered(self) -> list[tuple[int, Bulk]]:
        """Return what whoever asks may do to several rows somewhere, with its number."""
        return [(n, one) for n, one in enumerate(self.bulk) if scope().may(one.verb, self.shows)]

    @expose("/bulk/", methods=("POST",))
    def bulk_view(self) -> Response | tuple[str, int]:
        """Ask about the rows ticked; asked already, do it in one transaction."""
        one = self._bulk_asked()
        back = url_for(".index_view", **self.standing(page=request.args.get("page")))
        if (ids := self._ticked(back)) is None:
            return redirect(back)
        form = one.asks(request.form if "sure" in request.form else None)
        reasons: dict[int, str] = {}
        sure = "sure" in request.form and form.validate()
        if sure and self.written(lambda: self._do(one, ids, form, reasons)):
            flash(f"{len(ids)} {'record' if len(ids) == 1 else 'records'} {one.done}.", "success")
            return redirect(back)
        return self._ask_about(one, ids, form, reasons, back)

    def _bulk_asked(self) -> Bulk:
        number = request.form.get("bulk", "")
        offered = dict(self.bulk_offered())
        if not is_id(number) or int(number) >= len(self.bulk):
            abort(404)
        if int(number) not in offered:
            abort(403)
        return offered[int(number)]

    def _ticked(self, back: str) -> list[int] | None:
        """Return the ids of the rows ticked; None, with words, if none or too many are."""
        ids = list(dict.fromkeys(int(i) for i in request.form.getlist("row") if is_id(i)))
        if not ids:
            flash("Nothing was changed: tick the records first.", "error")
        elif len(ids) > MOST_AT_ONCE:
            flash(f"Nothing was changed: tick at most {MOST_AT_ONCE} records at a time.", "error")
        return ids if 0 < len(ids) <= MOST_AT_ONCE else None

    def _do(self, one: Bulk, ids: Sequence[int], form: Any, reasons: dict[int, str]) -> None:
        """Do it to every row, or fill `reasons` for all that refuse and raise RuleBroken."""
        rows = {row.id: row for row in rows_of(self.shows, list(ids))}
        for row_id in ids:
            try:
                self._do_to(rows.get(row_id), one, form)
            except StaleRow:
                reasons[row_id] = CHANGED
            except RuleBroken as broken:
                reasons[row_id] = str(broken)
        if reasons:
            raise RuleBroken(
                "Nothing was changed. What cannot be changed so is unticked below, with "
                "the reason. Press the button again to change the others."
            )

    def _do_to(self, row: BaseModel | None, one: Bulk, form: Any) -> None:
        if row is None:
            raise OutOfScope(NOT_THERE)
        if not scope().may(one.verb, self.shows, row.__data__.get("authority")):
            raise OutOfScope("You may look at this record but not change it. Ask your manager.")
        seen = request.form.get(f"version-{row.id}", "")
        if isinstance(row, EditableModel) and is_id(seen):
            row.row_version = int(seen)  # as the officer saw it: a later change is not undone
        one.does(row, form)

    def _ask_about(
        self, one: Bulk, ids: list[int], form: Any, reasons: Mapping[int, str], back: str
    ) -> tuple[str, int]:
        rows = rows_of(self.shows, ids)
        columns = self.shown_columns()
        load_named(rows, [*self._columns(), *self.loads], scope())
        note_listed(self.shows, rows, len(rows), request.args.get("find", ""))
        page = self.render(
            "bulk.html",
            title=f"{one.label}?" if not form.errors else one.label,
            action=url_for(".bulk_view", **self.standing(page=request.args.get("page"))),
            button=one.label,
            fields={"bulk": list(self.bulk).index(one), "sure": "1"},
            form=form,
            rows=[(row, self.row_in_words(row)) for row in rows],
            heads=columns,
            missing=len(ids) - len(rows),
            reasons=reasons,
            back=back,
        )
        return str(page), 422 if form.errors else g.get("not_saved", 200)
