"""What a group of the worklist is: a sort of thing that needs a person, and its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, ClassVar, NamedTuple

from flask import url_for
from peewee import SQL, ModelSelect, Select, Value, fn

from admin_views.worklist.line import COLUMNS, THERE, Line, line_of
from models.base import BaseModel
from models.ledger.setting import InForce
from models.organisations.authority import Authority, AuthorityRecord
from models.scope import Scope
from models.together import Part, at_once

COUNTED_TO = 1000


class Whose(NamedTuple):
    """Whose work is asked for: one officer's, nobody's, or with neither the whole team's."""

    officer_id: int | None = None
    name: str = ""  # the officer's, where it is not whoever asks
    nobody: bool = False
    covered: tuple[int, ...] = ()  # the officers on leave whose work this one looks after

    @property
    def team(self) -> bool:
        return self.officer_id is None and not self.nobody


class Asked(NamedTuple):
    """What a page of the worklist is asked: by whom, when and about whose work."""

    scope: Scope
    now: datetime
    today: date
    values: InForce
    whose: Whose


class Group:
    """A sort of thing that needs a person. Each is one class below, found by being one.

    `harm` orders the page, the lowest for what can hurt a child most; None for a
    list that is reached from the team's table only. `key` stands in the address.
    """

    key: ClassVar[str]
    title: ClassVar[str]
    harm: ClassVar[int | None]
    nothing: ClassVar[str]  # what an empty group says
    model: ClassVar[type[AuthorityRecord]]
    opens: ClassVar[str]  # the endpoint of the record's page
    to_do: ClassVar[str] = ""  # the words of the link to what is to be done; "" if only to look
    does: ClassVar[str] = ""  # its endpoint
    needs: ClassVar[tuple[str, type[BaseModel] | str] | None] = None  # who may do it
    everybodys: ClassVar[bool] = False  # it is nobody's own: shown to each who may see it

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def rows(self) -> ModelSelect[Any]:
        """Return what needs a person, the most pressing first: the noun's own rule."""
        raise NotImplementedError

    def owner(self) -> Any:
        """Return the column that says whose a row is."""
        raise NotImplementedError

    def is_of(self, officer_id: int) -> Any:
        return self.owner() == officer_id

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        """Return the rows with what their words are taken from."""
        return query

    def columns(self) -> dict[str, Any]:
        """Return what this group fills in of COLUMNS."""
        raise NotImplementedError

    def name(self, line: Line) -> str:
        """Return what the link to the record says: a reference."""
        raise NotImplementedError

    def apart(self, line: Line) -> str:
        """Return what tells one name from another for who hears the links; "" if they differ."""
        return ""

    def why(self, line: Line) -> str:
        """Return why the row is here, as the rest of a sentence."""
        raise NotImplementedError

    def looked_into(self, lines: list[Line]) -> list[Line]:
        """Return the lines with what no column can hold."""
        return lines

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        """Return the records, by noun and id, whose children a line tells of: for the audit."""
        return [(self.model, line.id)]

    def address(self, line: Line) -> str:
        return url_for(self.opens, id=line.id)

    def action(self, line: Line) -> tuple[str, str] | None:
        """Return (words, address) of what is to be done, or None to whoever may not do it."""
        if self.needs is None or not self.asked.scope.may(*self.needs, line.authority_id):
            return None
        return self.to_do, self.action_address(line)

    def action_address(self, line: Line) -> str:
        return url_for(self.does, id=line.id)

    def is_shown(self) -> bool:
        """Say whether whoever asks sees this sort of record, and asks for what it may hold."""
        fits = self.asked.whose.team or not self.everybodys
        mine = self.asked.whose.officer_id == self.asked.scope.officer_id
        return (fits or mine) and bool(self.asked.scope.authorities("see", self.model))

    def narrowed(self) -> ModelSelect[Any]:
        """Return the rows as far as they are the work asked for."""
        whose = self.asked.whose
        if whose.team or self.everybodys:
            return self.rows()
        if whose.officer_id is None:
            return self.rows().where(self.owner().is_null())
        theirs = (self.is_of(one) for one in (whose.officer_id, *whose.covered))
        return self.rows().where(reduce(or_, theirs))

    def order(self, line: Line) -> Any:
        """Return what sorts a line among those of another authority as `rows` does."""
        return line.day, line.id

    def parts(self, most: int) -> list[Part]:
        """Return the first lines of each authority: parts of the query for the whole page.

        An index gives the rows of one authority in their order, so that the
        database stops at the last one wanted; of two it would sort them all.
        """
        sql, values = self._part(most).sql()
        return [
            (sql, [one if value is THERE else value for value in values])
            for one in sorted(self.asked.scope.authorities("see", self.model))
        ]

    def _part(self, most: int) -> ModelSelect[Any]:
        council = self.model._meta.fields["authority"]
        query = self.narrowed().where(council == Value(THERE, converter=False))
        some = query.clone().select(SQL("1").alias("one")).order_by().limit(COUNTED_TO + 1)
        columns = {
            **COLUMNS,
            "place": Value(self.harm or 0),
            "in_all": Select([some], [fn.COUNT(SQL("*"))]),
            "id": self.model.id,
            "authority_id": Authority.id,
            "authority": Authority.name,
            **self.columns(),
        }
        whole = self.joined(query).join_from(self.model, Authority, on=(council == Authority.id))
        told = whole.select(*(column.alias(name) for name, column in columns.items()))
        part: ModelSelect[Any] = told.limit(most)
        return part


def every_group() -> list[type[Group]]:
    """Return every group there is: those of the page in order of harm, then the others."""
    found, to_do = set(), [Group]
    while to_do:
        below = to_do.pop().__subclasses__()
        to_do += below
        found |= {one for one in below if "key" in vars(one)}
    return sorted(found, key=lambda one: (one.harm is None, one.harm or 0, one.key))


class Filled(NamedTuple):
    group: Group
    in_all: int  # COUNTED_TO + 1 for more than that
    lines: list[Line]


def filled(groups: Sequence[Group], limit: int, offset: int = 0) -> list[Filled]:
    """Fetch the first lines of every group and how many there are, in one query."""
    found: dict[int, list[Line]] = {}
    for row in at_once([part for group in groups for part in group.parts(offset + limit)]):
        line = line_of(row)
        found.setdefault(line.place, []).append(line)
    whole = [(group, found.get(group.harm or 0, [])) for group in groups]
    return [_filled(group, lines, limit, offset) for group, lines in whole]


def _filled(group: Group, lines: list[Line], limit: int, offset: int) -> Filled:
    in_all = sum({line.authority_id: line.in_all for line in lines}.values())
    shown = sorted(lines, key=group.order)[offset : offset + limit]
    return Filled(group, in_all, group.looked_into(shown) if shown else shown)
