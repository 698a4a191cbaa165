"""What a restriction takes out of sight with it: the case with its child, the letter with its case.

It follows the foreign keys, so a new noun that hangs on a child is hidden with
the child from the day it is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from peewee import Expression, Field, ForeignKeyField, ModelSelect, fn

from models.base import BaseModel
from models.casework.restriction import Hidden
from models.organisations.authority import AuthorityRecord


def in_sight(model: type[BaseModel], hidden: Hidden) -> Expression | None:
    """Return what leaves out the rows of `model` that are hidden; None if none can be."""
    condition: Expression | None = None
    for part in _parts(model, hidden):
        condition = part if condition is None else condition & part
    return condition


def _parts(model: type[BaseModel], hidden: Hidden) -> Iterator[Expression]:
    ids = {"Child": hidden.children, "Address": hidden.addresses, "Case": hidden.cases}
    if ids.get(model.__name__):
        yield model.id.not_in(ids[model.__name__])
    for key in model._meta.refs:
        # What is open to everybody, such as a school, hides nothing.
        if not issubclass(key.rel_model, AuthorityRecord):
            continue
        gone: Any
        if key.rel_model.__name__ == "Child":
            gone = hidden.children or None  # by number: a query would go through every child
        else:
            gone = _hidden_rows(key.rel_model, hidden)
        if gone is not None:
            yield key.is_null() | key.not_in(gone) if key.null else key.not_in(gone)
    yield from _special(model, hidden)


def _hidden_rows(model: type[BaseModel], hidden: Hidden) -> ModelSelect[BaseModel] | None:
    if model.__name__ == "Person":
        return _hidden_people(model, hidden) if hidden.children else None
    condition = in_sight(model, hidden)
    return None if condition is None else model.select(model.id).where(~condition)


def _hidden_people(model: type[BaseModel], hidden: Hidden) -> ModelSelect[BaseModel]:
    """Return who is tied to hidden children and to no other, asking after no more people."""
    person = _key_from("Relationship", model)
    child = person.model._meta.fields["child"]
    ties = person.model.select(person)
    of_hidden = ties.where(child.in_(hidden.children))
    of_others = ties.where(child.not_in(hidden.children), person.in_(of_hidden))
    alone: ModelSelect[BaseModel] = of_hidden.where(person.not_in(of_others))
    return alone


def _special(model: type[BaseModel], hidden: Hidden) -> Iterator[Expression]:
    """A parent is hidden with the last child; a mail with any answer it asks for."""
    if model.__name__ == "Person" and hidden.children:
        yield model.id.not_in(_hidden_people(model, hidden))
    if model.__name__ == "Message":
        message = _key_from("Chase", model)
        enquiry = message.model._meta.fields["enquiry"]
        if (gone := _hidden_rows(enquiry.rel_model, hidden)) is not None:
            tied = message.model.select(message).where(enquiry.in_(gone))
            yield model.id.not_in(tied) & _not_replaced_by(model, tied)


def _not_replaced_by(model: Any, tied: ModelSelect[Any]) -> Expression:
    """A mail that another took the place of has no chases any more, and the same words."""
    firsts = model.select(fn.COALESCE(model.instead_of, model.id)).where(model.id.in_(tied))
    no_first: Expression = model.id.not_in(firsts)
    kept: Expression = no_first & (model.instead_of.is_null() | model.instead_of.not_in(firsts))
    return kept


def _key_from(table: str, model: type[BaseModel]) -> Field:
    """Return the foreign key by which the class called `table` names `model`."""
    keys = model._meta.backrefs.items()
    return next(k for k, m in keys if m.__name__ == table and isinstance(k, ForeignKeyField))
