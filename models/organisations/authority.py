"""A local authority: ours, and every other that a child may move to or from."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from peewee import BooleanField, CharField, ForeignKeyField, TextField

from models import by_hand
from models.base import EditableModel, RuleBroken
from models.organisations.published import Published

NATIONS = (
    ("england", "England"),
    ("wales", "Wales"),
    ("scotland", "Scotland"),
    ("northern_ireland", "Northern Ireland"),
)


Named = tuple[int, str, str]  # an authority's id, code and name


class Authority(Published):
    """Shared by all; only those with `ours` set hold records here."""

    # DfE's three digits, as text; of Scotland and Northern Ireland the nine of the statisticians.
    code = CharField(unique=True, max_length=9)
    name = CharField()
    nation = CharField(default="england", choices=NATIONS)
    ours = BooleanField(default=False)
    team_name = CharField(default="")
    named_person = CharField(default="")  # who receives referrals, as the guidance asks
    address_lines = TextField(default="")  # one line of the address a line
    phone = CharField(default="")
    email = CharField(default="")
    # Of the safeguarding hub, to whom a welfare concern is referred.
    hub_phone = CharField(default="")
    hub_phone_at_night = CharField(default="")
    # Where questions about children missing education go, if not to the address above.
    cme_email = CharField(default="")
    cme_phone = CharField(default="")
    colour = CharField(default="")  # of the head of its pages, "#1d4f91"; empty for the usual one

    def save(self, force_insert: bool = False, only: object = None) -> int:
        self.colour = (self.colour or "").strip().lower()
        if self.colour and not re.fullmatch(r"#[0-9a-f]{6}", self.colour):
            raise RuleBroken("Write the colour as # and six digits of 0-9 and a-f, like #1d4f91.")
        self.refuse_to_publish()
        return super().save(force_insert, only)

    @property
    def contact_email(self) -> str:
        return self.cme_email or self.email

    @property
    def contact_phone(self) -> str:
        return self.cme_phone or self.phone

    def hub_numbers(self) -> str:
        """Say by which numbers the safeguarding hub is reached; "" if none is written down."""
        night = f" (outside office hours {self.hub_phone_at_night})"
        day = self.hub_phone or self.hub_phone_at_night
        after = night if self.hub_phone and self.hub_phone_at_night else ""
        return f"Ring the safeguarding hub on {day}{after}." if day else ""

    @staticmethod
    def named_ours() -> list[Named]:
        """Return each council whose records these are, by code."""
        found: list[Any] = by_hand.rows(
            "SELECT id, code, name FROM authority WHERE ours ORDER BY code"
        )
        return found

    @classmethod
    def codes(cls) -> dict[int, str]:
        """Return every authority's code by its id."""
        pairs: Any = cls.select(cls.id, cls.code).tuples()
        return dict(pairs)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


# The names by which a row leads to a child, the nearest first.
STEPS_TO_CHILD = (
    "child",
    "case",
    "enquiry",
    "person",
    "address",
    "restriction",
    "referral",
    "closing",
)


class AuthorityRecord(EditableModel):
    """A row that belongs to exactly one authority and is seen through its scope only."""

    # The class whose rows tie this one to its children, where it names none itself.
    tied_by: ClassVar[str] = ""

    authority = ForeignKeyField(Authority, on_delete="RESTRICT", backref="+")
    authority_id: int

    def child_ids(self) -> list[int]:
        """Return the children this row is about."""
        return sorted(type(self).children_of([self.id]).get(self.id, ()))

    def children_at_hand(self) -> set[int] | None:
        """Return the same from what is fetched of this row and those it names; None if it is not.

        A list has mostly fetched it, so its event need not ask again.
        """
        if self.tied_by:
            return None
        for name in (step for step in STEPS_TO_CHILD if step in self._meta.fields):
            if name not in self.__data__:
                return None
            if (number := self.__data__[name]) is not None:
                other = self.__rel__.get(name)
                if name == "child":
                    return {number}
                return other.children_at_hand() if isinstance(other, AuthorityRecord) else None
        return set()

    @classmethod
    def children_of(cls, ids: Collection[int]) -> dict[int, set[int]]:
        """Return the children each row is about: as many queries for a page of rows as for one.

        A row is about the child it names, else about that of the case it names,
        and so on through STEPS_TO_CHILD: a question to a mother is about the
        child it asks after and not about the brothers.
        """
        if cls.tied_by:
            return cls._children_by_ties(ids)
        if way := cls._way_to_child():
            return _followed(way, ids)
        steps = cls._steps_to_child()
        named: dict[ForeignKeyField, dict[int, int]] = {step: {} for step in steps}
        rows: list[Any] = list(cls.select(cls.id, *steps).where(cls.id.in_(list(ids))).tuples())
        for row_id, *others in rows:
            first = next((pair for pair in zip(steps, others, strict=True) if pair[1]), None)
            if first is not None:
                named[first[0]][row_id] = first[1]
        found: dict[int, set[int]] = {}
        for step, of_row in named.items():
            children = step.rel_model.children_of(set(of_row.values())) if of_row else {}
            found |= {row_id: children.get(other, set()) for row_id, other in of_row.items()}
        return found

    @classmethod
    def _steps_to_child(cls) -> list[ForeignKeyField]:
        return [cls._meta.fields[name] for name in STEPS_TO_CHILD if name in cls._meta.fields]

    @classmethod
    def _way_to_child(cls) -> list[ForeignKeyField]:
        """Return the keys to follow to the one child, where every row has each; else none."""
        first, *_ = [*cls._steps_to_child(), None]
        if cls.tied_by or first is None or first.null:
            return []
        if first.name == "child":
            return [first]
        onward = first.rel_model._way_to_child()
        return [first, *onward] if onward else []

    @classmethod
    def _children_by_ties(cls, ids: Collection[int]) -> dict[int, set[int]]:
        key = next(k for k, m in cls._meta.backrefs.items() if m.__name__ == cls.tied_by)
        return _followed(key.model._way_to_child(), ids, by=key.column_name)


def _followed(
    way: Sequence[ForeignKeyField], ids: Collection[int], by: str = "id"
) -> dict[int, set[int]]:
    """Follow the keys from the rows that have these ids in the column `by`.

    In one question: the look at every page asks it.
    """
    joined = f'"{way[0].model._meta.table_name}" t0'
    for number, key in enumerate(way[1:], 1):
        before = f"t{number - 1}.{way[number - 1].column_name}"
        joined += f' JOIN "{key.model._meta.table_name}" t{number} ON t{number}.id = {before}'
    last = f"t{len(way) - 1}.{way[-1].column_name}"
    wanted = list(ids)
    marks = by_hand.marks(wanted) or "NULL"
    found: dict[int, set[int]] = {}
    for row_id, child in by_hand.rows(
        f"SELECT t0.{by}, {last} FROM {joined} WHERE t0.{by} IN ({marks})", *wanted
    ):
        found.setdefault(row_id, set()).add(child)
    return found
