"""The team at a glance, for its manager: a row an officer, each number leading to what it counts."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from peewee import JOIN, SQL, ModelSelect, fn

from admin_views.worklist_group import Asked, Group, at_once
from admin_views.worklist_groups.cases import OpenCases, Quiet
from admin_views.worklist_groups.enquiries import Overdue
from admin_views.worklist_groups.tasks import TasksDue
from models.base import any_of
from models.casework.case import Case
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import Role

COLUMNS: tuple[type[Group], ...] = (OpenCases, Overdue, TasksDue, Quiet)
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
    numbers = _numbers(asked)
    people = _people(asked, {officer for officer, _ in numbers if officer is not None})
    rows = [
        _row(name, ", ".join(where), officer, numbers) for officer, (name, where) in people.items()
    ]
    return [*rows, _row("Nobody", "", None, numbers)]


def _numbers(asked: Asked) -> dict[tuple[int | None, int], int]:
    """Return how many rows of each column an officer has; all columns in one query."""
    parts = [_counted(group(asked), column) for column, group in enumerate(COLUMNS)]
    return {(officer, column): number for column, officer, number in at_once(parts)}


def _counted(group: Group, column: int) -> ModelSelect[Any]:
    owner = group.owner()
    counted = group.rows().select(SQL(str(column)), owner.alias("owner"), fn.COUNT(SQL("*")))
    return counted.group_by(owner).order_by()


def _people(asked: Asked, with_work: set[int]) -> dict[int, tuple[str, list[str]]]:
    """Return by id the name of each, and in which authorities they work on cases.

    Whoever has left and still has cases is among them: the cases need somebody.
    """
    works = Role.name.in_(OWN_CASES) & Role.active & Officer.active
    in_sight = asked.scope.of(Role).select(Role.id).where(works)
    roles = Officer.select(Officer.id, Officer.name, Authority.name)
    roles = roles.join(
        Role, JOIN.LEFT_OUTER, on=(Role.officer == Officer.id) & Role.id.in_(in_sight)
    )
    roles = roles.join(Authority, JOIN.LEFT_OUTER, on=(Role.authority == Authority.id))
    listed = any_of([Role.id.is_null(False), Officer.id.in_(list(with_work))])
    rows: Any = roles.where(listed).order_by(Officer.name, Officer.id, Authority.code).tuples()
    found: dict[int, tuple[str, list[str]]] = {}
    for officer, name, authority in rows:
        where = found.setdefault(officer, (name, []))[1]
        if authority and authority not in where:
            where.append(authority)
    return found


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
