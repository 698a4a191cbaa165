"""One connection a thread, kept from page to page: to open one costs more than a page asks."""

from __future__ import annotations

from flask import Flask, Response, g

from models.base import database


def register(app: Flask) -> None:
    app.after_request(_doubt)
    app.teardown_request(_keep_or_close)


def turned_away() -> None:
    """Say that this request asked the database nothing, whatever its answer is called.

    Called for each visitor of a flood: the next page would else wait for a new connection.
    """
    g.asked_nothing = True


def _doubt(response: Response) -> Response:
    """Whatever went wrong, the next page does not begin with what it left behind."""
    if response.status_code >= 500 and "asked_nothing" not in g:
        g.begin_anew = True
        if not database.is_closed() and not _is_at_rest():
            database.rollback()  # or what is still to be written would wait for its own turn
    return response


def _keep_or_close(error: BaseException | None) -> None:
    if database.is_closed():
        return
    if error is not None or g.get("begin_anew") or not _is_at_rest():
        database.close()


def _is_at_rest() -> bool:
    """Say whether nothing is left open on the connection, and the other side is still there."""
    connection = database.connection()
    if hasattr(connection, "in_transaction"):  # SQLite's
        return not connection.in_transaction
    return bool(connection.info.transaction_status == connection.info.transaction_status.IDLE)
