"""Looking is an event too: noted while a page is made, written before its first byte."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import Flask, Response, g
from peewee import PeeweeException

from admin_views.asking import scope
from admin_views.doors.sessions import request_now
from models.base import BaseModel
from models.organisations.authority import AuthorityRecord
from models.transaction import transaction

logger = logging.getLogger(__name__)


class Look(NamedTuple):
    verb: str
    row: BaseModel | type[BaseModel]
    authority_id: int | None
    about: dict[str, Any]
    values: dict[str, Any] = {}  # kept apart from the event, so that they can be erased


def _looks() -> list[Look]:
    if "looks" not in g:
        g.looks = []
    looks: list[Look] = g.looks
    return looks


def note(look: Look) -> None:
    """Note a look that is of another sort than the two below."""
    _looks().append(look)


def note_read(row: BaseModel) -> None:
    """Note that a record was opened. Only what belongs to an authority is anybody's secret."""
    if isinstance(row, AuthorityRecord):
        _looks().append(Look("read", row, row.authority_id, _children_at_hand([row])))


def forget_looks() -> None:
    """Nothing of what was looked at will be shown: an error page, or only what was typed."""
    _looks().clear()


def note_listed(
    table: type[BaseModel],
    rows: Iterable[BaseModel],
    count: int,
    find: str,
    verb: str = "listed",
    reason: str = "",
) -> None:
    """Note that rows were shown in a list, a search or an export: one event an authority."""
    if not issubclass(table, AuthorityRecord):
        return
    shown: dict[int, list[BaseModel]] = {}
    for row in rows:
        shown.setdefault(row.__data__["authority"], []).append(row)
    for authority_id in shown or sorted(scope().authorities("see", table))[:1]:
        theirs = shown.get(authority_id, [])
        about = {"find": find, "count": count, "ids": [row.id for row in theirs]}
        about |= _children_at_hand(theirs)
        _looks().append(Look(verb, table, authority_id, about, reason_given(reason)))


def _children_at_hand(rows: Sequence[BaseModel]) -> dict[str, list[int]]:
    """Return the children the rows are about, or nothing if the event has to ask."""
    about = [row.children_at_hand() for row in rows if isinstance(row, AuthorityRecord)]
    known = [children for children in about if children is not None]
    return {"children": sorted(set().union(*known))} if len(known) == len(rows) else {}


def reason_given(reason: str) -> dict[str, Any]:
    """Return the values of an event that holds a reason: it may name a child."""
    return {"reason": [None, reason]} if reason else {}


def write_looks(response: Response) -> Response:
    """Write what was looked at; if that fails nothing is shown (the answer is 503).

    A form that comes back with a refusal shows records too; a redirect shows none.
    """
    looks = _looks()
    if not looks or 300 <= response.status_code < 400:
        return response
    try:
        with transaction(scope(), request_now()) as reading:
            for look in looks:
                reading.record(
                    look.verb,
                    look.row,
                    authority_id=look.authority_id,
                    about=look.about,
                    values=look.values,
                )
    except PeeweeException:
        logger.exception("a look was not recorded, so the page is withheld")
        from admin_views.errors import busy_page

        return busy_page()
    return response


def register(app: Flask) -> None:
    app.after_request(write_looks)
