"""What the team is doing about one family: a case for each child. It saves nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from commands.demo_data.days import OfficeDays
from commands.demo_data.household import Family, born
from commands.demo_data.organisations import Organisations
from commands.demo_data.stories import BECAME_CME, OUTCOMES, OVER_AGE, Story
from models.base import BaseModel
from models.casework.case import Case
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.casework.note import Note
from models.casework.task import Task
from models.dates.school_age import compulsory_from, compulsory_until
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.school import School
from models.people.child import Child
from models.people.person import Person

NEWEST = 3  # days: no case is younger


@dataclass
class CaseFile:
    """One case in the making, with what is needed to write about it."""

    case: Case
    story: Story
    school: School
    people: list[Person]
    enquiries: list[Enquiry] = field(default_factory=list)
    others: list[EheContact | Note | Task] = field(default_factory=list)

    def rows(self) -> list[BaseModel]:
        return [self.case, *self.enquiries, *self.others]


@dataclass
class Team:
    """Who works on the cases of one authority, and on which days."""

    rng: Random
    authority: Authority
    days: OfficeDays
    there: Organisations
    today: date

    def officer_for(self, kind: str) -> Officer:
        if kind == "EHE":
            return self.there.officers["ehe"]
        own = self.authority.code == "874" and self.rng.random() < 0.6
        return self.there.officers["peterborough" if own else "cme"]


def cases_of(team: Team, family: Family, story: Story) -> list[CaseFile]:
    """Return a case for each child who is or was of compulsory school age meanwhile."""
    age = team.rng.random() ** story.recent
    first, last = story.days
    opened_on = team.today - timedelta(days=int(first + (last - first) * age))
    files = []
    for child, school in zip(family.children, family.schools, strict=True):
        files += _cases_of_child(team, child, school, family.people, story, opened_on)
    return files


def _cases_of_child(
    team: Team, child: Child, school: School, people: list[Person], story: Story, opened_on: date
) -> list[CaseFile]:
    opened_on = _while_of_age(team, child, opened_on)
    if opened_on > team.today - timedelta(days=NEWEST):
        return []  # too young as yet
    case = _opened(team, child, story.kind, story.reason, opened_on)
    _perhaps_close(team, case, story)
    files = [CaseFile(case, story, school, people)]
    if story.kind == "CME" and story.reason.startswith("ehe_"):
        files.insert(0, _home_education_before(team, child, school, people, case))
    return files


def _while_of_age(team: Team, child: Child, opened_on: date) -> date:
    latest = compulsory_until(born(child)) - timedelta(days=60)
    return max(min(opened_on, latest), compulsory_from(born(child)))


def _opened(team: Team, child: Child, kind: str, reason: str, opened_on: date) -> Case:
    rng = team.rng
    # One in eight has nobody yet.
    officer = team.officer_for(kind) if rng.random() > 1 / 8 else None
    unnoticed = rng.randint(0, 45 if kind == "CME" else 10)
    return Case(
        authority=team.authority.id,
        child=child,
        kind=team.there.kinds[kind].id,
        reason=reason,
        officer=officer and officer.id,
        opened_by=team.there.officers["support"].id,
        opened_on=opened_on,
        since_on=opened_on - timedelta(days=unnoticed),
    )


def _perhaps_close(team: Team, case: Case, story: Story) -> None:
    of_age_until = compulsory_until(born(case.child))
    age = (team.today - case.opened_on).days
    if of_age_until < team.today:
        case.closed_on, case.outcome = of_age_until, OVER_AGE
    elif age > 60 and team.rng.random() * 100 < story.closed:
        case.closed_on = case.opened_on + timedelta(days=team.rng.randint(14, age))
        case.outcome = team.rng.choice(OUTCOMES[story.kind])


def _home_education_before(
    team: Team, child: Child, school: School, people: list[Person], case: Case
) -> CaseFile:
    """Return the EHE case that ended on the day this CME case was opened."""
    started = max(
        case.opened_on - timedelta(days=team.rng.randint(90, 400)), compulsory_from(born(child))
    )
    before = _opened(team, child, "EHE", "ehe_chosen", started)
    before.closed_on, before.outcome = case.opened_on, BECAME_CME
    case.since_on = case.opened_on
    return CaseFile(before, Story("EHE", "ehe_chosen", ("person",), closed=100), school, people)
