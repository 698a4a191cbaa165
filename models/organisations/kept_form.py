"""What an officer had written when the session ended: kept an hour, sealed, for nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import CharField, ForeignKeyField, TextField

from models.base import BaseModel, InstantField
from models.organisations.officer import Officer
from models.sealing import Seal

PURPOSE = "kept form"
KEPT_FOR = timedelta(hours=1)
MOST = 5  # an officer: an old cookie must not fill the disk
LONGEST = 1024 * 1024  # characters of one form

Fields = list[tuple[str, str]]


class KeptForm(BaseModel):
    audited = False  # nothing is saved by keeping it; saving it later is an event

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    page = CharField(max_length=2000)  # the address of the form: ids only, no personal data
    sealed = TextField()
    kept_at = InstantField(index=True)

    @classmethod
    def keep(
        cls,
        officer: Officer,
        page: str,
        fields: Sequence[tuple[str, str]],
        seal: Seal,
        now: datetime,
    ) -> bool:
        """Keep the fields; False if there is nothing to keep or far too much."""
        told = json.dumps(list(fields))
        if not fields or len(told) > LONGEST or len(page) > 2000:
            return False
        cls.sweep(now)
        older = cls.select().where(cls.officer == officer).order_by(cls.id.desc()).offset(MOST - 1)
        for row in list(older.limit(100)):
            row.forget()
        sealed = seal.close(PURPOSE, told)
        cls.insert(officer=officer, page=page, sealed=sealed, kept_at=now).execute()
        return True

    @classmethod
    def waiting_for(cls, officer: Officer, now: datetime) -> KeptForm | None:
        """Return what this officer wrote last, if that is less than an hour ago."""
        mine = cls.select().where(cls.officer == officer, cls.kept_at > now - KEPT_FOR)
        last: KeptForm | None = mine.order_by(cls.id.desc()).first()
        return last

    @classmethod
    def of(cls, officer: Officer, number: int, page: str, now: datetime) -> KeptForm | None:
        """Return the form kept for this officer and this page under that number."""
        return cls.get_or_none(
            cls.id == number,
            cls.officer == officer,
            cls.page == page,
            cls.kept_at > now - KEPT_FOR,
        )

    def fields(self, seal: Seal) -> Fields:
        return [(name, value) for name, value in json.loads(seal.open(PURPOSE, self.sealed))]

    def forget(self) -> None:
        self.sweep_away(KeptForm.id == self.id)

    @classmethod
    def sweep(cls, now: datetime) -> int:
        """Take away what is older than an hour; return how many rows."""
        return cls.sweep_away(cls.kept_at <= now - KEPT_FOR)
