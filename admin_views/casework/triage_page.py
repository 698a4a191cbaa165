"""What stands on the triage screen beside the form: whom the referral may be about, and why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from peewee import ModelSelect

from admin_views.asking import scope, today
from admin_views.records.joining import naming
from admin_views.records.reading import note_listed
from admin_views.records.words import in_words
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.doubts import SchoolAge, school_age
from models.casework.not_the_same import NotTheSame
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile
from models.casework.referral_matching import Earlier, Matches, told_of_late
from models.casework.referred_child import referrer_of
from models.people.child import Child
from models.people.likeness import Likeness
from models.together import together


class Candidate(NamedTuple):
    """A child it may be, as the page shows one."""

    child: Child
    likeness: Likeness
    cases: list[Case]
    apart: NotTheSame | None = None


class Page(NamedTuple):
    """All that stands on the screen beside the form."""

    candidates: list[Candidate]
    set_aside: list[Candidate]
    earlier: list[Earlier]
    in_short: list[tuple[str, str]]  # what is compared
    age: SchoolAge | None
    files: list[ReferralFile]
    clock: Clock | None


def page_of(referral: Referral, found: Matches) -> Page:
    """Fetch what stands beside the form, and note what is shown of whom."""
    aside = {one.kept.child_id: said for one, said in found.set_aside}
    likely = [*found.found, *(one for one, _ in found.set_aside)]
    ids = [one.kept.child_id for one in likely]
    shown, of_them, files, clocks = together(
        scope().of(Child).where(Child.id.in_(ids or [0])),
        _cases_of(ids),
        scope().of(ReferralFile).where(ReferralFile.referral == referral).order_by(ReferralFile.id),
        scope().of(Clock).where(Clock.referral == referral, Clock.standard == "triage"),
    )
    children = {child.id: child for child in shown}
    note_listed(Child, shown, len(shown), "triage")
    note_listed(Case, of_them, len(of_them), "triage")
    cases = {number: [one for one in of_them if one.child_id == number] for number in children}
    candidates = [
        Candidate(
            children[one.kept.child_id],
            one,
            cases[one.kept.child_id],
            aside.get(one.kept.child_id),
        )
        for one in likely
        if one.kept.child_id in children
    ]
    earlier = told_of_late(scope(), referral)
    note_listed(Referral, [one.referral for one in earlier], len(earlier), "triage")
    return Page(
        [one for one in candidates if one.apart is None],
        [one for one in candidates if one.apart is not None],
        earlier,
        _in_short(referral),
        school_age(referral.born_on, today()),
        files,
        max(clocks, key=lambda clock: clock.id, default=None),
    )


def _in_short(referral: Referral) -> list[tuple[str, str]]:
    """Return what the referral says by which a child is known, as far as it says it."""
    school = referral.school.name if referral.school else referral.school_name
    told = (
        ("Name", referral.name),
        ("Also known as", referral.known_as),
        ("Born", in_words(referral, "born_on")),
        ("Sex", in_words(referral, "sex") if referral.sex in ("F", "M") else ""),
        ("UPN", referral.upn),
        ("Address", ", ".join(filter(None, (referral.address_lines, referral.postcode)))),
        ("Last school", school),
        ("Last attended", in_words(referral, "last_attended_on")),
        ("Told by", referrer_of(referral)),
    )
    return [(label, words) for label, words in told if words]


def _cases_of(child_ids: list[int]) -> ModelSelect[Case]:
    query = naming(scope().of(Case), Case, (Case.kind, Case.officer))
    theirs = query.where(Case.child.in_(child_ids or [0]))
    newest: ModelSelect[Case] = theirs.order_by(Case.opened_on.desc(), Case.id.desc())
    return newest


def apart_in_time(this: datetime, other: datetime) -> str:
    """Return how long before this one another came in, or after it, in words."""
    gap, way = (this - other, "before this one") if other <= this else (other - this, "after it")
    for unit, words in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour")):
        if (count := gap // unit) > 0:
            return f"{count} {words}{'' if count == 1 else 's'} {way}"
    count = gap // timedelta(minutes=1)
    return f"{count} minute{'' if count == 1 else 's'} {way}"
