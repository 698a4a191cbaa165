"""What a job is given of the world outside: how mail leaves, and what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from correspondence.mail import Mailer
from correspondence.officer_emails import Door
from correspondence.scanning import Scanner
from models.dates.london import london_day


@dataclass(frozen=True)
class World:
    """`now` is the moment of this tick; `holder` tells this process from every other."""

    now: datetime
    mailer: Mailer
    sender: str
    holder: str
    door: Door | None = None  # where links to officers lead; None sends none
    scanner: Scanner | None = None  # of viruses; None where the council has none

    @property
    def today(self) -> date:
        return london_day(self.now)


Tally = dict[str, int]
