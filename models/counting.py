"""How many rows of a table somebody may see, without looking at each of them."""

from __future__ import annotations

from peewee import SQL, fn

from models.base import BaseModel
from models.hiding import out_of_sight
from models.organisations.authority import Authority, AuthorityRecord
from models.scope import Scope


def count_of(model: type[BaseModel], asking: Scope) -> int:
    """Return how many rows `asking.of(model)` has.

    Those of some authorities are counted off an index, or the whole table at once for
    who sees all of it; the few that a restriction hides are taken off again.
    """
    if asking.unattended or not issubclass(model, AuthorityRecord):
        return int(asking.of(model).select(fn.COUNT(SQL("*"))).scalar() or 0)
    seen = asking.authorities("see", model)
    if not seen:
        return 0
    table = model.select(fn.COUNT(SQL("*")))
    others = Authority.select().where(Authority.ours, Authority.id.not_in(seen))
    rows = table.where(model.authority.in_(seen)) if others.exists() else table
    return int(rows.scalar() or 0) - _hidden(model, asking, seen)


def _hidden(model: type[AuthorityRecord], asking: Scope, seen: frozenset[int]) -> int:
    condition = out_of_sight(model, asking.hidden)
    if condition is None:
        return 0
    # Asking for the authority too would have the database go through all rows of one.
    hidden = model.select(model.authority).where(condition)
    return sum(row.authority_id in seen for row in hidden)
