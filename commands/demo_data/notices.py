"""Notices under section 437(1) to families that gave no information, one to each parent.

Few enough to be saved one by one, so every rule of a notice is the model's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from commands.demo_data.caseload import CaseFile, Team
from commands.demo_data.enquiries import is_silent
from models.casework.enquiry import Enquiry
from models.dates.words import long_date
from models.dates.working_days import add_working_days
from models.people.person import Person
from models.people.relationship import Relationship
from models.statute.notice import Notice

ONE_CASE_IN = 250  # children; the first family of an authority gets its notices in any case
SENT_IN = 3  # working days from now: decided, and waiting for somebody to produce them


def decide(team: Team, files: Sequence[CaseFile]) -> int:
    """Decide the notices of these cases, already saved; return how many."""
    notices = [_notice(team, file, parent) for file in files for parent in _parents_in_law(file)]
    for notice in notices:
        notice.save()
    return len(notices)


def is_due(file: CaseFile) -> bool:
    """Say whether a notice may be decided: asked twice, still silent, still open."""
    return is_silent(file) and len(file.enquiries) > 1


def _parents_in_law(file: CaseFile) -> list[Person]:
    child = file.case.child
    ties = Relationship.select().where(Relationship.child == child).order_by(Relationship.id)
    return [tie.person for tie in ties if tie.is_parent]


def _notice(team: Team, file: CaseFile, parent: Person) -> Notice:
    at_home = any(tie.lives_with for tie in Relationship.between(file.case.child, parent))
    return Notice(
        authority=team.authority.id,
        child=file.case.child,
        case=file.case,
        parent=parent,
        appears=_why(file.enquiries),
        method="by_hand" if at_home else "first_class",
        intended_on=add_working_days(team.today, SENT_IN, team.days.holidays(team.today)),
        decided_by=team.there.officers["manager"].id,
        decided_on=team.days.past[0],
    )


def _why(enquiries: Sequence[Enquiry]) -> str:
    first, second = sorted(enquiry.sent_on for enquiry in enquiries)[:2]
    return (
        f"We asked on {long_date(first)} and again on {long_date(second)} how your child is being "
        "educated and have had no answer."
    )
