"""What happened, to what, by whom: one chain of sealed events an authority."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from typing import Any

from peewee import (
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    OperationalError,
    TextField,
)

from models import by_hand
from models.base import BaseModel, InstantField, JsonField, canonical_json
from models.organisations.authority import Authority

START = "0" * 64
AT_ONCE = 5000  # rows inserted by one statement


class AuditHead(BaseModel):
    """The end of one chain. Locked while events are added, so they stand in one order."""

    audited = False
    # "system" for what belongs to no authority, else the authority's code.
    chain = CharField(unique=True)
    authority = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    authority_id: int | None
    sequence = IntegerField(default=0)
    link = CharField(default=START, max_length=64)

    @classmethod
    def locked(cls, authority_ids: Collection[int | None]) -> list[AuditHead]:
        """Return the heads of these chains, locked until commit; a new chain is begun.

        Locked always in the same order, and begun before any is locked, so that no two
        transactions wait for each other. SQLite's immediate transaction holds them already.
        """
        heads = cls._of(authority_ids)
        if begun := set(authority_ids) - {head.authority_id for head in heads}:
            cls._begin(begun)
        if begun or _can_lock():
            heads = cls._of(authority_ids, " FOR UPDATE" if _can_lock() else "")
        return heads

    @classmethod
    def _of(cls, authority_ids: Collection[int | None], lock: str = "") -> list[AuditHead]:
        named = [number for number in authority_ids if number is not None]
        system = " OR authority_id IS NULL" if None in authority_ids else ""
        found = by_hand.rows(
            "SELECT id, chain, authority_id, sequence, link FROM audit_head "
            f"WHERE authority_id IN ({by_hand.marks(named) or 'NULL'}){system} "
            # The system's first.
            f"ORDER BY authority_id IS NOT NULL, chain{lock}",
            *named,
        )
        names = ("id", "chain", "authority", "sequence", "link")
        return [cls(**dict(zip(names, row, strict=True))) for row in found]

    @classmethod
    def _begin(cls, authority_ids: Collection[int | None]) -> None:
        theirs = Authority.select().where(Authority.id.in_([n for n in authority_ids if n]))
        chains: dict[str, int | None] = {one.code: one.id for one in theirs}
        if None in authority_ids:
            chains["system"] = None
        for chain, authority_id in sorted(chains.items()):
            cls.insert(chain=chain, authority=authority_id).on_conflict_ignore().execute()

    def move_to(self, last: Event) -> None:
        moved = "UPDATE audit_head SET sequence = ?, link = ? WHERE id = ?"
        if by_hand.change(moved, last.sequence, last.link, self.id) != 1:
            raise OperationalError("the end of a chain was not moved")


def _can_lock() -> bool:
    return bool(getattr(AuditHead._meta.database.obj, "for_update", False))


class Event(BaseModel):
    """One thing that happened. Never changed: the database refuses UPDATE and DELETE.

    `fields` names what changed and `about` the ids concerned: every child under
    "children", the rows of a list under "ids", the client's address under "from".
    The values lie in EventDetail and are tied to the event by `digest` alone, so
    that they can be erased and the chain stays whole.
    """

    audited = False
    head = ForeignKeyField(AuditHead, on_delete="RESTRICT", backref="events")
    head_id: int
    sequence = IntegerField()
    happened_at = InstantField(index=True)
    actor = CharField()
    verb = CharField()
    table_name = CharField()
    row_id = IntegerField(null=True)
    fields = JsonField(default=list)
    about = JsonField(default=dict)
    digest = CharField(default="", max_length=64)
    link = CharField(max_length=64)

    class Meta:
        indexes = (
            (("head", "sequence"), True),
            (("table_name", "row_id"), False),
            (("actor", "happened_at"), False),
        )

    def sealed(self, key: bytes, previous: str) -> str:
        """Return the link that joins this event to the one before, by HMAC-SHA-256."""
        told = canonical_json(
            [
                previous,
                self.sequence,
                self.happened_at,
                self.actor,
                self.verb,
                self.table_name,
                self.row_id,
                self.fields,
                self.about,
                self.digest,
            ]
        )
        return hmac.new(key, told.encode(), hashlib.sha256).hexdigest()


class EventDetail(BaseModel):
    """The values before and after. `salt` keeps an erased value from being guessed back."""

    audited = False
    event = ForeignKeyField(Event, on_delete="RESTRICT", backref="details", unique=True)
    event_id: int
    salt = CharField(max_length=32)
    values = JsonField()

    @staticmethod
    def digest_of(salt: str, values: Any) -> str:
        told = canonical_json(values).encode()
        return hmac.new(bytes.fromhex(salt), told, hashlib.sha256).hexdigest()


class EventChild(BaseModel):
    """What `about["children"]` says, once more, so that one indexed query finds a child's events.

    A number and no key: the ledger knows no child, and the chain's check
    compares it with what was sealed.
    """

    audited = False
    event = ForeignKeyField(Event, on_delete="RESTRICT", backref="+")
    event_id: int
    child = IntegerField()

    class Meta:
        indexes = ((("child", "event"), True),)

    @classmethod
    def note(cls, pairs: Sequence[tuple[int, int]]) -> None:
        """Write (event, child) as the events themselves are written."""
        for first in range(0, len(pairs), AT_ONCE):
            some = pairs[first : first + AT_ONCE]
            places = ", ".join(["(?, ?)"] * len(some))
            sql = f"INSERT INTO event_child (event_id, child) VALUES {places}"
            by_hand.change(sql, *(number for pair in some for number in pair))

    @classmethod
    def by_event(cls, events: Collection[int]) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        theirs = cls.select(cls.event, cls.child).where(cls.event.in_(list(events)))
        pairs: Any = theirs.tuples()
        for event, child in pairs:
            found.setdefault(event, set()).add(child)
        return found


class DailyHead(BaseModel):
    """Where a chain stood when a day ended in London: kept, to be compared with ever after.

    Whoever rewrites a chain has to rewrite these too, and whatever copy of them
    was taken out of the building. `sound` and `fault` are what going through
    the whole chain showed on the next morning; None for a day caught up with.
    """

    audited = False
    head = ForeignKeyField(AuditHead, on_delete="RESTRICT", backref="+")
    head_id: int
    day = DateField()
    sequence = IntegerField()
    link = CharField(max_length=64)
    verified_at = InstantField(null=True)
    sound = IntegerField(null=True)
    fault = TextField(default="")

    class Meta:
        indexes = ((("head", "day"), True),)
