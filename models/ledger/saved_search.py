"""What somebody looked for: kept as a row, so that no name stands in a URL or a log."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from peewee import CharField, ForeignKeyField, ModelSelect

from models.base import BaseModel, InstantField, JsonField, RuleBroken
from models.organisations.authority import Authority
from models.organisations.officer import Officer

LONGEST_NAME = 60


class SavedSearch(BaseModel):
    """`token` is random: a page is `?find=<token>`.

    It opens for its owner, and for a team it is shared with; each finds by it only
    what is open to them anyway.
    """

    audited = False

    token = CharField(unique=True, max_length=22)
    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    screen = CharField()
    criteria = JsonField()  # {"search": str, "narrow": {column: {"is" | "from" | "to": value}}}
    name = CharField(default="")  # empty: looked for once, and not to be listed
    shared_in = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    shared_in_id: int | None
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
    def opened(
        cls, token: str, officer_id: int, screen: str, authorities: Collection[int] = ()
    ) -> SavedSearch | None:
        """Return the search if it is the officer's own or shared in one of `authorities`."""
        theirs = (cls.officer == officer_id) | cls.shared_in.in_(list(authorities))
        return cls.get_or_none(cls.token == token, cls.screen == screen, theirs)

    @classmethod
    def listed(
        cls, officer_id: int, screen: str, authorities: Collection[int]
    ) -> ModelSelect[SavedSearch]:
        """Return the searches to list above a screen: the officer's own, and shared ones."""
        theirs = (cls.officer == officer_id) | cls.shared_in.in_(list(authorities))
        return cls.select().where(cls.screen == screen, cls.name != "", theirs)

    def save_as(self, name: str, shared_in: int | None, holds_words: bool) -> None:
        """List this search by a name, its owner's alone or for a team.

        What is typed into a search may be a child's name, so words stay their owner's.
        """
        name = " ".join(name.split())
        if not name:
            raise RuleBroken("Give the search a name.")
        if len(name) > LONGEST_NAME:
            raise RuleBroken(f"Give the search a name of at most {LONGEST_NAME} letters.")
        if shared_in is not None and holds_words:
            raise RuleBroken(
                "This search holds words somebody typed, which may be a child's name, so it cannot "
                "be shared. Save it for yourself, or take the words out and share the filters."
            )
        mine = (
            type(self)
            .select()
            .where(
                type(self).officer == self.officer_id,
                type(self).screen == self.screen,
                type(self).id != self.id,
            )
        )
        if any(row.name.casefold() == name.casefold() for row in mine.where(type(self).name != "")):
            raise RuleBroken(f"You have a search called {name} here. Give this one another name.")
        self.name = name
        self.shared_in_id = shared_in
        self.save()

    def unlist(self) -> None:
        """Take it off the list. The row stays: the record of who looked refers to it."""
        self.name = ""
        self.shared_in_id = None
        self.save()


def in_order(searches: Iterable[SavedSearch], officer_id: int) -> list[SavedSearch]:
    """Return the searches by name, the officer's own first."""
    return sorted(searches, key=lambda row: (row.officer_id != officer_id, row.name.casefold()))
