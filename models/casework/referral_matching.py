"""Whom a referral may be about: children on record, and other referrals of late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.base import any_of
from models.casework.not_the_same import NotTheSame
from models.casework.referral import Referral
from models.casework.restriction import Restriction
from models.people.child import Child
from models.people.folding import birth_keys
from models.people.forenames import is_well_known
from models.people.likeness import PERHAPS, THE_SAME, Likeness, best_first
from models.people.matching import likely_same
from models.people.search import Reach
from models.people.told import Adult, Called, Kept, Told

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package

OF_LATE = timedelta(days=28)
COMPARED = 200  # other referrals, at most


class Matches(NamedTuple):
    """The children proposed, the likeliest first; and those said not to be the same."""

    found: list[Likeness]
    set_aside: list[tuple[Likeness, NotTheSame]]

    @property
    def best(self) -> Likeness | None:
        return self.found[0] if self.found else None


class Earlier(NamedTuple):
    """Another referral that looks as if it were about the same child."""

    referral: Referral
    likeness: Likeness


def told_of(referral: Referral) -> Told:
    """Return what a referral says by which a child is known."""
    return Told(
        referral.forenames,
        referral.surname,
        referral.known_as,
        referral.born_on,
        referral.sex,
        referral.upn,
        referral.postcode,
        tuple(_adults(referral)),
    )


def _adults(referral: Referral) -> Iterator[Adult]:
    """Yield the parents and carers that were told, each in a group of questions of its own."""
    people: dict[str, dict[str, str]] = {}
    for _heading, pairs in referral.told or []:
        for question, answer in pairs:
            whose, _, what = question.partition(": ")
            if whose.casefold().startswith(("parent", "mother", "father")):
                people.setdefault(whose, {})[what.casefold()] = answer
    for answers in people.values():
        name = next((told for what, told in answers.items() if "name" in what), "")
        phone = next((told for what, told in answers.items() if "phone" in what), "")
        forenames, _, surname = name.strip().rpartition(" ")
        if surname or phone:
            yield Adult(forenames, surname, phone)


def matches(scope: Scope, referral: Referral) -> Matches:
    """Return whom in sight it may be about; nobody where children are not for this reader."""
    if not scope.may("see", Child, referral.authority_id):
        return Matches([], [])
    reach = Reach([referral.authority_id], scope.hidden.children)
    found = likely_same(told_of(referral), reach, scope.hidden.addresses)
    proposed = [one.kept.child_id for one in found if one.verdict.is_proposed]
    apart = NotTheSame.standing(scope, referral, proposed)
    return Matches(
        [one for one in found if one.kept.child_id not in apart],
        [(one, apart[one.kept.child_id]) for one in found if one.kept.child_id in apart],
    )


def told_of_late(scope: Scope, referral: Referral) -> list[Earlier]:
    """Return other referrals of late, before it or after, that look to be of the same child."""
    told = told_of(referral)
    since, until = referral.received_at - OF_LATE, referral.received_at + OF_LATE
    others = scope.of(Referral).where(
        Referral.authority == referral.authority_id,
        Referral.id != referral.id,
        Referral.received_at.between(since, until),
        _may_fit(referral),
    )
    rows = {row.id: row for row in others.order_by(Referral.id.desc()).limit(COMPARED)}
    alike = best_first([_likeness(told, row) for row in rows.values()])
    found = [one for one in alike if one.verdict.is_proposed]
    return [Earlier(rows[one.kept.child_id], one) for one in found]


def _likeness(told: Told, other: Referral) -> Likeness:
    theirs = told_of(other)
    names = [Called(theirs.forenames, theirs.surname)]
    if theirs.known_as:
        names.append(Called(theirs.known_as, theirs.surname, "known as"))
    kept = Kept(
        other.id,
        tuple(names),
        theirs.born_on,
        theirs.sex,
        theirs.upn,
        (theirs.postcode,) if theirs.postcode else (),
        theirs.adults,
    )
    return Likeness(told, kept, is_well_known, lambda name: False)


def _may_fit(referral: Referral) -> Any:
    """Return what picks the referrals worth comparing: a number, a day or a name is shared."""
    told: list[Any] = []
    if referral.born_on is not None:
        told.append(Referral.born_on.in_(birth_keys(referral.born_on)))
    if referral.upn:
        told.append(Referral.upn == referral.upn)
    if referral.postcode:
        told.append(Referral.postcode == referral.postcode)
    if len(referral.surname) > 1:
        told.append(Referral.surname.startswith(referral.surname[:2]))
    return any_of(told)


def restricted_child(referral: Referral) -> int | None:
    """Return the restricted child a referral may be about, if there is one. For a job alone.

    A restricted child who may perhaps be meant is enough, unless another is
    surely meant: what is kept from too many can be let go, what was shown cannot.
    """
    kept = Restriction.select(Restriction.child).where(
        Restriction.authority == referral.authority_id,
        Restriction.child.is_null(False),
        Restriction.ended_on.is_null(),
    )
    children = {row.child_id for row in kept}
    apart = NotTheSame.select(NotTheSame.child).where(
        NotTheSame.referral == referral, NotTheSame.undone_at.is_null()
    )
    children -= {row.child_id for row in apart}
    if not children:
        return None
    found = likely_same(told_of(referral), Reach([referral.authority_id], ()))
    surely = found[0].kept.child_id if found and found[0].verdict is THE_SAME else None
    fit = [
        one for one in found if one.kept.child_id in children and one.verdict.rank <= PERHAPS.rank
    ]
    if not fit or (
        surely is not None and surely not in children and not fit[0].verdict.is_proposed
    ):
        return None
    return fit[0].kept.child_id


def unmatched() -> list[Referral]:
    """Return the waiting referrals that have not been held against the restricted children yet."""
    waiting = (Referral.decision == "") & Referral.matched_at.is_null()
    return list(Referral.select().where(waiting).order_by(Referral.id))


def hold_against_restricted(referral: Referral, now: datetime) -> int | None:
    """Keep a referral with the restricted child it may be about; return that child's id.

    Call inside a transaction of a job. Before it is done nobody from whom any
    child is hidden sees the referral.
    """
    referral.kept_with_id = restricted_child(referral)
    referral.matched_at = now
    referral.save()
    return referral.kept_with_id
