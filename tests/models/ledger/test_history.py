"""Who saw or changed a child's record: found through every record that is the child's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.base import BaseModel, database
from models.concerning import children_of
from models.ledger.audit import verify
from models.ledger.event import Event, EventChild
from models.ledger.history import begins, of_child, of_officer
from models.ledger.lines import Line, lines
from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer
from models.people.child import Child
from models.people.relationship import Relationship
from models.scope import Scope
from models.tables import TABLES
from models.transaction import transaction
from tests.conftest import AUDIT_KEY, POSTGRESQL
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_case,
    make_child,
    make_enquiry,
    make_message,
    make_note,
    make_officer,
    make_one_of_each,
    make_parent,
    make_person,
    make_restriction,
    saved,
    the_authority,
)
from tests.models.ledger.test_audit import as_a_vandal

pytestmark = pytest.mark.usefixtures("db")

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def told(child: Child, reader: Officer, first: date = FIRST, last: date = LAST) -> list[Line]:
    """What this reader is told of the child, but for the making of the rows."""
    scope = Scope.officer(reader, NOW)
    found = of_child(scope, child.id, child.authority_id, first, last)
    return [line for line in lines(list(found), scope, child.id) if line.did != "added"]


def look(officer: Officer, row: BaseModel, now: datetime = NOW, where: str = "10.0.0.7") -> None:
    with transaction(Scope.officer(officer).asking_from(where), now) as reading:
        reading.record("read", row)


def listed(
    officer: Officer, table: type[BaseModel], ids: list[int], authority: int, verb: str = "listed"
) -> None:
    with transaction(Scope.officer(officer), NOW) as reading:
        about = {"find": "", "count": len(ids), "ids": ids}
        reading.record(verb, table, authority_id=authority, about=about)


def test_t28_a_line_says_who_saw_what_when_and_from_where() -> None:
    case, officer = make_case(), make_officer(name="Dana Reed")
    look(officer, case)

    (line,) = told(case.child, make_officer("auditor"))

    assert (line.who, line.did, line.table, line.reference) == (
        "Dana Reed",
        "saw",
        "case",
        case.reference,
    )
    assert (line.when, line.where, line.rows) == (NOW, "10.0.0.7", None)
    assert case.child.surname not in repr(line)


def test_t28_whatever_is_the_child_s_is_found_by_the_child() -> None:
    case = make_one_of_each(the_authority())
    officer, auditor = make_officer("manager"), make_officer("auditor")
    looked_at = 0
    for table in TABLES:
        if not issubclass(table, AuthorityRecord):
            continue
        for row in table.select():
            before = len(told(case.child, auditor))
            look(officer, row)
            found = told(case.child, auditor)
            about = case.child_id in row.child_ids()
            assert len(found) - before == int(about), table.__name__
            if about:
                assert found[0].table == table._meta.table_name
                assert found[0].reference
                looked_at += 1
    assert looked_at > 15


def test_many_rows_are_asked_after_in_the_words_for_one() -> None:
    make_one_of_each(the_authority())
    make_one_of_each(make_authority(code="874", name="Peterborough City Council"))
    for table in TABLES:
        if issubclass(table, AuthorityRecord):
            rows = list(table.select())
            together = children_of(table, {row.id for row in rows})
            assert {row.id: row.child_ids() for row in rows} == {
                row.id: sorted(together.get(row.id, ())) for row in rows
            }, table.__name__


def test_a_list_a_search_and_an_export_are_found_by_every_child_on_the_page() -> None:
    first, second, third = make_case(), make_case(), make_case()
    officer, auditor = make_officer(), make_officer("auditor")
    authority = first.authority_id
    listed(officer, type(first), [first.id, second.id], authority)
    listed(officer, Child, [first.child_id, third.child_id], authority, "export")

    assert [(x.did, x.table, x.rows) for x in told(first.child, auditor)] == [
        ("exported", "child", 2),
        ("saw in a list", "case", 2),
    ]
    assert [x.did for x in told(second.child, auditor)] == ["saw in a list"]
    assert [x.did for x in told(third.child, auditor)] == ["exported"]


def test_a_long_history_is_told_alike_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    case, officer = make_case(), make_officer()
    listed(officer, Child, [case.child_id, make_child().id, make_child().id], case.authority_id)
    for row in (case, case.child, make_note(case=case), make_note(case=case)):
        look(officer, row)
    whole = told(case.child, officer)

    monkeypatch.setattr("models.ledger.lines.AT_ONCE", 2)

    assert told(case.child, officer) == whole
    assert {line.reference for line in whole} >= {case.reference, case.child.reference, ""}


def test_a_change_is_told_by_the_names_of_the_fields_and_not_their_values() -> None:
    child, officer = make_child(), make_officer("manager")
    child.surname = "Quackenbush"
    with transaction(Scope.officer(officer), NOW):
        child.save()

    (line,) = told(child, make_officer("auditor"))

    assert (line.did, line.fields) == ("changed", ["surname"])
    assert "Quackenbush" not in repr(line)


def test_a_record_moved_to_another_child_is_told_of_both() -> None:
    mother, before, after = make_person(), make_child(), make_child()
    tie = saved(
        Relationship(
            authority=before.authority_id, child=before, person=mother, kind="mother", has_care=True
        )
    )
    tie.child = after
    saved(tie)
    auditor = make_officer("auditor")

    assert [x.did for x in told(before, auditor)] == ["changed"]
    assert [x.did for x in told(after, auditor)] == ["changed"]


def test_what_was_seen_before_a_record_moved_away_stays_told() -> None:
    mother, child, officer = make_person(), make_child(), make_officer()
    tie = saved(
        Relationship(
            authority=child.authority_id, child=child, person=mother, kind="mother", has_care=True
        )
    )
    listed(officer, type(mother), [mother.id], child.authority_id)
    tie.child = make_child()
    saved(tie)

    assert "saw in a list" in [x.did for x in told(child, make_officer("auditor"))]


def test_a_question_to_a_mother_is_about_the_child_it_asks_after_only() -> None:
    child, brother = make_child(), make_child(forenames="Noël")
    mother = make_parent(child)
    saved(
        Relationship(
            authority=child.authority_id, child=brother, person=mother, kind="mother", has_care=True
        )
    )
    enquiry = make_enquiry(case=make_case(child=child), person=mother)

    assert enquiry.child_ids() == [child.id]
    assert mother.child_ids() == [child.id, brother.id]
    assert make_message().child_ids() == []


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        pytest.param("2026-02-28 23:59", 2, id="the last minute of February"),
        pytest.param("2026-03-01 00:00", 3, id="the first of March"),
        pytest.param("2026-03-31 22:59", 3, id="the last of March, in summer time"),
        pytest.param("2026-03-31 23:00", 4, id="April begins an hour before UTC says so"),
    ],
)
def test_a_month_is_a_month_in_london(moment: str, month: int) -> None:
    child, officer, auditor = make_child(), make_officer(), make_officer("auditor")
    look(officer, child, datetime.fromisoformat(moment).replace(tzinfo=UTC))
    months = {2: (1, 28), 3: (1, 31), 4: (1, 30)}

    found = [
        number
        for number, (first, last) in months.items()
        if told(child, auditor, date(2026, number, first), date(2026, number, last))
    ]

    assert found == [month]


def test_a_day_begins_in_london() -> None:
    assert begins(date(2026, 7, 1)).astimezone(UTC).hour == 23
    assert begins(date(2026, 12, 1)).astimezone(UTC).hour == 0


def test_t04_what_is_hidden_from_a_reader_is_not_told_either() -> None:
    case = make_case()
    officer, manager = make_officer(), make_officer("manager")
    note = make_note(case=case)
    look(officer, case)
    look(officer, note)
    listed(officer, type(case), [case.id], case.authority_id)
    look(officer, case.child)
    assert len(told(case.child, manager)) == 4

    make_restriction(case=case)

    assert [x.table for x in told(case.child, manager)] == ["child"]
    assert len(told(case.child, make_officer("auditor"))) == 4


def test_t04_a_list_is_told_by_the_rows_in_sight_alone() -> None:
    hidden, child = make_child(), make_child()
    officer, manager = make_officer(), make_officer("manager")
    listed(officer, Child, [hidden.id, child.id], child.authority_id)
    make_restriction(child=hidden)

    (line,) = told(child, manager)

    assert line.rows == 1


def test_an_officer_s_looking_is_told_and_not_what_he_wrote() -> None:
    officer, other = make_officer("manager"), make_officer("manager")
    child = make_child()
    look(officer, child)
    look(other, child)
    child.surname = "Hill"
    with transaction(Scope.officer(officer), NOW):
        child.save()
    listed(officer, Child, [], child.authority_id)
    scope = Scope.officer(make_officer("auditor"), NOW)

    found = of_officer(scope, officer.id, [child.authority_id], FIRST, LAST)

    assert [(x.did, x.reference, x.rows) for x in lines(list(found), scope)] == [
        ("saw in a list", "", 0),
        ("saw", child.reference, None),
    ]


def test_t02_what_an_officer_did_elsewhere_is_not_told() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    officer = make_officer("manager")
    look(officer, make_child(authority=theirs))
    scope = Scope.officer(make_officer("auditor"), NOW)

    assert list(of_officer(scope, officer.id, [the_authority().id], FIRST, LAST)) == []


def test_the_reason_of_an_export_is_told() -> None:
    child, officer = make_child(), make_officer()
    with transaction(Scope.officer(officer), NOW) as reading:
        about = {"find": "", "count": 1, "ids": [child.id]}
        values = {"reason": [None, "For the panel"]}
        reading.record("export", Child, authority_id=child.authority_id, about=about, values=values)

    (line,) = told(child, make_officer("auditor"))

    assert (line.did, line.reason, line.fields) == ("exported", "For the panel", [])


def test_t27_an_event_taken_out_of_a_child_s_history_is_named() -> None:
    child = make_child()
    look(make_officer(), child)
    event = Event.select().order_by(Event.id.desc()).get()

    as_a_vandal(f"DELETE FROM event_child WHERE event_id = {event.id}")

    (fault,) = [chain.fault for chain in verify(AUDIT_KEY) if chain.fault]
    assert fault.startswith(f"event {event.sequence} (row {event.id}): the children noted")


def test_t27_an_event_put_into_a_child_s_history_is_named() -> None:
    child = make_child()
    officer = Event.select().where(Event.table_name == "authority").get()

    as_a_vandal(f"INSERT INTO event_child (event_id, child) VALUES ({officer.id}, {child.id})")

    assert [chain.fault for chain in verify(AUDIT_KEY) if chain.fault] != []


def test_the_noting_is_never_changed() -> None:
    make_child()
    for sql in ("UPDATE event_child SET child = 0", "DELETE FROM event_child"):
        with pytest.raises(Exception, match="refused"), database.atomic():
            database.execute_sql(sql)


@pytest.mark.skipif(bool(POSTGRESQL), reason="SQLite tells its plan in words")
def test_a_child_s_events_are_found_by_the_index() -> None:
    child = make_child()
    scope = Scope.officer(make_officer("auditor"), NOW)
    sql, params = of_child(scope, child.id, child.authority_id, FIRST, LAST).sql()
    plan = " ".join(
        str(row[3]) for row in database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)
    )

    assert "eventchild_child" in plan
    assert "SCAN" not in plan


def test_a_list_s_event_costs_one_statement_more_however_many_children() -> None:
    officer, children = make_officer(), [make_child() for _ in range(20)]
    listed(officer, Child, [child.id for child in children], children[0].authority_id)
    event = Event.select().order_by(Event.id.desc()).get()

    assert event.about["children"] == [child.id for child in children]
    assert EventChild.by_event([event.id]) == {event.id: {child.id for child in children}}


def test_a_job_and_an_operator_are_called_so() -> None:
    child = make_child()
    with transaction(Scope.job("sending"), NOW + timedelta(hours=1)) as tx:
        tx.record("read", child)
    with transaction(TESTS, NOW + timedelta(hours=1)) as tx:
        tx.record("read", child)

    assert {line.who for line in told(child, make_officer("auditor"))} == {
        "the program (sending)",
        "the operator (tests)",
    }
