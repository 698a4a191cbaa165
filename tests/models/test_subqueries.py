"""A query within a query is written once, and the SQL is what Peewee would have written."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import Context, Expression, SqliteDatabase

from models import subqueries
from models.people.child import Child
from models.people.relationship import Relationship


def nested(depth: int) -> Any:
    query = Child.select(Child.id).where(Child.surname == "O'Neil")
    for _ in range(depth):
        theirs = Relationship.select(Relationship.child).where(Relationship.child.in_(query))
        query = Child.select(Child.id).where(Child.id.in_(theirs), Child.id.not_in([]))
    return query


def written(query: Any) -> Any:
    return SqliteDatabase(":memory:").get_sql_context().sql(query).query()


def test_not_a_letter_of_the_sql_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = written(nested(3))
    monkeypatch.setattr(Expression, "_is_rhs_empty", subqueries._looked)

    assert written(nested(3)) == ours


def test_a_level_more_is_one_query_more_and_not_twice_as_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    usual = Context.as_new

    def counted(ctx: Context) -> Any:
        made.append(ctx)
        return usual(ctx)

    monkeypatch.setattr(Context, "as_new", counted)
    written(nested(4))

    assert len(made) == 0
