"""The smallest true rows to test with: one `make_…` a noun, changed by keywords."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from models.base import BaseModel, open_transaction
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.organisations.school import School
from models.outgoing.ladder import Ladder
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship
from models.scope import Scope
from models.statute.notice import Notice
from models.transaction import transaction

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TESTS = Scope.command("tests")
PASSWORD = "a long enough password"

Row = TypeVar("Row", bound=BaseModel)
_numbers = count(1)


def saved(row: Row) -> Row:
    """Save a row with its event, in a transaction of its own if none is open."""
    if open_transaction.get() is not None:
        row.save()
        return row
    with transaction(TESTS, NOW):
        row.save()
    return row


def make_authority(**changes: Any) -> Authority:
    """An authority of ours with the usual ladders; 873 unless told."""
    row = {
        "code": "873",
        "name": "Cambridgeshire County Council",
        "ours": True,
        "team_name": "Education Inclusion Team",
        "address_lines": "New Shire Hall\nAlconbury Weald\nPE28 4YE",
        "phone": "01223 555 0100",
        "email": "cme@cambridgeshire.example",
    }
    with transaction(TESTS, NOW):
        authority = Authority.create(**{**row, **changes})
        Ladder.start_for(authority)
        for code, name in (("CME", "Child missing education"), ("EHE", "Home education")):
            if CaseKind.get_or_none(CaseKind.code == code) is None:
                CaseKind.create(code=code, name=name, active=True)
    return authority


def the_authority() -> Authority:
    return Authority.get_or_none(Authority.code == "873") or make_authority()


def make_officer(role: str = "cme_officer", **changes: Any) -> Officer:
    """An officer with one role in `authority`, and the password PASSWORD."""
    authority = changes.pop("authority", None) or the_authority()
    may_publish = changes.pop("may_publish", False)
    number = next(_numbers)
    row = {"name": f"Officer {number}", "email": f"officer{number}@council.example"}
    officer = Officer(**{**row, "job_title": "CME Officer", "phone": "01223 555 0199", **changes})
    officer.set_password(PASSWORD)
    saved(officer)
    saved(Role(officer=officer, authority=authority, name=role, may_publish=may_publish))
    return officer


def make_child(**changes: Any) -> Child:
    row = {"forenames": "Élodie", "surname": "O’Neil", "born_on": date(2015, 3, 12)}
    authority = changes.pop("authority", None) or the_authority()
    return saved(Child(**{**row, "authority": authority, **changes}))


def make_person(**changes: Any) -> Person:
    row = {
        "title": "Mrs",
        "forenames": "Margaret",
        "surname": "O’Neil",
        "email": f"parent{next(_numbers)}@home.example",
    }
    authority = changes.pop("authority", None) or the_authority()
    return saved(Person(**{**row, "authority": authority, **changes}))


def make_parent(child: Child, **changes: Any) -> Person:
    """A person with parental responsibility for `child`, who lives at an address of their own."""
    person = make_person(authority=child.authority, **changes)
    saved(
        Relationship(
            authority=child.authority,
            child=child,
            person=person,
            kind="mother",
            parental_responsibility=True,
            has_care=True,
        )
    )
    lines = "12 Mill Lane\nCambridge"
    saved(Address(authority=child.authority, person=person, lines=lines, postcode="CB1 2AB"))
    return person


def make_case(**changes: Any) -> Case:
    child = changes.pop("child", None) or make_child()
    kind = CaseKind.get(CaseKind.code == changes.pop("kind", "CME"))
    row = {
        "authority": child.authority,
        "child": child,
        "kind": kind,
        "reason": "vanished",
        "opened_on": date(2026, 9, 1),
    }
    return saved(Case(**{**row, **changes}))


def make_school(**changes: Any) -> School:
    number = next(_numbers)
    row = {
        "urn": f"{100000 + number}",
        "name": f"Hilltop Primary {number}",
        "local_authority": changes.pop("local_authority", None) or the_authority(),
        "address_lines": "Hill Road\nCambridge",
        "postcode": "CB1 9ZZ",
        "email": f"office{number}@hilltop.example",
    }
    return saved(School(**{**row, **changes}))


def make_enquiry(**changes: Any) -> Enquiry:
    """A question to a school, sent Mon 7 Sep 2026 and so due Mon 14 Sep."""
    case = changes.pop("case", None) or make_case()
    row: dict[str, Any] = {
        "authority": case.authority,
        "case": case,
        "question": "When was the child last at school?",
        "sent_on": date(2026, 9, 7),
    }
    if not {"school", "person", "agency", "other_authority"} & changes.keys():
        row["school"] = make_school()
    return saved(Enquiry(**{**row, **changes}))


def make_notice(**changes: Any) -> Notice:
    """A s.437(1) notice decided and posted first class on Mon 23 Nov 2026."""
    case = changes.pop("case", None) or make_case(kind="EHE", reason="ehe_no_information")
    parent = changes.pop("parent", None) or make_parent(case.child)
    row = {
        "authority": case.authority,
        "child": case.child,
        "case": case,
        "parent": parent,
        "appears": "We wrote on 7 September and again on 5 October and have had no answer.",
        "method": "first_class",
        "intended_on": TODAY,
        "decided_on": TODAY,
    }
    return saved(Notice(**{**row, **changes}))
