"""What somebody looked for: kept as a row, so that no name stands in a URL or a log."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from peewee import BooleanField, CharField, ForeignKeyField

from models.base import BaseModel, InstantField, JsonField
from models.organisations.officer import Officer


class SavedSearch(BaseModel):
    """`token` is random: a page is `?find=<token>`, and opens for its owner only."""

    audited = False
    area = "searches"  # no role's: it may hold a child's name, and opens for its owner only

    token = CharField(unique=True, max_length=22)
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    screen = CharField()
    criteria = JsonField()  # {"search": str, "filters": {name: value}}
    name = CharField(default="")
    shared = BooleanField(default=False)
    made_at = InstantField()

    @classmethod
    def keep(
        cls, officer_id: int, screen: str, criteria: dict[str, Any], now: datetime
    ) -> SavedSearch:
        return cls.create(
            token=secrets.token_urlsafe(16),
            officer=officer_id,
            screen=screen,
            criteria=criteria,
            made_at=now,
        )

    @classmethod
    def opened(cls, token: str, officer_id: int, screen: str) -> SavedSearch | None:
        return cls.get_or_none(cls.token == token, cls.officer == officer_id, cls.screen == screen)
