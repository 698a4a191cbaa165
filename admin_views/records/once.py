"""A form for a new record makes one, however often it is sent: a double click, a reload."""

from __future__ import annotations

from typing import Any

from flask import flash, g, request

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from models.base import BaseModel
from models.organisations.sent_form import SentBefore, SentForm

NOT_TYPED = ("csrf_token", "form_key")


def key_of(form: Any, screen: str) -> str:
    """Return what tells this form from every other, or "" if it came without its key."""
    sent = form.form_key.data if "form_key" in form else ""
    return SentForm.hash_of(scope().officer_id or 0, screen, sent) if sent else ""


def take(key: str, form: Any) -> None:
    """Use the key up, inside the transaction that makes the record. Raise SentBefore."""
    if key:
        SentForm.take(key, _digest_of(form), request_now())


def has_made(key: str, row: BaseModel) -> None:
    if key:
        SentForm.has_made(key, row.id)


def made_before(form: Any, model: type[BaseModel], before: SentBefore) -> BaseModel | None:
    """Return the record the same form made; of another form sent with its key, ask again."""
    first = SentForm.of(before.key_hash)
    row = scope().get(model, int(first.row_id or 0))
    if first.digest == _digest_of(form):
        return row
    g.not_saved = 409
    form.form_key.renew()
    name = getattr(row, "reference", "a record")
    flash(f"This form has made {name} already. To add what stands here too, save again.", "error")
    return None


def _digest_of(form: Any) -> str:
    typed = [pair for pair in request.form.items(multi=True) if pair[0] not in NOT_TYPED]
    return SentForm.digest_of(str(form.form_key.data), typed)
