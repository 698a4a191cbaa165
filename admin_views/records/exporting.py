"""A list taken away as a file: the same rows as on the pages, and no more of them."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_admin import expose
from peewee import ModelSelect

from admin_views.asking import scope
from admin_views.records import downloads
from admin_views.records.downloads import Answer, Rows, Taking
from admin_views.records.listing import ListView
from admin_views.records.reading import note_listed
from admin_views.records.rows import load_named
from admin_views.records.words import in_words


class ExportView(ListView):
    """`/export/` asks why; the file is given to the form it shows, and to no link."""

    @expose("/export/")
    def ask_export(self) -> Answer:
        return downloads.ask(self, self._taking())

    @expose("/export/<export_type>/", methods=("POST",))
    def export(self, export_type: str) -> Answer:
        return downloads.take(self, self._taking(), export_type, self._rows)

    def _taking(self) -> Taking:
        if not self.can_export:
            abort(404)
        criteria, query = self._criteria(), self._exported()
        owner = self.shows._meta.fields["authority"]
        counts = {
            authority: query.where(owner == authority).count()
            for authority in sorted(scope().authorities("export", self.shows))
        }
        asked = self.standing()
        count = sum(counts.values())
        return Taking(
            noun=self.shows.__name__,
            title=self.title,
            name=self.address,
            criteria=self._in_words(criteria),
            counts=counts,
            back=url_for(".index_view", **asked),
            files={kind: url_for(".export", export_type=kind, **asked) for kind in downloads.KINDS},
            shown=lambda: note_listed(self.shows, [], count, request.args.get("find", "")),
        )

    def _exported(self) -> ModelSelect[Any]:
        """Return what was looked for, of the authorities whose rows this officer may take."""
        theirs = self.shows._meta.fields["authority"].in_(scope().authorities("export", self.shows))
        return self._found(self._criteria()).where(theirs)

    def _rows(self, reason: str) -> Rows:
        rows = list(self._sorted(self._exported()))
        load_named(rows, [*self._columns(), *self.loads], scope())
        find = request.args.get("find", "")
        note_listed(self.shows, rows, len(rows), find, "export", reason)
        shown = self.shown_columns()
        titles = [label for _, label in shown]
        return titles, [[in_words(row, name) for name, _ in shown] for row in rows]

    def _in_words(self, criteria: dict[str, Any]) -> str:
        """Return what was looked for as a sentence of the page and of the file."""
        parts = [f"search: {criteria['search']}"] if criteria["search"] else []
        for one in self._narrowings():
            if asked := criteria["narrow"].get(one.name):
                told = [one.told(part, value) for part, value in asked.items()]
                parts.append(f"{one.label}: {' '.join(told)}")
        return "; ".join(parts) or "all"
