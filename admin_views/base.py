"""CaseView: what every generated screen shares, each hazard of the library cured here once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from flask import abort, flash, g, has_request_context, redirect, request, url_for
from flask_admin import expose
from flask_admin.contrib.peewee import ModelView
from flask_admin.helpers import get_form_data
from flask_login import current_user
from peewee import (
    DataError,
    ForeignKeyField,
    IntegrityError,
    ModelSelect,
    PeeweeException,
)
from werkzeug.wrappers import Response

from admin_views import exports
from admin_views.asking import scope
from admin_views.forms import Converter, LookUpField, ProtectedForm, words_of
from admin_views.inputs import VersionField
from admin_views.lookups import of_children, words_match
from admin_views.reading import forget_looks, note_listed, note_read
from admin_views.rows import counted, is_id, load_named, narrowed, narrowing, ordered, page_of
from admin_views.sessions import request_now
from admin_views.words import in_words
from models.base import BaseModel, EditableModel, RuleBroken, StaleRow
from models.ledger.saved_search import SavedSearch
from models.organisations.authority import AuthorityRecord
from models.transaction import transaction

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)


class Action(NamedTuple):
    """Something to do with one record: a button that posts, or a link to a page that asks."""

    label: str
    endpoint: str
    posts: bool = False
    for_readers: bool = False  # changes nothing: offered to whoever may see the record


class Related(NamedTuple):
    """Rows that hang on a record, listed on its page, with a link to add one."""

    title: str
    model: type[BaseModel]
    by: str  # the column of `model` that names the record


class SignedInView:
    """Flask-Admin lets anybody in unless told otherwise, its own home page included."""

    def is_accessible(self) -> bool:
        return bool(current_user.is_authenticated)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        # On any TypeError the library calls the view a second time, hiding the first.
        return fn(self, *args, **kwargs)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return redirect(url_for("door.sign_in", next=_path_to_return_to()))
        return abort(403)


def _path_to_return_to() -> str:
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


class CaseView(SignedInView, ModelView):
    """Screens for one model, by declaring columns. See README, "Add a record type"."""

    shows: type[BaseModel]  # the model; the next three say where its screens stand
    title: str
    address: str
    group: str = ""

    creates = True  # whether the screens offer to add and to change, roles permitting
    edits = True
    actions: Sequence[Action] = ()
    related: Sequence[Related] = ()
    narrow_by: Sequence[str] = ()  # columns offered as filters
    search_in: Sequence[Any] = ()  # text columns of this model
    search_child: Any = None  # the column that names the child, to search by the child
    form_optional: Sequence[str] = ()  # filled in by the model when left empty
    loads: Sequence[str] = ()  # what columns name without saying so ("case.kind")
    prefills: Sequence[str] = ()  # columns a link may fill in, by id

    # Deleting through the library takes every dependent row with it.
    can_delete = False
    action_disallowed_list = ("delete",)
    can_view_details = True
    can_export = True
    # A cell edited in a list has no version to compare and no page to explain a refusal.
    column_editable_list = ()
    page_size = 20
    can_set_page_size = False
    export_max_rows = 5000
    form_base_class = ProtectedForm
    model_form_converter = Converter

    def __init__(self) -> None:
        # The library's hint for `name` is mistaken: it is the words of the menu.
        name: Any = self.title
        super().__init__(self.shows, name, category=self.group or None, endpoint=self.address)

    # -- who may -------------------------------------------------------------------------

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", self.shows.area)

    # The library reads these as attributes; here they depend on who asks.
    @property
    def can_create(self) -> bool:  # type: ignore[override]
        return self.creates and self._may_write()

    @property
    def can_edit(self) -> bool:  # type: ignore[override]
        return self.edits and self._may_write()

    def _may_write(self) -> bool:
        return not has_request_context() or scope().may("write", self.shows.area)

    # -- which rows ----------------------------------------------------------------------

    def get_query(self) -> ModelSelect[Any]:
        return scope().of(self.shows)

    def get_one(self, id: Any) -> BaseModel | None:
        """Scoped, unlike the library's; an id that is no number is a missing record."""
        if not is_id(id):
            return None
        row: BaseModel | None = self.get_query().where(self.shows.id == int(id)).get_or_none()
        if row is not None:
            note_read(row)
        return row

    def _to_change(self, model: type[M]) -> M:
        """Return the record a button is about, or answer 403 or 404."""
        if not self._may_write():
            abort(403)
        row = self._record_or_404()
        assert isinstance(row, model)
        return row

    def _record_or_404(self) -> BaseModel:
        row = self.get_one(request.args.get("id", ""))
        if row is None:
            abort(404)
        return row

    def _criteria(self) -> dict[str, Any]:
        """What was looked for: kept as a row, so that no name stands in the URL."""
        token = request.args.get("find", "")
        kept = SavedSearch.opened(token, scope().officer_id or 0, self.endpoint) if token else None
        return kept.criteria if kept else {"search": "", "narrow": {}}

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
        found = words_match(self.search_in, text)
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

    # -- the list ------------------------------------------------------------------------

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

    # -- the record ----------------------------------------------------------------------

    @expose("/details/")
    def details_view(self) -> str:
        row = self._record_or_404()
        return str(
            self.render(
                "details.html",
                row=row,
                columns=self._details_columns,
                in_words=in_words,
                actions=[a for a in self.actions_for(row) if a.for_readers or self._may_write()],
                related=[self._related(row, one) for one in self.related],
            )
        )

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

    def _related(self, row: BaseModel, one: Related) -> dict[str, Any]:
        if not scope().may("see", one.model.area):
            return {}
        column = getattr(one.model, one.by)
        query = scope().of(one.model).where(column == row.id)
        rows = list(query.order_by(one.model.id.desc()).limit(self.page_size))
        view = self._view_of(one.model)
        return {"title": one.title, "rows": rows, "view": view, "by": one.by, "id": row.id}

    def _view_of(self, model: type[BaseModel]) -> Any:
        views = self.admin._views if self.admin else []  # the library keeps no public list
        return next((v for v in views if getattr(v, "model", None) is model), None)

    # -- the form ------------------------------------------------------------------------

    def scaffold_form(self) -> Any:
        if not (self.creates or self.edits):
            return self.form_base_class
        form = super().scaffold_form()
        # In the order declared here, not in that of the table.
        for place, name in enumerate(self.form_columns or ()):
            getattr(form, name).creation_counter = place
        if issubclass(self.shows, EditableModel):
            form.row_version = VersionField()
        return form

    def get_create_form(self) -> Any:
        form = super().get_create_form()
        return type("NewForm", (form,), {"row_version": None})

    def create_form(self, obj: Any = None) -> Any:
        # Not as `obj`: a model raises, where a form asks for what is not set yet.
        given = self._prefilled() if request.method == "GET" else {}
        return self._create_form_class(get_form_data(), **given)

    def _prefilled(self) -> dict[str, Any]:
        """Return what the link to this page fills in: rows by id, as far as they are in scope."""
        asked = {name: request.args.get(name, "") for name in self.prefills}
        given: dict[str, Any] = {
            name: scope().get(self.shows._meta.fields[name].rel_model, int(number))
            for name, number in asked.items()
            if is_id(number)
        }
        for row in given.values():
            note_read(row)
        return given

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Response | tuple[str, int]:
        """The library's says twice that it failed, answers 200 all the same, and follows `url=`."""
        if not self.can_create:
            abort(403)
        form = self.create_form()
        if self.validate_form(form) and (row := self.create_model(form)):
            flash("The record is added.", "success")
            return redirect(self.get_save_return_url(row, is_created=True))
        return self.form_page(form)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Response | tuple[str, int]:
        if not self.can_edit:
            abort(403)
        row = self._record_or_404()
        form = self.edit_form(obj=row)
        if self.validate_form(form) and self.update_model(form, row):
            flash("The changes are saved.", "success")
            return redirect(self.get_save_return_url(row))
        return self.form_page(form, model=row)

    def form_page(self, form: Any, template: str = "form.html", **about: Any) -> tuple[str, int]:
        """Return the form as it was sent, with a status that says whether it could be saved."""
        status = g.get("not_saved", 200 if request.method != "POST" else 422)
        if status == 503:
            _show_only_what_was_sent(form)
        return str(self.render(template, form=form, **about)), status

    def create_model(self, form: Any) -> Any:
        row = self.shows()
        form.populate_obj(row)
        return row if self._save(form, row, created=True) else False

    def update_model(self, form: Any, model: Any) -> bool:
        form.populate_obj(model)
        return self._save(form, model, created=False)

    def _save(self, form: Any, row: BaseModel, created: bool) -> bool:
        """Save in one transaction with its events, or say in words why not; keep what was typed."""

        def write() -> None:
            self.before_saving(row, created)
            if isinstance(row, AuthorityRecord) and row.__data__.get("authority") is None:
                row.__data__["authority"] = self._authority_of(row)
                row._dirty.add("authority")
            row.save(force_insert=created)

        try:
            return self.written(write)
        except StaleRow as stale:
            self._show_both(form, row, stale)
        return False

    def written(self, write: Callable[[], None]) -> bool:
        """Run `write` in one transaction, or say in words why nothing of it was kept."""
        try:
            with transaction(scope(), request_now()):
                write()
        except StaleRow:
            raise
        except (RuleBroken, PeeweeException) as broken:
            self._explain(broken)
            return False
        return True

    def before_saving(self, row: BaseModel, created: bool) -> None:
        """Set what the form does not ask, inside the transaction; a screen overrides it."""

    def _authority_of(self, row: AuthorityRecord) -> int:
        """A record belongs to the authority of what it hangs on, else to the officer's only one."""
        for key in row._meta.refs:
            if issubclass(key.rel_model, AuthorityRecord) and row.__data__.get(key.name):
                other = scope().get(key.rel_model, row.__data__[key.name])
                return int(other.authority_id)
        mine = scope().authorities("write", self.shows.area)
        if len(mine) != 1:
            raise RuleBroken("Choose the authority this record belongs to.")
        return next(iter(mine))

    def _show_both(self, form: Any, row: BaseModel, stale: StaleRow) -> None:
        g.not_saved = 409
        flash(str(stale), "error")
        g.stale = [
            (self.get_column_name(name), in_words(stale.theirs, name), in_words(row, name))
            for name in stale.values
        ]
        # Saving again now means: I have seen theirs.
        form.row_version.data = stale.theirs.__data__["row_version"]
        form.row_version.raw_data = None

    def _explain(self, broken: Exception) -> None:
        g.not_saved = 409
        if isinstance(broken, IntegrityError):
            logger.warning("refused by the database on %s", self.endpoint)
            flash("Another record holds this already, or something it names is gone.", "error")
        elif isinstance(broken, DataError):
            logger.warning("too long or too large for the database on %s", self.endpoint)
            flash("A text is too long, or a number too large, to be kept.", "error")
        elif isinstance(broken, PeeweeException):
            g.not_saved = 503
            logger.exception("the database did not save on %s", self.endpoint)
            flash("The records are busy. Nothing was saved; press Save again.", "error")
        else:
            flash(words_of(broken), "error")

    def handle_view_exception(self, exc: Exception) -> bool:
        # The library shows the database's own words otherwise, which may quote the row.
        raise exc

    def render(self, template: str, **kwargs: Any) -> Any:
        kwargs.setdefault("stale", g.get("stale"))
        return super().render(template, **kwargs)

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        return url_for(".details_view", id=model.id)

    # -- what is switched off, and the export -------------------------------------------

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

    @expose("/export/<export_type>/", methods=("POST",))
    def export(self, export_type: str) -> Response:
        if export_type != "csv" or not self.can_export:
            abort(404)
        query = self._sorted(self._found(self._criteria())).limit(self.export_max_rows)
        rows = list(query)
        load_named(rows, [*self._columns(), *self.loads], scope())
        note_listed(self.shows, rows, len(rows), request.args.get("find", ""), verb="export")
        titles = [label for _, label in self._list_columns]
        cells = [[in_words(row, c) for c, _ in self._list_columns] for row in rows]
        return exports.csv_file(self.endpoint, titles, cells, request_now())


def _show_only_what_was_sent(form: Any) -> None:
    """While the records are busy no look can be written, so nothing of theirs is shown."""
    forget_looks()
    for field in form:
        if isinstance(field, LookUpField):
            field.typed = (request.form.get(field.name) or "").strip()
        elif field.name not in request.form:
            field.data = None
