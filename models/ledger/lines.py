"""Events told as lines, for a page or a file: a reference and never a child's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from peewee import ForeignKeyField, ModelSelect

from models.concerning import children_of
from models.ledger.event import AT_ONCE, Event, EventDetail
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.scope import Scope
from models.together import together

DID = {
    "read": "saw",
    "listed": "saw in a list",
    "export": "exported",
    "create": "added",
    "change": "changed",
    "history_seen": "saw who had looked",
    "history_exported": "exported who had looked",
}


class Line(NamedTuple):
    """One event. A record is told by its reference, a list by how many rows of it are in sight."""

    when: datetime
    who: str
    did: str
    table: str
    reference: str
    rows: int | None  # of a list's rows; None for one record
    fields: list[str]  # what was changed, by name
    reason: str  # of an export
    where: str  # the client's address


def lines(events: Sequence[Event], scope: Scope, child_id: int | None = None) -> list[Line]:
    """Tell the events, as far as they are about anything this reader may see."""
    shown = _shown(events, scope)
    called = _references(events, scope)
    names = _names([event.actor for event in events])
    reasons = _reasons(events)
    return [
        Line(
            when=event.happened_at,
            who=names[event.actor],
            did=DID.get(event.verb, event.verb.replace("_", " ")),
            table=event.table_name,
            reference=called.get((event.table_name, event.row_id), ""),
            rows=None if event.row_id is not None else len(shown[event.id]),
            fields=[name.replace("_", " ") for name in event.fields] if _tells(event) else [],
            reason=reasons.get(event.id, ""),
            where=event.about.get("from", ""),
        )
        for event in events
        if _is_told(event, shown[event.id], child_id)
    ]


def _tells(event: Event) -> bool:
    return bool(event.verb == "change")


def _is_told(event: Event, shown: set[int], child_id: int | None) -> bool:
    ids = set(event.about.get("ids", ()))
    if event.row_id is not None or shown == ids:
        return True
    noun = noun_of(event.table_name)
    if child_id is None or noun is None:
        return bool(shown)
    # Part of the list is hidden: what is left must still have been about the child.
    return any(child_id in about for about in children_of(noun, shown).values())


def _shown(events: Sequence[Event], scope: Scope) -> dict[int, set[int]]:
    """Return for each event the rows of its page that are in sight."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        wanted.setdefault(event.table_name, set()).update(event.about.get("ids", ()))
    seen = {table: ids if noun_of(table) is None else set() for table, ids in wanted.items()}
    for table, row in _rows(wanted, lambda noun: scope.of(noun).select(noun.id)):
        seen[table].add(row.id)
    return {event.id: seen[event.table_name] & {*event.about.get("ids", ())} for event in events}


def _references(events: Sequence[Event], scope: Scope) -> dict[tuple[str, int | None], str]:
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.row_id is not None:
            wanted.setdefault(event.table_name, set()).add(event.row_id)
    rows = _rows(wanted, lambda noun: _with_kind(noun, scope.of(noun)))
    return {
        (table, row.id): str(getattr(row, "reference", f"number {row.id}")) for table, row in rows
    }


def _with_kind(noun: type[AuthorityRecord], query: ModelSelect[Any]) -> ModelSelect[Any]:
    """A case is called after its kind, which would be one query a case."""
    kind = noun._meta.fields.get("kind")
    if not isinstance(kind, ForeignKeyField):
        return query
    return query.join_from(noun, kind.rel_model, on=kind).select(noun, kind.rel_model)


def _rows(
    wanted: Mapping[str, set[int]], of: Callable[[type[AuthorityRecord]], ModelSelect[Any]]
) -> Iterator[tuple[str, Any]]:
    """Yield (table, row) of the ids wanted from each; of many in as few questions as it takes."""
    for some in _portions(wanted):
        nouns = [(table, noun_of(table), ids) for table, ids in some.items()]
        asked = [(table, of(n).where(n.id.in_(ids))) for table, n, ids in nouns if n is not None]
        found = together(*(question for _, question in asked))
        for (table, _), rows in zip(asked, found, strict=True):
            yield from ((table, row) for row in rows)


def _portions(wanted: Mapping[str, set[int]]) -> Iterator[dict[str, list[int]]]:
    """Yield the ids by table, no more at a time than a database takes with one question."""
    pairs = [(table, one) for table, ids in wanted.items() for one in sorted(ids)]
    for first in range(0, len(pairs), AT_ONCE):
        some = groupby(pairs[first : first + AT_ONCE], key=itemgetter(0))
        yield {table: [one for _, one in theirs] for table, theirs in some}


def _names(actors: Iterable[str]) -> dict[str, str]:
    """Return who each actor is: an officer's name, or words for what is nobody."""
    ids = {actor: int(actor[8:]) for actor in set(actors) if actor.startswith("officer:")}
    officers = {one.id: one.name for one in Officer.select().where(Officer.id.in_([*ids.values()]))}
    others = {
        "job": "the program",
        "command": "the operator",
        "visitor": "somebody not signed in",
        "link": "somebody outside, by reply link",
    }
    names = {}
    for actor in set(actors):
        kind, _, what = actor.partition(":")
        told = f"{others.get(kind, kind)} ({what})" if what else others.get(kind, kind)
        names[actor] = officers.get(ids[actor], "an officer") if actor in ids else told
    return names


def _reasons(events: Sequence[Event]) -> dict[int, str]:
    exports = [event.id for event in events if "export" in event.verb]
    details = EventDetail.select().where(EventDetail.event.in_(exports)) if exports else ()
    return {one.event_id: str(one.values.get("reason", ["", ""])[1]) for one in details}


def noun_of(table: str) -> type[AuthorityRecord] | None:
    """Return the class that keeps its rows in this table, if they belong to an authority."""
    return next((n for n in AuthorityRecord.__subclasses__() if n._meta.table_name == table), None)
