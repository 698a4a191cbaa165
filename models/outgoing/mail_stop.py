"""The queue stands still: the mail server does not let us in, or did not prove who it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import CharField

from models.base import BaseModel, InstantField

TRY_EVERY = timedelta(minutes=5)


class MailStop(BaseModel):
    """One alarm, however many messages wait and however often the server is asked again.

    It ends by itself when the server takes a message.
    """

    begun_at = InstantField()
    why = CharField(max_length=500)
    tried_at = InstantField()  # when the server was last asked
    ended_at = InstantField(null=True, index=True)

    @classmethod
    def now(cls) -> MailStop | None:
        """Return the stop that stands, or None while mail goes out."""
        query = cls.select().where(cls.ended_at.is_null()).order_by(cls.id)
        stop: MailStop | None = query.first()
        return stop

    @classmethod
    def begin(cls, why: str, now: datetime) -> bool:
        """Raise the alarm, or note that the server still says no; False if it was raised before."""
        stop = cls.now()
        if stop is None:
            cls.create(begun_at=now, tried_at=now, why=why[:500])
            return True
        stop.tried_at = now
        stop.why = why[:500]
        stop.save()
        return False

    def may_try(self, now: datetime) -> bool:
        """Not every minute: a server asked with a wrong password again and again locks us out."""
        return bool(now - self.tried_at >= TRY_EVERY)

    def end(self, now: datetime) -> None:
        self.ended_at = now
        self.save()
