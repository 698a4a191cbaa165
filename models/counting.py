"""How many rows of a table somebody may see, without looking at each of them."""

from __future__ import annotations

from collections.abc import Collection

from peewee import SQL, fn

from models.base import BaseModel
from models.hiding import out_of_sight
from models.organisations.authority import AuthorityRecord
from models.scope import Scope


def sees_every_council(model: type[BaseModel], asking: Scope, ours: Collection[int]) -> bool:
    """Say whether rows of `model` are open to this reader in every authority of `ours`."""
    return asking.unattended or frozenset(ours) <= asking.authorities("see", model)


def count_of(model: type[BaseModel], asking: Scope, ours: Collection[int]) -> int:
    """Return how many rows `asking.of(model)` has; `ours` are the authorities with records here.

    Those of some authorities are counted off an index, the table of who sees all of it
    at once; the few that a restriction hides are taken off again.
    """
    if asking.unattended or not issubclass(model, AuthorityRecord):
        return int(asking.of(model).select(fn.COUNT(SQL("*"))).scalar() or 0)
    seen = asking.authorities("see", model)
    if not seen:
        return 0
    table = model.select(fn.COUNT(SQL("*")))
    every = sees_every_council(model, asking, ours)
    rows = table if every else table.where(model.authority.in_(seen))
    return int(rows.scalar() or 0) - _hidden(model, asking, seen)


def _hidden(model: type[AuthorityRecord], asking: Scope, seen: frozenset[int]) -> int:
    condition = out_of_sight(model, asking.hidden)
    if condition is None:
        return 0
    # Asking for the authority too would have the database go through all rows of one.
    hidden = model.select(model.authority).where(condition)
    return sum(row.authority_id in seen for row in hidden)
