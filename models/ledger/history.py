"""Who saw or changed what: the events of a child, and of what an officer looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import ModelSelect

from models.dates.london import LONDON
from models.hiding import in_sight
from models.ledger.event import AuditHead, Event, EventChild
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.scope import Scope

LOOKING = ("read", "listed", "export", "history_seen", "history_exported")


def begins(day: date) -> datetime:
    """Return the moment at which a day begins in London."""
    return datetime.combine(day, time.min, LONDON)


def of_child(
    scope: Scope, child_id: int, authority_id: int, first: date, last: date
) -> ModelSelect[Event]:
    """Return what concerned a child from the first day to the last, the newest first."""
    theirs = EventChild.select(EventChild.event).where(EventChild.child == child_id)
    query = _between(scope, [authority_id], first, last)
    return query.where(Event.id.in_(theirs))


def of_officer(
    scope: Scope, officer_id: int, authorities: Collection[int], first: date, last: date
) -> ModelSelect[Event]:
    """Return what an officer looked at in these authorities, the newest first."""
    query = _between(scope, authorities, first, last)
    return query.where(Event.actor == f"officer:{officer_id}", Event.verb.in_(LOOKING))


def _between(
    scope: Scope, authorities: Collection[int], first: date, last: date
) -> ModelSelect[Event]:
    heads = AuditHead.select(AuditHead.id).where(AuditHead.authority.in_(list(authorities)))
    query = Event.select().where(
        Event.head.in_(heads),
        Event.happened_at >= begins(first),
        Event.happened_at < begins(last + timedelta(days=1)),
    )
    for table, gone in _out_of_sight(scope):
        # That somebody opened a record would tell that it exists.
        elsewhere = (Event.table_name != table) | Event.row_id.is_null()
        query = query.where(elsewhere | Event.row_id.not_in(gone))
    return query.order_by(Event.id.desc())


def _out_of_sight(scope: Scope) -> Iterable[tuple[str, ModelSelect[Any]]]:
    for noun in AuthorityRecord.__subclasses__():
        condition = in_sight(noun, scope.hidden)
        if condition is not None:
            yield noun._meta.table_name, noun.select(noun.id).where(~condition)


def works_in(officer_id: int, authorities: Collection[int]) -> list[int]:
    """Return in which of these authorities the officer has or had a role."""
    roles = Role.select(Role.authority).where(
        Role.officer == officer_id, Role.authority.in_(list(authorities))
    )
    return sorted({role.authority_id for role in roles})


def officers_of(authorities: Collection[int]) -> list[Officer]:
    """Return everybody who has or had a role in these authorities; a leaver looked too."""
    theirs = Role.select(Role.officer).where(Role.authority.in_(list(authorities)))
    return list(Officer.select().where(Officer.id.in_(theirs)).order_by(Officer.name, Officer.id))
