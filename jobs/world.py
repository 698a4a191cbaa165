"""What a job is given of the world outside: how mail leaves, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from correspondence.mail import Mailer

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class World:
    """`now` is the moment of this tick; `holder` tells this process from every other."""

    now: datetime
    mailer: Mailer
    sender: str
    holder: str

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()


Tally = dict[str, int]
