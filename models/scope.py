"""Whose records these are: every query of case data starts from `scope.of(Model)`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from peewee import ModelSelect

from models.base import BaseModel, OutOfScope
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role, may

M = TypeVar("M", bound=BaseModel)

# A visitor has no account: all that may be written for one. (Events are written about anybody.)
_VISITORS_ROWS = frozenset({"Session", "Event", "EventDetail"})


@dataclass(frozen=True)
class Scope:
    """Who is asking and for which authorities.

    Made by `officer`, `visitor`, `job` and `command` below and nowhere else.
    """

    actor: str
    officer_id: int | None = None
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    unattended: bool = False
    publishes_for: frozenset[int] = frozenset()

    @classmethod
    def officer(cls, officer: Officer) -> Scope:
        """Read the officer's roles now, so that a role taken away bites on the next request."""
        roles: dict[int, set[str]] = {}
        publishes_for = set()
        if officer.active:
            for role in Role.select().where(Role.officer == officer, Role.active):
                roles.setdefault(role.authority_id, set()).add(role.name)
                if role.may_publish:
                    publishes_for.add(role.authority_id)
        return cls(
            actor=f"officer:{officer.id}",
            officer_id=officer.id,
            roles={authority: frozenset(names) for authority, names in roles.items()},
            publishes_for=frozenset(publishes_for),
        )

    @classmethod
    def visitor(cls) -> Scope:
        """Somebody not signed in: may hold a session, reads no case data."""
        return cls(actor="visitor")

    @classmethod
    def job(cls, name: str) -> Scope:
        return cls(actor=f"job:{name}", unattended=True)

    @classmethod
    def command(cls, name: str) -> Scope:
        return cls(actor=f"command:{name}", unattended=True)

    def authorities(self, verb: str, area: str) -> frozenset[int]:
        """Return the ids of the authorities in which this officer may `verb` rows of `area`."""
        return frozenset(
            authority for authority, roles in self.roles.items() if may(roles, verb, area)
        )

    def may(self, verb: str, area: str, authority_id: int | None = None) -> bool:
        """Say whether `verb` on `area` is allowed: in that authority, or in any if None."""
        if self.unattended:
            return True
        allowed = self.authorities(verb, area)
        return bool(allowed) if authority_id is None else authority_id in allowed

    def of(self, model: type[M]) -> ModelSelect[M]:
        """Return the rows of `model` this reader may see. The start of every query."""
        query = model.select()
        if self.unattended:
            return query
        if issubclass(model, AuthorityRecord):
            return query.where(model.authority.in_(self.authorities("see", model.area)))
        return query if self.may("see", model.area) else query.where(False)

    def get(self, model: type[M], row_id: int) -> M:
        """Return one row, or raise OutOfScope in the same words whether or not it exists."""
        row: M | None = self.of(model).where(model.id == row_id).get_or_none()
        if row is None:
            raise OutOfScope("There is no such record, or it is not open to you.")
        return row

    def check_write(self, row: BaseModel) -> None:
        """Raise OutOfScope unless this actor may write `row`."""
        if self.unattended or type(row).__name__ in _VISITORS_ROWS:
            return
        if not type(row).audited and self.officer_id is not None:
            return  # the program's own bookkeeping for somebody signed in
        authority = row.authority_id if isinstance(row, AuthorityRecord) else None
        if not self.may("write", type(row).area, authority):
            raise OutOfScope("You may look at this record but not change it. Ask your manager.")
