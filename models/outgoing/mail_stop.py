"""The queue stands still: the mail server does not let us in, or did not prove who it is."""

from __future__ import annotations

from datetime import datetime

from peewee import CharField

from models.base import BaseModel, InstantField


class MailStop(BaseModel):
    """One alarm, however many messages wait and however often the server is asked again.

    It ends by itself when the server takes a message.
    """

    begun_at = InstantField()
    why = CharField(max_length=500)
    ended_at = InstantField(null=True, index=True)

    @classmethod
    def now(cls) -> MailStop | None:
        """Return the stop that stands, or None while mail goes out."""
        query = cls.select().where(cls.ended_at.is_null()).order_by(cls.id)
        stop: MailStop | None = query.first()
        return stop

    @classmethod
    def begin(cls, why: str, now: datetime) -> bool:
        """Raise the alarm; False if it was raised already."""
        if cls.now() is not None:
            return False
        cls.create(begun_at=now, why=why[:500])
        return True

    def end(self, now: datetime) -> None:
        self.ended_at = now
        self.save()
