"""The demo's invented families: believable, the same each time, and as if saved one by one."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import pytest
from stdnum.gb import upn

from commands.demo_data import batches
from commands.demo_data.loading import load
from commands.demo_data.names import plain
from commands.demo_data.organisations import DEMO_PASSWORD
from commands.demo_data.registers import OFFICERS
from models.base import BaseModel, RuleBroken, bind, database
from models.casework.case import Case, CaseKind
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.dates.school_age import is_of_compulsory_school_age
from models.dates.working_days import working_days_between
from models.ledger.audit import verify
from models.ledger.calendar import Calendar
from models.ledger.event import Event
from models.organisations.authority import Authority, AuthorityRecord
from models.organisations.officer import Officer
from models.organisations.role import ROLES
from models.organisations.school import School
from models.outgoing.chase import Chase, by_recipient
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship
from models.people.search import SearchKey
from models.scope import Scope
from models.statute.notice import Notice
from models.tables import TABLES
from models.transaction import transaction
from tests.cluster import POSTGRESQL, copy_for
from tests.conftest import AUDIT_KEY
from tests.making import NOW, TESTS, TODAY, make_child


def load_some(children: int = 300, seed: int = 873, today: date = TODAY) -> dict[str, int]:
    return load(children, seed, today, NOW, lambda done: None)


@pytest.fixture(scope="session")
def demo(
    migrated: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, dict[str, int]]:
    """The URL of a database that is loaded once, and how many rows each table got."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    url = copy_for(f"demo_{worker_id}") if POSTGRESQL else f"sqlite:///{path}"
    if not POSTGRESQL:
        shutil.copy(migrated.removeprefix("sqlite:///"), path)
    bind(url)
    with database:
        made = load_some()
    return url, made


@pytest.fixture
def loaded(demo: tuple[str, dict[str, int]], db: None) -> Iterator[dict[str, int]]:
    """That database; what a test changes in it is undone."""
    url, made = demo
    mine = database.obj
    bind(url)
    database.connect()
    with database.atomic() as attempt:
        yield made
        attempt.rollback()
    database.close()
    database.initialize(mine)


def everybody() -> list[tuple[object, ...]]:
    columns = (Child.forenames, Child.surname, Child.born_on, Child.upn, Child.sex)
    return list(Child.select(*columns).order_by(Child.id).tuples())


def told_of(seed: int) -> list[tuple[object, ...]]:
    """Return the children of a load that is then undone."""
    with database.atomic() as attempt:
        load_some(60, seed)
        children = everybody()
        attempt.rollback()
    return children


def test_the_same_seed_gives_the_same_children(db: None) -> None:
    first = told_of(1)

    assert told_of(1) == first
    assert told_of(2) != first


def test_two_thirds_are_the_countys(loaded: dict[str, int]) -> None:
    codes = Counter(child.authority.code for child in Child.select())

    assert loaded["child"] == 300
    assert codes == {"873": 200, "874": 100}


def test_it_goes_into_an_empty_database_only(db: None) -> None:
    make_child()

    with pytest.raises(RuleBroken, match="already holds 1 children; demo data goes into an empty"):
        load_some(5)


def test_progress_is_told_of_every_child(db: None) -> None:
    told: list[int] = []

    load(12, 873, TODAY, NOW, told.append)

    assert sum(told) == 12


def twins() -> int:
    mothers = Relationship.select().where(Relationship.kind == "mother")
    births = Counter((tie.person_id, tie.child.born_on) for tie in mothers)
    return sum(count > 1 for count in births.values())


def children_named(test: Callable[[str], bool]) -> int:
    return sum(test(child.name) for child in Child.select())


def relationships(kind: str) -> int:
    return Relationship.select().where(Relationship.kind == kind).count()


ODDITIES: dict[str, tuple[int, Callable[[], int]]] = {
    "twins": (5, twins),
    "accents": (40, lambda: children_named(lambda name: not name.replace("’", "").isascii())),
    "straight apostrophes": (2, lambda: children_named(lambda name: "'" in name)),
    "curly apostrophes": (4, lambda: children_named(lambda name: "’" in name)),
    "hyphens": (15, lambda: children_named(lambda name: "-" in name)),
    "single names": (1, lambda: children_named(lambda name: " " not in name)),
    "former names": (10, lambda: ChildName.select().where(ChildName.kind == "former").count()),
    "step-parents": (8, lambda: relationships("step_parent")),
    "foster carers": (2, lambda: relationships("foster_carer")),
    "parents living apart": (
        40,
        lambda: (
            Relationship.select()
            .where(Relationship.kind == "father", ~Relationship.lives_with)
            .count()
        ),
    ),
    "not to be contacted": (
        1,
        lambda: Relationship.select().where(~Relationship.may_be_contacted).count(),
    ),
    "restricted addresses": (8, lambda: Address.select().where(Address.restricted).count()),
    "no fixed abode": (2, lambda: Address.select().where(Address.postcode == "").count()),
    "without a UPN": (15, lambda: Child.select().where(Child.upn == "").count()),
    "written to only": (2, lambda: promises(ContactPromise.in_writing_only)),
    "no email": (2, lambda: promises(~ContactPromise.by_email)),
    "not before a day": (2, lambda: promises(ContactPromise.not_before > TODAY)),
    "interpreters": (2, lambda: promises(ContactPromise.interpreter != "")),
    "safe addresses": (2, lambda: promises(ContactPromise.safe_address.is_null(False))),
    "overdue tasks": (3, lambda: tasks(Task.due_on < TODAY)),
    "tasks for today": (10, lambda: tasks(Task.due_on == TODAY)),
    "later tasks": (10, lambda: tasks(Task.due_on > TODAY)),
    "closed schools": (6, lambda: School.select().where(School.status == "closed").count()),
    "cases without an officer": (5, lambda: Case.select().where(Case.officer.is_null()).count()),
}


def promises(which: object) -> int:
    return ContactPromise.select().where(which).count()


def tasks(which: object) -> int:
    return Task.select().where(which, Task.done_on.is_null()).count()


def test_every_oddity_is_there(loaded: dict[str, int]) -> None:
    found = {name: count() for name, (_, count) in ODDITIES.items()}

    assert {name: n for name, n in found.items() if n < ODDITIES[name][0]} == {}


def test_most_children_are_of_compulsory_school_age(loaded: dict[str, int]) -> None:
    of_age = [is_of_compulsory_school_age(child.born_on, TODAY) for child in Child.select()]

    assert sum(of_age) > 280


def test_nobody_outside_can_be_reached(loaded: dict[str, int]) -> None:
    people = [*Person.select(), *School.select(), *Authority.select(), *Officer.select()]
    emails = {one.email for one in people if one.email}
    phones = {one.phone for one in people if one.phone}

    assert [email for email in emails if not (email.isascii() and email.endswith(".example"))] == []
    assert [p for p in phones if not p.startswith(("01632 960", "07700 900"))] == []
    assert len({school.email for school in School.select()}) == 60


def test_every_upn_is_valid(loaded: dict[str, int]) -> None:
    upns = [child.upn for child in Child.select() if child.upn]

    assert [one for one in upns if upn.calc_check_digit(one[1:]) != one[0] or len(one) != 13] == []
    assert {one[1:4] for one in upns} == {"873", "874"}
    assert len(set(upns)) == len(upns)


def test_every_enquiry_and_contact_falls_while_its_case_is_open(loaded: dict[str, int]) -> None:
    for row in Enquiry.select():
        case = row.case
        assert case.opened_on <= row.sent_on <= (row.answered_on or TODAY) <= TODAY
        assert row.sent_on <= row.due_on
        assert case.closed_on is None or row.answered_on <= case.closed_on
        assert bool(row.answered_on) == bool(row.answer)
    days = [(row.case, row.happened_on) for row in EheContact.select()]
    for case, day in days + [(note.case, note.written_on) for note in Note.select()]:
        assert case.opened_on <= day <= (case.closed_on or TODAY)


def test_enquiries_are_due_when_saving_them_would_say(loaded: dict[str, int]) -> None:
    assert [e.id for e in Enquiry.select() if e.due_on != e._usual_due_day()] == []


def test_overdue_enquiries_await_an_answer_by_up_to_20_working_days(
    loaded: dict[str, int],
) -> None:
    holidays = Calendar.holidays(Authority.get().id, TODAY)
    awaiting = list(Enquiry.awaiting_answer(TESTS))
    late = {working_days_between(e.due_on, TODAY, holidays) for e in awaiting if e.due_on < TODAY}

    assert min(late) == 1
    assert max(late) == 20
    assert any(enquiry.due_on >= TODAY for enquiry in awaiting)
    assert Counter(enquiry.asked.kind for enquiry in awaiting).keys() == {
        "school",
        "authority",
        "agency",
        "person",
    }


def test_chasing_has_something_to_send_and_something_to_refuse(loaded: dict[str, int]) -> None:
    planned = Chase.plan(Scope.job("t"), TODAY)
    steps = Counter(one.step.number for one in planned if one.step)
    refusals = {one.why for one in planned if one.step is None}

    assert steps.keys() == {1, 2, 3}
    assert "no email address is held" in refusals
    assert any("promised" in why for why in refusals)
    assert max(len(together) for together in by_recipient(planned).values()) > 2


def test_cases_of_both_kinds_and_all_ages(loaded: dict[str, int]) -> None:
    cases = list(Case.select())
    ages = [(TODAY - case.opened_on).days for case in cases]

    assert {case.kind.code for case in cases} == {"CME", "EHE"}
    assert len({case.reason for case in cases}) == 8
    assert min(ages) <= 14
    assert max(ages) >= 600
    assert 30 < sum(case.closed_on is not None for case in cases) < 150
    assert [case.id for case in cases if bool(case.outcome) != bool(case.closed_on)] == []
    assert {kind.code for kind in CaseKind.select() if not kind.active} == {
        "FLEXI",
        "EOTAS",
        "PART",
    }


def test_nobody_has_two_cases_at_once(loaded: dict[str, int]) -> None:
    still_open = Counter(case.child_id for case in Case.select().where(Case.closed_on.is_null()))

    assert max(still_open.values()) == 1


def test_each_parent_has_a_notice_with_the_dates_saving_would_give(
    loaded: dict[str, int],
) -> None:
    notices = list(Notice.select())
    where = [Address.of_person(notice.parent, TODAY) for notice in notices]

    assert 3 <= len(notices) <= 5
    assert len({home.id for home in where if home}) == len({notice.parent_id for notice in notices})
    assert len({str(home) for home in where}) == len({notice.parent_id for notice in notices})
    for notice in notices:
        stored = (notice.served_by, notice.period_days, notice.reply_by)
        notice._set_dates()
        assert stored == (notice.served_by, notice.period_days, notice.reply_by)
        assert notice.served_on is None
        assert notice.decided_by.email == "manager@demo.example"


@pytest.mark.parametrize("seed", range(5))
def test_whatever_the_seed_two_parents_at_two_addresses_are_served(db: None, seed: int) -> None:
    load_some(30, seed)

    assert Notice.select().count() >= 4


def test_a_child_is_found_as_if_saved(loaded: dict[str, int]) -> None:
    for child in list(Child.select())[::5]:
        keys = [(key.kind, key.key) for key in child.search_keys]
        assert sorted(keys) == sorted({(kind, key) for kind, key in child.found_by() if key})
        assert {key.authority_id for key in child.search_keys} == {child.authority_id}


def links_between_records() -> Iterator[tuple[type[AuthorityRecord], str, type[AuthorityRecord]]]:
    for table in TABLES:
        for link in table._meta.refs if issubclass(table, AuthorityRecord) else ():
            if issubclass(link.rel_model, AuthorityRecord):
                yield table, link.name, link.rel_model


def test_every_row_belongs_to_the_authority_of_what_it_hangs_on(loaded: dict[str, int]) -> None:
    for table, name, parent in links_between_records():
        link = table._meta.fields[name]
        astray = table.select().join(parent, on=(link == parent.id))
        assert astray.where(table.authority != parent.authority).count() == 0, (table, name)


def test_one_event_a_table_and_the_chains_hold(loaded: dict[str, int]) -> None:
    imports = list(Event.select().where(Event.verb == "import"))
    rows = Counter()
    for event in imports:
        rows[event.table_name] += event.about["rows"]
        assert event.about["last"] - event.about["first"] == event.about["rows"] - 1

    assert [chain for chain in verify(AUDIT_KEY) if chain.fault] == []
    assert rows["child"] == 300
    one_by_one = Counter(one.table_name for one in Event.select().where(Event.verb == "create"))
    assert {table: loaded[table] - one_by_one[table] for table in rows} == rows
    assert len(imports) < 45


def test_rows_can_be_added_and_changed_afterwards(loaded: dict[str, int]) -> None:
    authority = Authority.get(Authority.code == "873")
    child = make_child(authority=authority, forenames="Later")
    with transaction(TESTS, NOW):
        for enquiry in Enquiry.awaiting_answer(TESTS).limit(3):
            enquiry.record_answer("Found.", TODAY, None)
        for tie in Relationship.select().limit(5):
            tie.person.phone = "07700 900111"
            tie.person.save()
            tie.to_on = TODAY
            tie.save()

    assert child.id == max(row.id for row in Child.select())


def test_the_officers_can_sign_in(loaded: dict[str, int]) -> None:
    officers = {
        post.mailbox: Officer.with_password(f"{post.mailbox}@demo.example", DEMO_PASSWORD)
        for post in OFFICERS
    }
    scopes = {name: Scope.officer(officer) for name, officer in officers.items() if officer}
    both = {authority.id for authority in Authority.select().where(Authority.ours)}

    assert len(scopes) == len(OFFICERS) == 9
    assert {post.role for post in OFFICERS} == {role for role, _ in ROLES}
    assert scopes["manager"].publishes_for == scopes["manager2"].publishes_for == both
    assert len(scopes["peterborough"].roles) == 1
    assert all(len(s.roles) == 2 for name, s in scopes.items() if name != "peterborough")


@pytest.mark.parametrize(
    "today",
    [
        pytest.param(date(2026, 12, 26), id="a bank holiday at the weekend"),
        pytest.param(date(2028, 2, 29), id="a leap day"),
        pytest.param(date(2027, 9, 1), id="the first of September"),
    ],
)
def test_it_can_be_loaded_on_any_day(db: None, today: date) -> None:
    load_some(40, today=today)

    assert [c.id for c in Case.select() if today - c.opened_on < timedelta(days=3)] == []
    assert Notice.select().count() >= 4


def test_an_email_address_is_made_of_plain_letters() -> None:
    assert [plain(name) for name in ("Łukasz", "O’Neil", "Mary-Kate", "Adéyẹmí")] == [
        "lukasz",
        "oneil",
        "marykate",
        "adeyemi",
    ]


def test_every_search_key_belongs_to_a_child(loaded: dict[str, int]) -> None:
    assert SearchKey.select().count() == loaded["search_key"]


def statements_for(children: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many INSERTs of many rows a load takes. The load is then undone."""
    counted: list[type[BaseModel]] = []
    insert = batches._insert

    def count(table: type[BaseModel], columns: Mapping[str, Sequence[object]]) -> None:
        counted.append(table)
        insert(table, columns)

    monkeypatch.setattr(batches, "_insert", count)
    with database.atomic() as attempt:
        load_some(children)
        attempt.rollback()
    monkeypatch.undo()
    return len(counted)


def test_ten_times_the_children_take_no_more_statements(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert statements_for(600, monkeypatch) <= statements_for(60, monkeypatch) + 4
