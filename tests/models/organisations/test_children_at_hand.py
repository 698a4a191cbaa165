"""What is fetched of a row tells the children it is about as a question would, or not at all."""

from __future__ import annotations

from models.organisations.authority import AuthorityRecord
from models.scope import Scope
from models.tables import TABLES
from tests.making import make_one_of_each, the_authority

NAMED = ("child", "case", "enquiry", "person", "address", "restriction")


def test_of_every_record_it_is_what_a_question_gives_or_nothing(db: None) -> None:
    make_one_of_each(the_authority())
    told = 0
    for model in TABLES:
        if not issubclass(model, AuthorityRecord):
            continue
        for row in Scope.command("test").of(model):
            at_first = row.children_at_hand()
            for name in NAMED:  # fetch what it names
                if name in row._meta.fields:
                    getattr(row, name)
            for known in (at_first, row.children_at_hand()):
                assert known is None or known == set(row.child_ids()), (model, row.id)
                told += known is not None
    assert told > 20


def test_a_column_that_was_not_fetched_is_asked_for(db: None) -> None:
    case = make_one_of_each(the_authority())
    bare = type(case).select(type(case).id).get()

    assert bare.children_at_hand() is None
