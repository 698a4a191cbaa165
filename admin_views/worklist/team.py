"""The team at a glance, for its manager: a row an officer, each number a link to what it counts."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from peewee import JOIN, SQL, ModelSelect, Value, fn

from admin_views.worklist.group import Asked, Group
from admin_views.worklist.groups.cases import OpenCases, Quiet
from admin_views.worklist.groups.enquiries import Overdue
from admin_views.worklist.groups.tasks import TasksDue
from models.casework.case import Case
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.together import at_once

COLUMNS: tuple[type[Group], ...] = (OpenCases, Overdue, TasksDue, Quiet)
EMPTY = SQL("CAST('' AS TEXT)")
OWN_CASES = ("cme_officer", "ehe_officer")


class Cell(NamedTuple):
    number: int
    address: str  # "" where there is nothing to see
    title: str


class Row(NamedTuple):
    name: str
    authorities: str
    address: str
    cells: list[Cell]


def may_see_team(asked: Asked) -> bool:
    return asked.whose.team and asked.scope.may("see", Role) and asked.scope.may("see", Case)


def team(asked: Asked) -> list[Row]:
    """Return a row for each officer who works on cases or has any, and one for nobody."""
    numbers: dict[tuple[int | None, int], int] = {}
    people: dict[int, tuple[str, list[str]]] = {}
    counted = [_counted(group(asked), column) for column, group in enumerate(COLUMNS)]
    for column, officer, number, name, authority in at_once(
        [part.sql() for part in (*counted, _people(asked))]
    ):
        if column >= 0:
            numbers[officer, column] = number
            continue
        where = people.setdefault(officer, (name, []))[1]
        where += [authority] if authority and authority not in where else []
    busy = {officer for officer, _ in numbers}
    named = sorted(people.items(), key=lambda one: (one[1][0], one[0]))
    rows = [
        _row(name, ", ".join(sorted(where)), officer, numbers)
        for officer, (name, where) in named
        if where or officer in busy  # whoever has left and still has cases among them
    ]
    return [*rows, _row("Nobody", "", None, numbers)]


def _counted(group: Group, column: int) -> ModelSelect[Any]:
    """Return by officer how many rows of the group there are: (column, officer, number, "", "")."""
    owner = group.owner()
    counted = group.rows().select(
        Value(column).alias("place"),
        owner.alias("owner"),
        fn.COUNT(SQL("*")).alias("number"),
        EMPTY.alias("name"),
        EMPTY.alias("authority"),
    )
    return counted.group_by(owner).order_by()


def _people(asked: Asked) -> ModelSelect[Any]:
    """Return every officer, once for each authority in which they work on cases."""
    works = Role.name.in_(OWN_CASES) & Role.active & Officer.active
    roles = asked.scope.of(Role).select(Role.id)
    people = Officer.select(
        SQL("-1 AS place"),
        Officer.id.alias("owner"),
        SQL("0 AS number"),
        Officer.name.alias("name"),
        fn.COALESCE(Authority.name, "").alias("authority"),
    )
    named = people.join(
        Role, JOIN.LEFT_OUTER, on=(Role.officer == Officer.id) & works & Role.id.in_(roles)
    )
    return named.join(Authority, JOIN.LEFT_OUTER, on=(Role.authority == Authority.id))


def _row(
    name: str, where: str, officer: int | None, numbers: dict[tuple[int | None, int], int]
) -> Row:
    whose = {"whose": "nobody"} if officer is None else {"officer": officer}
    cells = []
    for column, group in enumerate(COLUMNS):
        number = numbers.get((officer, column), 0)
        address = url_for("admin.group_view", key=group.key, **whose) if number else ""
        cells.append(Cell(number, address, group.title))
    return Row(name, where, url_for("admin.index", **whose), cells)
