"""What stands on a child's page besides the timeline: who, family, homes, open cases, siblings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from peewee import JOIN

from admin_views.asking import scope
from admin_views.people.case_clocks import CaseFile, Clock, clocks_of, files_of, opened_in_words
from admin_views.records.joining import seen
from admin_views.records.rows import is_id
from models.casework.case import Case, CaseKind
from models.casework.restriction import Restriction
from models.dates.explanation import (
    Explained,
    age,
    compulsory_end_explained,
    compulsory_start_explained,
    year_group_explained,
)
from models.dates.school_age import compulsory_until
from models.dates.words import short_date
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship


class Flag(NamedTuple):
    """Something to know before anything is done, in words; `grave` is said first and set apart."""

    words: str
    grave: bool = False


class Relative(NamedTuple):
    tie: Relationship
    promised: Sequence[str]


class Sibling(NamedTuple):
    child: Child
    cases: Sequence[Case]


class ChildPage:
    """One child as an officer opens it, each part asked of the database once."""

    def __init__(self, child: Child, names: Sequence[ChildName], today: date) -> None:
        self.child, self.names, self.today = child, names, today

    @classmethod
    def of(cls, number: str, today: date) -> ChildPage | None:
        """Return the page of the child in sight with this number; None if there is none."""
        restricted = Restriction.stands_on(Child.id).alias("restricted")
        on = (ChildName.child == Child.id) & seen(ChildName)
        query = (
            scope()
            .of(Child)
            .select(Child, restricted, ChildName)
            .join_from(Child, ChildName, JOIN.LEFT_OUTER, on=on, attr="former")
            .where(Child.id == (int(number) if is_id(number) else 0))
            .order_by(ChildName.until.is_null(), ChildName.until.desc(), ChildName.id)
        )
        rows = list(query)
        held = (getattr(row, "former", None) for row in rows)
        names = [name for name in held if name is not None]
        return cls(rows[0], names, today) if rows else None

    @property
    def facts(self) -> list[tuple[str, Explained]]:
        """Return what follows from the date of birth, each with how it was worked out."""
        born = self.child.born_on
        if not isinstance(born, date):
            return []
        return [
            ("Age", Explained(str(age(born, self.today)), ())),
            ("Year group", year_group_explained(born, self.today)),
            ("Of compulsory school age from", compulsory_start_explained(born)),
            ("Of compulsory school age until", compulsory_end_explained(born)),
        ]

    @cached_property
    def family(self) -> list[Relative]:
        """Return who is around the child, those of today first; with the promise that binds."""
        binds = ContactPromise.ended_on.is_null() | (ContactPromise.ended_on > self.today)
        on = (ContactPromise.person == Person.id) & binds & seen(ContactPromise)
        rows = (
            scope()
            .of(Relationship)
            .select(Relationship, Person, ContactPromise)
            .join_from(Relationship, Person, on=Relationship.person)
            .join_from(Person, ContactPromise, JOIN.LEFT_OUTER, on=on, attr="promise")
            .where(Relationship.child == self.child.id, seen(Person))
            .order_by(Relationship.to_on.is_null().desc(), Relationship.id, ContactPromise.id)
        )
        # The newest promise comes last and so stands.
        return list({tie.id: Relative(tie, self._promised(tie)) for tie in rows}.values())

    def _promised(self, tie: Relationship) -> list[str]:
        promise: ContactPromise | None = getattr(tie.person, "promise", None)
        told = promise.in_words(self.today) if promise is not None else []
        return told if tie.may_be_contacted else ["not to be contacted about this child", *told]

    @cached_property
    def homes(self) -> list[Address]:
        """Return where the child lives or lived, and the people around it; the newest first."""
        people = [one.tie.person_id for one in self.family]
        theirs = (Address.child == self.child.id) | Address.person.in_(people)
        newest = (Address.to_on.is_null().desc(), Address.from_on.desc(), Address.id.desc())
        homes = list(scope().of(Address).where(theirs).order_by(*newest))
        return sorted(homes, key=lambda home: home.child_id is None)

    def lives_there(self, home: Address) -> str:
        """Say whose address this is."""
        if home.child_id is not None:
            return "The child"
        people = (one.tie.person for one in self.family)
        return next(person.name for person in people if person.id == home.person_id)

    @cached_property
    def cases(self) -> list[CaseFile]:
        return files_of(self.child)

    @property
    def case_ids(self) -> list[int]:
        return [file.case.id for file in self.cases]

    @property
    def open_cases(self) -> list[CaseFile]:
        return [file for file in self.cases if file.case.is_open]

    @property
    def closed_cases(self) -> list[Case]:
        return [file.case for file in self.cases if not file.case.is_open]

    @cached_property
    def clocks(self) -> dict[int, list[Clock]]:
        """Return by case what falls due on which day."""
        return clocks_of(self.open_cases, self.today)

    def opened(self, case: Case) -> str:
        return opened_in_words(case, self.today)

    @cached_property
    def siblings(self) -> list[Sibling]:
        """Return the children in sight who share a parent, carer or home, with their open cases."""
        ours = (
            scope()
            .of(Relationship)
            .select(Relationship.person)
            .where(Relationship.child == self.child.id, Relationship.bonds())
        )
        tied = (
            scope()
            .of(Relationship)
            .select(Relationship.child)
            .where(Relationship.person.in_(ours), Relationship.bonds())
        )
        on = (Case.child == Child.id) & Case.closed_on.is_null() & seen(Case)
        rows = (
            scope()
            .of(Child)
            .select(Child, Case, CaseKind)
            .join_from(Child, Case, JOIN.LEFT_OUTER, on=on, attr="open_case")
            .join_from(Case, CaseKind, JOIN.LEFT_OUTER, on=(Case.kind == CaseKind.id))
            .where(Child.id.in_(tied), Child.id != self.child.id)
            .order_by(Child.born_on, Child.id, Case.id)
        )
        found: dict[int, Sibling] = {}
        for row in rows:
            sibling = found.setdefault(row.id, Sibling(row, []))
            if (case := getattr(row, "open_case", None)) is not None:
                sibling = Sibling(sibling.child, [*sibling.cases, case])
            found[row.id] = sibling
        return list(found.values())

    @property
    def flags(self) -> list[Flag]:
        """Return what to know first: in words, never by colour alone."""
        return sorted(self._flags(), key=lambda flag: not flag.grave)

    def _flags(self) -> Iterator[Flag]:
        child, born = self.child, self.child.born_on
        if getattr(child, "restricted", False):
            yield Flag("Restricted: open to those named on it only", grave=True)
        if scope().sees_field(child, "safeguarding_note") and child.safeguarding_note.strip():
            yield Flag("Safeguarding note: read it before you act", grave=True)
        if any(home.restricted for home in self.homes):
            yield Flag("Address withheld", grave=True)
        if scope().may("see", Case) and not self.open_cases:
            yield Flag("No open case")
        if not isinstance(born, date):
            yield Flag("No date of birth")
        elif compulsory_until(born) < self.today:
            yield Flag("After compulsory school age")
        if warning := child.upn_warning():
            yield Flag(warning)
        if not any(one.tie.is_parent for one in self.family):
            yield Flag("No parent or carer recorded")
        for one in self.family:
            if one.tie.to_on is None and one.promised:
                yield Flag(f"{one.tie.person.name}: {', '.join(one.promised)}")


def dated(home: Address) -> str:
    """Say from when to when somebody lives at an address."""
    since = f"since {short_date(home.from_on)}" if home.from_on else ""
    until = f"until {short_date(home.to_on)}" if home.to_on else ""
    both = f"{since} {until}".strip().replace("since", "from" if until else "since")
    return both[:1].upper() + both[1:] if both else "Dates not recorded"
