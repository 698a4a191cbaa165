"""Rows joined to those in scope, so that a page asks once: they are in scope themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import JOIN, ForeignKeyField, ModelSelect

from admin_views.asking import scope
from models.base import BaseModel
from models.hiding import in_sight


def seen(model: type[BaseModel]) -> Any:
    """Return the condition to join `model` under: whoever asks may see the row.

    `scope().of(model)` says the same, but as a query of its own for every row there is.
    """
    theirs = model._meta.fields["authority"].in_(scope().authorities("see", model))
    not_hidden = in_sight(model, scope().hidden)
    return theirs if not_hidden is None else theirs & not_hidden


def naming(
    query: ModelSelect[Any], model: type[BaseModel], keys: Sequence[ForeignKeyField]
) -> ModelSelect[Any]:
    """Return the query with what these keys name joined on; each table once.

    A row is hidden with what it names, so what is joined here is in sight.
    """
    for key in keys:
        there = key.rel_model
        query = query.join_from(
            key.model, there, JOIN.LEFT_OUTER, on=(key == there.id), attr=key.name
        )
    return query.select(model, *[key.rel_model for key in keys]) if keys else query
