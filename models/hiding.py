"""What a restriction takes out of sight with it: the case with its child, the letter with its case.

It follows the foreign keys, so a new noun that hangs on a child is hidden with
the child from the day it is added. What is hidden is always few rows and is asked
for as such: "not among these few" keeps a long list quick, where asking each
row whether it is in sight does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, Field, ForeignKeyField, ModelSelect, fn

from models.base import BaseModel
from models.casework.restriction import Hidden
from models.organisations.authority import AuthorityRecord


def in_sight(model: type[BaseModel], hidden: Hidden) -> Expression | None:
    """Return what leaves out the rows of `model` that are hidden; None if none can be.

    By their own ids, which stand in every index: so a page is found in an index alone.
    """
    gone = _hidden_rows(model, hidden)
    return None if gone is None else model.id.not_in(gone)


def out_of_sight(model: type[BaseModel], hidden: Hidden) -> Expression | None:
    """Return what picks the rows that `in_sight` leaves out; None if there can be none."""
    ways = list(_ways(model, hidden))
    return reduce(or_, ways) if ways else None


def _hidden_rows(model: type[BaseModel], hidden: Hidden) -> ModelSelect[BaseModel] | None:
    condition = out_of_sight(model, hidden)
    return None if condition is None else model.select(model.id).where(condition)


def _ways(model: type[BaseModel], hidden: Hidden) -> Iterator[Any]:
    """Yield each way in which a row may be hidden, as what the hidden rows have."""
    ids = {"Child": hidden.children, "Address": hidden.addresses, "Case": hidden.cases}
    if ids.get(model.__name__):
        yield model.id.in_(ids[model.__name__])
    for key in model._meta.refs:
        # What is open to everybody, such as a school, hides nothing.
        if not issubclass(key.rel_model, AuthorityRecord):
            continue
        if (gone := _hidden_rows(key.rel_model, hidden)) is not None:
            yield key.in_(gone)
    yield from _special(model, hidden)


def _special(model: type[BaseModel], hidden: Hidden) -> Iterator[Any]:
    """A parent is hidden with the last child; a mail with any answer it asks for.

    A referral is hidden until a job has held it against the restricted children.
    """
    if model.__name__ == "Person" and hidden.children:
        person = _key_from("Relationship", model)
        child = person.model._meta.fields["child"]
        theirs = person.model.select(person)
        of_hidden = theirs.where(child.in_(hidden.children))
        of_others = theirs.where(child.not_in(hidden.children), person.in_(of_hidden))
        yield model.id.in_(of_hidden) & model.id.not_in(of_others)
    if model.__name__ == "Referral" and hidden.children:
        # It may be about one of them: nobody has looked yet.
        fields = model._meta.fields
        yield fields["matched_at"].is_null() & (fields["decision"] == "")
    if model.__name__ == "Message":
        message = _key_from("Chase", model)
        enquiry = message.model._meta.fields["enquiry"]
        if (gone := _hidden_rows(enquiry.rel_model, hidden)) is not None:
            tied = message.model.select(message).where(enquiry.in_(gone))
            yield from _replaced_too(model, tied)


def _replaced_too(model: Any, tied: ModelSelect[Any]) -> Iterator[Any]:
    """A mail that another took the place of has no chases any more, and the same words."""
    firsts = model.select(fn.COALESCE(model.instead_of, model.id)).where(model.id.in_(tied))
    yield model.id.in_(tied)
    yield model.id.in_(firsts)
    yield model.instead_of.in_(firsts)


def _key_from(table: str, model: type[BaseModel]) -> Field:
    """Return the foreign key by which the class called `table` names `model`."""
    keys = model._meta.backrefs.items()
    return next(k for k, m in keys if m.__name__ == table and isinstance(k, ForeignKeyField))
