"""How many people outside are served at once, and that they give way to the staff.

A page takes a few thousandths of a second of the one processor that Python
has: in a flood it is not threads that the staff would run out of, but that.
"""

from __future__ import annotations

import threading

# Of the eight threads that serve. The others are the staff's.
AT_ONCE, WAITING = 2, 2
PATIENCE = 2.0  # seconds until whoever waits is sent away
GIVES_WAY = 0.25  # seconds, at most, that a page waits for pages of the staff that are being made


class Slots:
    """So many at once, and so many more that wait a little; the others are sent away."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._room = threading.BoundedSemaphore(at_once + waiting)
        self._working = threading.BoundedSemaphore(at_once)
        self._staff = 0
        self._staff_left = threading.Condition()
        self.patience = PATIENCE

    def enter(self) -> bool:
        """Take a place when there is one, and when the staff need nothing just now."""
        if not self._room.acquire(blocking=False):
            return False
        if not self._working.acquire(timeout=self.patience):
            self._room.release()
            return False
        with self._staff_left:
            self._staff_left.wait_for(lambda: self._staff == 0, GIVES_WAY)
        return True

    def leave(self) -> None:
        self._working.release()
        self._room.release()

    def staff_enter(self) -> None:
        with self._staff_left:
            self._staff += 1

    def staff_leave(self) -> None:
        with self._staff_left:
            self._staff -= 1
            if self._staff == 0:
                self._staff_left.notify_all()
