"""How an officer likes one list: which columns, and how close the rows stand."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import CharField, ForeignKeyField, ModelSelect

from models.base import BaseModel, JsonField
from models.organisations.officer import Officer

DENSITIES = (("comfortable", "Comfortable"), ("compact", "Compact"))


class ListChoice(BaseModel):
    """One officer's choice for one screen; nobody else's business, so not audited."""

    audited = False

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="+")
    officer_id: int
    screen = CharField()
    columns = JsonField()  # names in the order shown; empty: the usual ones
    density = CharField(default="comfortable", choices=DENSITIES)

    class Meta:
        indexes = ((("officer", "screen"), True),)

    @classmethod
    def kept_by(cls, officer_id: int, screen: str) -> ModelSelect[ListChoice]:
        """Return the officer's choice as a query: one row, or none before anything was chosen."""
        return cls.select().where(cls.officer == officer_id, cls.screen == screen)

    @classmethod
    def usual(cls, officer_id: int, screen: str) -> ListChoice:
        """Return the usual look, not yet kept."""
        return cls(officer=officer_id, screen=screen, columns=[])

    @classmethod
    def of(cls, officer_id: int, screen: str) -> ListChoice:
        """Return the officer's choice, or the usual look."""
        return cls.kept_by(officer_id, screen).first() or cls.usual(officer_id, screen)

    def choose(self, columns: Sequence[str], density: str) -> None:
        """Keep these columns and this density; a density there is none of is the usual one."""
        self.columns = list(columns)
        self.density = density if density in dict(DENSITIES) else DENSITIES[0][0]
        self.save()
