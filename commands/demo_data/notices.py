"""Notices under section 437(1) to families that gave no information, one to each parent.

Few enough to be saved one by one, so every rule of a notice is the model's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from commands.demo_data.caseload import CaseFile, Team
from commands.demo_data.enquiries import is_silent
from models.casework.enquiry import Enquiry
from models.people.person import Person
from models.people.relationship import Relationship
from models.statute.notice import Notice

ONE_CASE_IN = 250  # children; the first family of an authority gets its notices in any case
DECIDED, SENT = 11, 10  # working days ago: after the second letter of `enquiries.SILENT`


def serve(team: Team, files: Sequence[CaseFile]) -> int:
    """Decide and send the notices of these cases, already saved; return how many."""
    count = 0
    for file in files:
        for parent in _parents_in_law(file):
            notice = _notice(team, file, parent)
            notice.save()
            count += 1
            if notice.served_by and notice.served_by <= team.today:
                notice.record_service(notice.served_by)
    return count


def is_due(file: CaseFile) -> bool:
    """Say whether a notice may be decided: asked twice, still silent, still open."""
    return is_silent(file) and len(file.enquiries) > 1


def _parents_in_law(file: CaseFile) -> list[Person]:
    child = file.case.child
    ties = Relationship.select().where(Relationship.child == child).order_by(Relationship.id)
    return [tie.person for tie in ties if tie.is_parent]


def _notice(team: Team, file: CaseFile, parent: Person) -> Notice:
    lives_with = Relationship.between(file.case.child, parent)
    at_home = lives_with is not None and lives_with.lives_with
    return Notice(
        authority=team.authority.id,
        child=file.case.child,
        case=file.case,
        parent=parent,
        appears=_why(file.enquiries),
        method="by_hand" if at_home else "first_class",
        intended_on=team.days.past[SENT],
        decided_by=team.there.officers["manager"].id,
        decided_on=team.days.past[DECIDED],
    )


def _why(enquiries: Sequence[Enquiry]) -> str:
    first, second = sorted(enquiry.sent_on for enquiry in enquiries)[:2]
    return (
        f"We asked on {first:%d %B %Y} and again on {second:%d %B %Y} how your child is being "
        "educated and have had no answer."
    )
