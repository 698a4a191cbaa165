"""What ran unattended, when, and what came of it."""

from __future__ import annotations

from datetime import datetime

from peewee import CharField, TextField

from models.base import BaseModel, InstantField, JsonField


class JobRun(BaseModel):
    audited = False
    name = CharField(index=True)
    started_at = InstantField()
    finished_at = InstantField(null=True, index=True)
    tally = JsonField(default=dict)  # counts by name, never a person's name
    error = TextField(default="")

    def finish(self, now: datetime, tally: dict[str, int], error: str = "") -> None:
        self.finished_at = now
        self.tally = tally
        self.error = error
        self.save()

    @classmethod
    def last_finished(cls, name: str) -> datetime | None:
        """Return when the job last ended without an error, or None."""
        row = (
            cls.select()
            .where(cls.name == name, cls.finished_at.is_null(False), cls.error == "")
            .order_by(cls.finished_at.desc())
            .first()
        )
        return row.finished_at if row else None
