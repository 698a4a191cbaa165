"""The forms of a generated screen: saved whole with their events, or given back with words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask_admin import expose
from flask_admin.helpers import get_form_data
from peewee import DataError, IntegrityError, PeeweeException
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from admin_views.records import once
from admin_views.records.exporting import ExportView
from admin_views.records.forms import authorities_at_hand, words_of
from admin_views.records.inputs import FormKeyField, VersionField
from admin_views.records.naming import LookUpField
from admin_views.records.reading import forget_looks, note_read
from admin_views.records.rows import is_id
from admin_views.records.words import in_words
from models.base import BaseModel, EditableModel, RuleBroken, StaleRow
from models.organisations.authority import AuthorityRecord
from models.organisations.sent_form import SentBefore
from models.transaction import transaction

logger = logging.getLogger(__name__)


class EditView(ExportView):
    """Adding and changing: one transaction, no silent overwriting, nothing typed is lost."""

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
        return type("NewForm", (form,), {"row_version": None, "form_key": FormKeyField()})

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

    def edit_form(self, obj: Any = None) -> Any:
        """A field kept from this officer is not on the form, so neither shown nor overwritten."""
        if isinstance(obj, AuthorityRecord) and obj.authority_id in authorities_at_hand():
            obj.__rel__["authority"] = authorities_at_hand()[obj.authority_id]
        form = super().edit_form(obj)
        for field in list(form):
            if obj is not None and not scope().sees_field(obj, field.name):
                del form[field.name]
        return form

    def create_model(self, form: Any) -> Any:
        row = self.shows()
        form.populate_obj(row)
        try:
            return row if self._save(form, row, created=True) else False
        except SentBefore as before:
            return once.made_before(form, self.shows, before) or False

    def update_model(self, form: Any, model: Any) -> bool:
        form.populate_obj(model)
        return self._save(form, model, created=False)

    def _save(self, form: Any, row: BaseModel, created: bool) -> bool:
        """Save in one transaction with its events, or say in words why not; keep what was typed."""

        key = once.key_of(form, self.address) if created else ""

        def write() -> None:
            once.take(key, form)
            self.before_saving(row, created)
            if isinstance(row, AuthorityRecord) and row.__data__.get("authority") is None:
                row.__data__["authority"] = self._authority_of(row)
                row._dirty.add("authority")
            row.save(force_insert=created)
            self.after_saving(row, created)
            once.has_made(key, row)

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
        except (StaleRow, SentBefore):
            raise
        except (RuleBroken, PeeweeException) as broken:
            self._explain(broken)
            return False
        return True

    def before_saving(self, row: BaseModel, created: bool) -> None:
        """Set what the form does not ask, inside the transaction; a screen overrides it."""

    def after_saving(self, row: BaseModel, created: bool) -> None:
        """Do what must follow, inside the same transaction; a screen overrides it."""

    def _authority_of(self, row: AuthorityRecord) -> int:
        """A record belongs to the authority of what it hangs on, else to the officer's only one."""
        for key in row._meta.refs:
            if issubclass(key.rel_model, AuthorityRecord) and row.__data__.get(key.name):
                other = scope().get(key.rel_model, row.__data__[key.name])
                return int(other.authority_id)
        mine = scope().authorities("add", self.shows)
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


def _show_only_what_was_sent(form: Any) -> None:
    """While the records are busy no look can be written, so nothing of theirs is shown."""
    forget_looks()
    for field in form:
        if isinstance(field, LookUpField):
            field.typed = (request.form.get(field.name) or "").strip()
        elif field.name not in request.form:
            field.data = None
