"""Questions asked together get the answers that each would get alone, on either database."""

from __future__ import annotations

import pytest
from peewee import JOIN, BlobField

from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.organisations.agency import Agency
from models.organisations.school import School
from models.people.child import Child
from models.tables import TABLES
from models.together import together
from tests.admin_views.sweeping import counting
from tests.making import (
    make_case,
    make_enquiry,
    make_note,
    make_one_of_each,
    the_authority,
    writing,
)

# The content of a file is never asked for with anything else.
ASKABLE = [
    table
    for table in TABLES
    if not any(isinstance(field, BlobField) for field in table._meta.sorted_fields)
]


@pytest.mark.usefixtures("db")
def test_every_table_is_answered_as_if_it_were_asked_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    make_one_of_each(the_authority())
    make_one_of_each(the_authority())
    questions = [table.select().order_by(table.id.desc()) for table in ASKABLE]
    alone = [[row.__data__ for row in question.clone()] for question in questions]

    with counting(monkeypatch) as asked:
        found = together(*questions)

    assert len(asked) == 1
    assert [[row.__data__ for row in rows] for rows in found] == alone
    assert sum(len(rows) > 1 for rows in found) > len(ASKABLE) / 2
    assert not any(row.dirty_fields for rows in found for row in rows)


@pytest.mark.usefixtures("db")
def test_a_question_keeps_its_order_its_limit_and_what_its_rows_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with writing():
        case = make_case()
        first, second, third = (make_note(case=case, child=case.child) for _ in range(3))
        asked_of = make_enquiry(case=case)
    named = Enquiry.select(Enquiry, Case, Child, School, Agency).join(Case).join(Child)
    named = named.join_from(Enquiry, School).join_from(Enquiry, Agency, JOIN.LEFT_OUTER)

    newest, oldest, (enquiry,), none = together(
        Note.select().order_by(Note.id.desc()).limit(2),
        Note.select().order_by(Note.id).limit(1),
        named,
        Case.select().where(Case.id < 0),
    )

    assert (newest, oldest, none) == ([third, second], [first], [])
    with counting(monkeypatch) as asked:
        assert enquiry.case.child.surname == case.child.surname
        assert (enquiry.school.name, enquiry.agency) == (asked_of.school.name, None)
    assert asked == []


def test_of_no_question_nothing_is_asked() -> None:
    assert together() == []
