"""Which rows a generated screen reaches, and who may use it: the library asks neither."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from flask import abort, has_request_context, request
from flask_admin.contrib.peewee import ModelView
from peewee import ForeignKeyField, ModelSelect

from admin_views.asking import scope
from admin_views.records.forms import Converter, ProtectedForm
from admin_views.records.joining import naming
from admin_views.records.reading import note_read
from admin_views.records.rows import is_id
from admin_views.signed_in import SignedInView
from models.base import BaseModel

M = TypeVar("M", bound=BaseModel)


class Action(NamedTuple):
    """Something to do with one record: a button that posts, or a link to a page that asks."""

    label: str
    endpoint: str
    posts: bool = False
    needs: tuple[str, type[BaseModel] | str] | None = (
        None  # (verb, noun); None: whoever sees the record
    )
    by: str = "id"  # what the page calls this record in its address
    confirm: str = ""  # what will happen, said on a page of its own before the button that does it


class Related(NamedTuple):
    """Rows that hang on a record, listed on its page, with a link to add one."""

    title: str
    model: type[BaseModel]
    by: str  # the column of `model` that names the record
    names: Sequence[ForeignKeyField] = ()  # what each row names, fetched with it


class ScopedView(SignedInView, ModelView):
    """Declares a screen's columns; asks the scope who may, and for which rows."""

    shows: type[BaseModel]  # the model; the next three say where its screens stand
    title: str
    address: str
    group: str = ""
    to_add: str = ""  # what adding one is called, where it is more than that ("Raise a concern")

    creates = True  # whether the screens offer to add and to change, roles permitting
    edits = True
    actions: Sequence[Action] = ()
    related: Sequence[Related] = ()
    above = ""  # a template for what stands above the list
    first = ""  # a template for what stands on a record's page before what hangs on it
    more = ""  # a template for what else stands on a record's page
    narrow_by: Sequence[str] = ()  # columns offered as filters
    search_in: Sequence[Any] = ()  # text columns of this model
    search_child: Any = None  # the column that names the child, to search by the child
    only_if_said: Sequence[str] = ()  # columns left off a record's page while they are empty
    form_optional: Sequence[str] = ()  # filled in by the model when left empty
    loads: Sequence[str] = ()  # what columns name without saying so ("case.kind")
    prefills: Sequence[str] = ()  # columns a link may fill in, by id
    opens_with: Sequence[ForeignKeyField] = ()  # what a record's page names, fetched with it

    # Deleting through the library takes every dependent row with it.
    can_delete = False
    action_disallowed_list = ("delete",)
    can_view_details = True
    # A cell edited in a list has no version to compare and no page to explain a refusal.
    column_editable_list = ()
    page_size = 20
    can_set_page_size = False
    form_base_class = ProtectedForm
    model_form_converter = Converter

    def __init__(self) -> None:
        # The library's hint for `name` is mistaken: it is the words of the menu.
        name: Any = self.title
        super().__init__(self.shows, name, category=self.group or None, endpoint=self.address)

    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", self.shows)

    # The library reads these as attributes; here they depend on who asks.
    @property
    def can_create(self) -> bool:  # type: ignore[override]
        return self.creates and self._may("add")

    @property
    def can_edit(self) -> bool:  # type: ignore[override]
        return self.edits and self._may("change")

    @property
    def can_export(self) -> bool:  # type: ignore[override]
        return self._may("export")

    def _may(self, verb: str) -> bool:
        return not has_request_context() or scope().may(verb, self.shows)

    def get_query(self) -> ModelSelect[Any]:
        """Return the rows of the list; a screen may leave out some that have a page."""
        return scope().of(self.shows)

    def get_one(self, id: Any) -> BaseModel | None:
        """Scoped, unlike the library's; an id that is no number is a missing record."""
        if not is_id(id):
            return None
        query = naming(scope().of(self.shows), self.shows, self.opens_with)
        row: BaseModel | None = query.where(self.shows.id == int(id)).get_or_none()
        if row is not None:
            note_read(row)
        return row

    def _to_act_on(self, model: type[M], verb: str, noun: type[BaseModel]) -> M:
        """Return the record a button is about, or answer 404, or 403 without the right to act."""
        row = self._record_or_404()
        assert isinstance(row, model)
        if not scope().may(verb, noun, row.__data__["authority"]):
            abort(403)
        return row

    def _record_or_404(self) -> BaseModel:
        row = self.get_one(request.args.get("id", ""))
        if row is None:
            abort(404)
        return row
