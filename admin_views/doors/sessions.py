"""Signed-in browsers as rows: Flask's session, kept in the database and ended there."""

from __future__ import annotations

import logging
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from peewee import InterfaceError, OperationalError
from werkzeug.datastructures import CallbackDict

from admin_views.page import said
from browser.cookies import kept_from_others, name_of
from browser.moment import request_now as request_now
from models.base import database
from models.organisations.officer import Officer
from models.organisations.second_factor import SecondFactor
from models.organisations.session import Session
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)


class RowSession(CallbackDict[str, Any], SessionMixin):
    """What Flask calls the session: the `kept` of one Session row."""

    def __init__(self, row: Session | None, cookie: str = "") -> None:
        super().__init__(dict(row.kept) if row else {})
        self.row = row
        self.cookie = cookie


class RowSessions(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> RowSession:
        kept_open = not database.connect(reuse_if_open=True)
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        try:
            row = Session.opened_by(cookie, request_now()) if cookie else None
        except (OperationalError, InterfaceError):
            if not kept_open:
                raise
            # It lay idle since the last page, and the other side may have gone meanwhile.
            database.close()
            database.connect()
            row = Session.opened_by(cookie, request_now())
        opened = RowSession(row, cookie if row else "")
        if messages := said.heard(app, request, row.id if row else None):
            opened["_flashes"] = messages
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        kept = cast(RowSession, session)
        if response.status_code == 503:
            return  # the database would be waited for once more
        messages = kept.pop("_flashes", [])
        try:
            self._save(kept)
            if not said.say(app, request, response, messages, kept.row.id if kept.row else None):
                kept["_flashes"] = messages
                self._save(kept)
        except OperationalError:
            # The page matters more than a form token or "last seen"; what was
            # asked for has itself been saved or refused by now.
            logger.warning("session not saved: the database is busy")
            return
        if kept.row is not None and kept.cookie:
            response.set_cookie(self.get_cookie_name(app), kept.cookie, **kept_from_others(app))

    def _save(self, kept: RowSession) -> None:
        now = request_now()
        if kept.row is None:
            if not kept:
                return
            with transaction(Scope.visitor(), now):
                kept.row, kept.cookie = Session.start(None, now)
        row = kept.row
        is_seen = row.ended_at is None and row.is_due_to_be_seen(now)
        if dict(kept) == row.kept and not is_seen:
            return
        with transaction(Scope.visitor(), now):
            row.kept = dict(kept)
            row.seen(now) if is_seen else row.save()

    def get_cookie_name(self, app: Flask) -> str:
        return name_of(app, "session")


def sign_in(officer: Officer) -> None:
    """Give the browser a new session; the one it came with is ended (no fixation)."""
    now = request_now()
    ours = cast(RowSession, session)
    with transaction(Scope.officer(officer), now) as changes:
        if ours.row is not None:
            ours.row.end(now)
        ours.row, ours.cookie = Session.start(officer, now)
        changes.record("sign_in", officer)
    _begin_anew(ours)


def begin_second_step(officer: Officer, wanted: str) -> None:
    """Give the browser a new session that opens nothing but the second step.

    The secret to set up is offered here when there is none, because a page
    that is only looked at changes nothing.
    """
    now = request_now()
    ours = cast(RowSession, session)
    with transaction(Scope.officer(officer), now) as changes:
        if ours.row is not None:
            ours.row.end(now)
        ours.row, ours.cookie = Session.start_second_step(officer, now)
        if not SecondFactor.is_on(officer):
            SecondFactor.offer(officer, current_app.config["SEAL"])
        changes.record("password_given", officer)
    _begin_anew(ours)
    ours["wanted"] = wanted


def at_second_step() -> Officer | None:
    """Return who gave the password in this browser and still owes the second step."""
    row = getattr(session, "row", None)
    return row.owes_second_step(request_now()) if row is not None else None


def _begin_anew(ours: RowSession) -> None:
    ours.clear()
    g.pop("csrf_token", None)  # made for the session that has just ended


def sign_out() -> None:
    now = request_now()
    ours = cast(RowSession, session)
    if ours.row is not None and ours.row.officer is not None:
        with transaction(Scope.officer(ours.row.officer), now) as changes:
            ours.row.end(now)
            changes.record("sign_out", ours.row.officer)
    leave()


def leave() -> None:
    """Forget the session in this browser; ending its row is the caller's."""
    ours = cast(RowSession, session)
    _begin_anew(ours)
    ours.row, ours.cookie = None, ""


def signed_in_officer() -> Officer | None:
    """Return whose session this is, or None: not signed in, or no longer active."""
    row = getattr(session, "row", None)
    if row is None or row.officer is None or not row.officer.active:
        return None
    return cast(Officer, row.officer)
