"""One family in the making: who lives where and what each is to each. It saves nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from commands.demo_data.chance import weighted
from commands.demo_data.names import Origin, plain, surname_form
from commands.demo_data.places import Home, a_home, a_mobile, an_email
from models.base import BaseModel
from models.organisations.school import School
from models.people.address import Address
from models.people.child import Child
from models.people.child_name import ChildName
from models.people.contact_promise import ContactPromise
from models.people.person import Person
from models.people.relationship import Relationship

_TITLES = {"F": {"Mrs": 40, "Ms": 30, "Miss": 20, "Dr": 2, "": 8}, "M": {"Mr": 90, "Dr": 2, "": 8}}


@dataclass
class Family:
    """Rows without ids, tied to each other as objects. `schools[n]` is of `children[n]`."""

    shape: str
    children: list[Child]
    schools: list[School]
    people: list[Person] = field(default_factory=list)
    ties: list[Relationship] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    names: list[ChildName] = field(default_factory=list)
    promises: list[ContactPromise] = field(default_factory=list)

    def rows(self) -> list[BaseModel]:
        return [
            *self.children,
            *self.names,
            *self.people,
            *self.ties,
            *self.addresses,
            *self.promises,
        ]


def born(child: Child) -> date:
    """Return the day of birth, which every child here has."""
    assert child.born_on is not None
    return child.born_on


@dataclass
class Household:
    """What the shapes of `shapes.py` build a family with."""

    rng: Random
    area: str  # the authority's code
    authority_id: int
    today: date
    origin: Origin
    surname: str
    family: Family
    notable: bool = False  # takes the first name of each list

    def home(self, area: str = "") -> Home:
        return a_home(self.rng, area or self.area)

    def days_ago(self, least: int, most: int) -> date:
        return self.today - timedelta(days=self.rng.randint(least, most))

    def adult(
        self,
        kind: str,
        sex: str,
        *,
        surname: str = "",
        responsible: bool = True,
        lives_with: bool = True,
        may_be_contacted: bool = True,
    ) -> Person:
        """Add an adult and what they are to each child."""
        person = self._person(sex, surname or self.surname)
        self.family.people.append(person)
        for child in self.family.children:
            tie = Relationship(
                authority=self.authority_id,
                child=child,
                person=person,
                kind=kind,
                parental_responsibility=responsible,
                has_care=lives_with,
                lives_with=lives_with,
                may_be_contacted=may_be_contacted,
            )
            self.family.ties.append(tie)
        return person

    def _person(self, sex: str, surname: str) -> Person:
        rng = self.rng
        forename = rng.choice(self.origin.girls if sex == "F" else self.origin.boys)
        surname = surname_form(self.own_name(surname), sex, child=False)
        # No email for one in six, no telephone for one in ten.
        email = an_email(rng, plain(forename), plain(surname)) if rng.random() > 1 / 6 else ""
        phone = a_mobile(rng) if rng.random() > 0.1 else ""
        return Person(
            authority=self.authority_id,
            title=weighted(rng, _TITLES[sex]),
            forenames=forename,
            surname=surname,
            email=email,
            phone=phone,
        )

    def lives_at(
        self,
        who: Person | Child,
        home: Home,
        *,
        restricted: bool = False,
        from_on: date | None = None,
        to_on: date | None = None,
    ) -> Address:
        address = Address(
            authority=self.authority_id,
            lines=home.lines,
            postcode=home.postcode,
            restricted=restricted,
            from_on=from_on,
            to_on=to_on,
        )
        if isinstance(who, Child):
            address.child = who
        else:
            address.person = who
        self.family.addresses.append(address)
        return address

    def all_live_at(
        self,
        people: list[Person],
        home: Home,
        *,
        restricted: bool = False,
        from_on: date | None = None,
        to_on: date | None = None,
    ) -> None:
        """Give these people and every child the same address."""
        everybody: list[Person | Child] = [*self.family.children, *people]
        for who in everybody:
            self.lives_at(who, home, restricted=restricted, from_on=from_on, to_on=to_on)

    def own_name(self, shared: str) -> str:
        """Return the family name, or a name of one's own where a person has only one."""
        return self.rng.choice(self.origin.surnames) if self.origin.one_name else shared

    def other_surname(self) -> str:
        return self.rng.choice(self.origin.surnames)
