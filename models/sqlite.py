"""SQLite with writers who wait their turn. It changes nothing about what is written."""

from __future__ import annotations

import fcntl
import random
import threading
from time import monotonic, sleep
from typing import IO, Any

from peewee import OperationalError, SqliteDatabase

# SQLite itself asks for its lock at ever longer intervals, up to a tenth of a second, so that
# under many writers an early one may starve while late ones get in.
ASK_AGAIN_WITHIN = 0.004


class TurnTakingSqlite(SqliteDatabase):
    """Write transactions queue on a lock file beside the database, asked for every few ms.

    After `timeout` seconds the wait ends in SQLite's own words, "database is
    locked", whether it was the file or the database that was held.
    """

    def __init__(self, database: str, **kwargs: Any) -> None:
        super().__init__(database, **kwargs)
        self._patience = float(kwargs.get("timeout", 5))  # seconds
        self._held = threading.local()

    def begin(self, lock_type: str | None = None) -> None:
        turn = self._wait_for_turn()
        try:
            super().begin(lock_type)
        except BaseException:
            turn.close()
            raise
        self._held.turn = turn

    def commit(self) -> Any:
        done = super().commit()
        self._end_turn()
        return done

    def rollback(self) -> Any:
        try:
            # A full disk has undone everything by itself: to ask again would hide that it is full.
            going: bool = self.connection().in_transaction  # type: ignore[no-untyped-call]
            return super().rollback() if going else None
        finally:
            self._end_turn()

    def _close(self, conn: Any) -> None:
        try:
            super()._close(conn)  # type: ignore[misc]
        finally:
            self._end_turn()

    def _wait_for_turn(self) -> IO[bytes]:
        turn = open(f"{self.database}-turn", "ab")  # noqa: SIM115  closed at the end of the turn
        give_up = monotonic() + self._patience
        while True:
            try:
                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if monotonic() > give_up:
                    turn.close()
                    raise OperationalError("database is locked") from None
                sleep(random.uniform(0.0005, ASK_AGAIN_WITHIN))  # so that no two keep step
            else:
                return turn

    def _end_turn(self) -> None:
        turn = getattr(self._held, "turn", None)
        if turn is not None:
            self._held.turn = None
            turn.close()
