"""Figures for managers: charts with their tables, and the cases behind every number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, request, url_for
from flask_admin import BaseView, expose
from werkzeug.wrappers import Response

from admin_views.asking import officer_asking, scope, today
from admin_views.doors.sessions import request_now
from admin_views.figures.cells import Cell
from admin_views.figures.charting import Asked, Chart, count_together
from admin_views.figures.charts import CHARTS
from admin_views.records import exports
from admin_views.records.paging import rows_of
from admin_views.records.reading import note_listed
from admin_views.records.rows import is_id, load_named
from admin_views.records.words import in_words
from admin_views.signed_in import SignedInView
from models.base import BaseModel
from models.casework.case import Case
from models.dates.london import LONDON
from models.dates.words import long_date, short_date
from models.organisations.authority import Authority

PERIODS = (6, 12, 24)  # months
USUAL_PERIOD = 12
PAGE_SIZE = 50
Told = tuple[str, str]  # the words of a cell, and the address of the case that it names
NARROWED_BY = ("months", "authority")  # what stands in the address


class FiguresView(SignedInView, BaseView):
    """Counts what the reader may see, of the authorities whose figures they may see."""

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", "Figures")

    @expose("/")
    def index(self) -> str:
        asked = _asked()
        charts = [one(asked) for one in CHARTS if scope().may("see", one.lists)]
        count_together(charts)
        note_listed(Case, [], 0, "figures")
        return str(
            self.render(
                "figures.html",
                charts=charts,
                asked=asked,
                periods=PERIODS,
                authorities=_authorities(),
                chosen=request.args.get("authority", ""),
                address_of=_address_of,
                kept=_kept(),
                may_take=_may_take(asked),
            )
        )

    @expose("/<chart_name>/<line_key>/<column_key>/")
    def cases(self, chart_name: str, line_key: str, column_key: str) -> str:
        chart = _chart(chart_name)
        cell = chart.cell_at(line_key, column_key) or abort(404)
        last_page = max(-(-cell.count // PAGE_SIZE), 1)
        page = min(max(request.args.get("page", 1, type=int) or 1, 1), last_page)
        behind = chart.behind(cell).select(chart.lists.id).paginate(page, PAGE_SIZE)
        rows = rows_of(chart.lists, [row.id for row in behind])
        load_named(rows, chart.loads, scope())
        note_listed(chart.lists, rows, cell.count, f"figures:{chart_name}/{line_key}/{column_key}")
        return str(
            self.render(
                "figures_cases.html",
                chart=chart,
                cell=cell,
                titles=[*chart.shows.values(), *chart.more],
                rows=_told(chart, rows),
                page=page,
                last_page=last_page,
                endpoint=chart.opens,
                kept=_kept(),
                address=lambda page: _address_of(chart, cell, page=page),
            )
        )

    @expose("/<chart_name>/table.csv")
    def table(self, chart_name: str) -> Response:
        """Numbers and no rows of anybody's: it needs no reason, and is recorded all the same."""
        chart = _chart(chart_name)
        if not _may_take(chart.asked):
            abort(403)
        note_listed(Case, [], 0, f"figures:{chart_name}", "export")
        titles = [chart.heading, *(head.words for head in chart.all_columns)]
        cells = [[line.words, *(cell.words for cell in row)] for line, row in chart.table()]
        name = f"figures-{chart_name}"
        return exports.csv_file(exports.Sheet(name, _mark(chart), titles, cells), request_now())


def _authorities() -> list[Authority]:
    theirs = Authority.id.in_(scope().authorities("see", "Figures"))
    return list(scope().of(Authority).where(theirs).order_by(Authority.code))


def _asked() -> Asked:
    """Read the authority and the period from the address; one of neither sort counts as none."""
    authorities = scope().authorities("see", "Figures")
    if number := request.args.get("authority", ""):
        if not is_id(number) or int(number) not in authorities:
            abort(404)  # the figures of all in its place would be taken for that one's
        authorities = frozenset({int(number)})
    months = request.args.get("months", USUAL_PERIOD, type=int)
    return Asked(authorities, today(), months if months in PERIODS else USUAL_PERIOD)


def _chart(name: str) -> Chart:
    chart = next((one for one in CHARTS if one.name == name), None)
    if chart is None:
        abort(404)
    return chart(_asked())


def _may_take(asked: Asked) -> bool:
    return all(scope().may("export", "Figures", one) for one in asked.authorities)


def _kept() -> dict[str, str]:
    """Return what a link takes along: the period and the authority that were chosen."""
    return {name: request.args[name] for name in NARROWED_BY if request.args.get(name)}


def _address_of(chart: Chart, cell: Cell, **more: Any) -> str:
    keys = {"chart_name": chart.name, "line_key": cell.line.key, "column_key": cell.column.key}
    parts: dict[str, Any] = {**keys, **_kept(), **more}
    return url_for(".cases", **parts)


def _told(chart: Chart, rows: Sequence[BaseModel]) -> list[tuple[BaseModel, list[Told]]]:
    more = chart.more_of(rows)
    blank = [""] * len(chart.more)
    return [
        (
            row,
            [
                *((in_words(row, path), _case_named(row, path)) for path in chart.shows),
                *((words, "") for words in more.get(row.id, blank)),
            ],
        )
        for row in rows
    ]


def _case_named(row: BaseModel, path: str) -> str:
    """Return the address of the case that a row of another noun belongs to."""
    number = row.__data__["case"] if path == "case" else None
    return "" if number is None else url_for("cases.details_view", id=number)


def _mark(chart: Chart) -> str:
    officer, here = officer_asking(), request_now().astimezone(LONDON)
    assert officer is not None
    which = chart.asked.authorities
    names = [str(one) for one in _authorities() if one.id in which]
    return (
        f"Taken by {officer.name} ({officer.email}) on {short_date(here.date())}, {here:%H:%M}. "
        f"{chart.title}: {', '.join(names)}. {chart.counted} "
        f"As at {long_date(chart.asked.today)}. Only records open to whoever took it are counted."
    )
