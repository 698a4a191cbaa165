"""What a look-up offers while somebody types: the rows, scope and events of the form itself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, jsonify, request
from peewee import ForeignKeyField
from werkzeug.wrappers import Response

from admin_views.asking import scope
from admin_views.records.lookups import labels, look_up, names_by_words
from admin_views.records.reading import note_listed
from models.base import BaseModel

SHORTEST = 2  # letters: one fits half the council

blueprint = Blueprint("suggestions", __name__)


@blueprint.post("/look-up/<screen>/<name>")
def offer(screen: str, name: str) -> Any:
    """Return up to ten rows for a field of this screen's form, to whoever may open that form.

    By POST, so that what is typed about a child stands in no address.
    """
    view = _screen(screen)
    if view is None or not view.is_accessible():
        return _kept_out(view, name)
    model = _named_by(view, name) if view.can_create or view.can_edit else None
    if model is None:
        abort(404)
    words = request.form.get("words", "").strip()
    if len(words) < SHORTEST:
        return jsonify(found=[], count=0)
    found = look_up(model, words, scope())
    note_listed(model, found.rows, found.total, "look-up")
    offered = zip(found.rows, labels(found.rows, scope()), strict=True)
    rows = [{"id": row.id, "label": label} for row, label in offered]
    return jsonify(found=rows, count=found.total)


def _screen(address: str) -> Any:
    views = current_app.extensions["admin"][0]._views  # the library keeps no public list
    return next((view for view in views if getattr(view, "address", None) == address), None)


def _kept_out(view: Any, name: str) -> Response:
    answer: Response = view.inaccessible_callback(name) if view is not None else abort(404)
    return answer


def _named_by(view: Any, name: str) -> type[BaseModel] | None:
    """Return the table a field of the form looks up in; None if it is no such field."""
    field = view.shows._meta.fields.get(name) if name in (view.form_columns or ()) else None
    if not isinstance(field, ForeignKeyField) or not names_by_words(field):
        return None
    model: type[BaseModel] = field.rel_model
    return model
