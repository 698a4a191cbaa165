"""What the team decides on a referral: its risk, then this child, a new child, or not missing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from models.base import RuleBroken
from models.casework.case import CME, EHE, REASONS, Case, CaseKind
from models.casework.clock import Clock
from models.casework.not_the_same import NotTheSame
from models.casework.note import Note
from models.casework.referral import NOT_CME, RISKS, Referral
from models.casework.referred_child import child_of, referrer_of, school_history
from models.dates.london import london_day
from models.organisations.officer import Officer
from models.people.child import Child

if TYPE_CHECKING:
    from models.scope import Scope  # which imports this package


class Opening(NamedTuple):
    """What a case is opened with: why, since when the child has been missing, and who says so."""

    reason: str
    since_on: date | None
    why: str
    by: Officer | None
    now: datetime


def judge_risk(referral: Referral, risk: str, why: str, by: Officer | None, now: datetime) -> None:
    """Record how great the risk is and why. Judged again it takes the earlier one's place."""
    _undecided(referral)
    if risk not in dict(RISKS):
        raise RuleBroken("Say how great the risk is: low, medium or high.")
    if not why.strip():
        raise RuleBroken("Say why the risk is low, medium or high.")
    if (referral.risk, referral.risk_why) == (risk, why.strip()):
        return
    referral.risk, referral.risk_why = risk, why.strip()
    referral.risk_by, referral.risk_at = by, now
    referral.save()


def this_child(scope: Scope, referral: Referral, child: Child, opening: Opening) -> Case:
    """Accept the referral as being about `child`: a CME case is opened, or the open one joined."""
    _decide(referral, "this_child", opening, child=child)
    return _case(scope, referral, child, opening)


def new_child(scope: Scope, referral: Referral, opening: Opening) -> Case:
    """Make the child of what was told, by whoever triages, and open its case."""
    _undecided(referral)
    if not referral.surname.strip() and not referral.forenames.strip():
        raise RuleBroken("Nobody told the child's name. Find it out before a record is made.")
    child = child_of(referral)
    _decide(referral, "new_child", opening, child=child)
    case = _case(scope, referral, child, opening)
    Note.create(
        authority=referral.authority_id,
        child=child,
        case=case,
        text=school_history(referral),
        written_by=opening.by,
        written_on=london_day(opening.now),
    )
    return case


def turn_away(
    referral: Referral,
    rule: str,
    why: str,
    by: Officer | None,
    now: datetime,
    same_as: Referral | None = None,
) -> None:
    """Decide that it is no child missing education, and why. Raise RuleBroken without a reason.

    A duplicate names the referral that told of the child before, and stands
    with that one's child, if it has one by now.
    """
    if rule not in dict(NOT_CME):
        raise RuleBroken("Say why it is not a child missing education.")
    if rule == "duplicate" and (same_as is None or same_as.id == referral.id):
        raise RuleBroken("Give the reference of the other referral, like REF-12.")
    if same_as is not None and same_as.authority_id != referral.authority_id:
        raise RuleBroken("That referral was sent to another authority.")
    before = f"The same as {same_as.reference}. " if same_as is not None else ""
    child = same_as.child if same_as is not None else None
    decided = Opening("", None, f"{before}{why.strip()}".strip(), by, now)
    _decide(referral, "not_cme", decided, child=child, not_cme=rule)


def take_back(referral: Referral, why: str, by: Officer | None, now: datetime) -> None:
    """Have a decided referral decided again, as after a slip. Raise RuleBroken without a reason.

    What came of it stays: a child's record says in a note that the referral was
    another's, and a case is closed by an outcome.
    """
    if referral.is_open:
        raise RuleBroken(f"Nobody has decided on {referral.reference}.")
    if not why.strip():
        raise RuleBroken("Say why it has to be decided again.")
    if referral.child_id is not None:
        Note.create(
            authority=referral.authority_id,
            child=referral.child_id,
            text=f"{referral.reference} was taken back from this record. {why.strip()}",
            written_by=by,
            written_on=london_day(now),
        )
    referral.decision = referral.not_cme = referral.decision_why = ""
    referral.child = referral.decided_by = referral.decided_at = None
    referral.matched_at = None  # the job looks again whether it may be of a restricted child
    referral.save()
    Clock.start(referral, "triage")


def _undecided(referral: Referral) -> None:
    """Raise RuleBroken if somebody has decided on it: of two at once one wins."""
    if referral.decision:
        who = referral.decided_by.name if referral.decided_by else "Somebody"
        words = dict(Referral.decision.choices)[referral.decision].lower()
        raise RuleBroken(
            f"{who} has decided on {referral.reference} already: {words}. Nothing of yours was "
            "saved; it still stands below, so that you can copy it."
        )


def _decide(
    referral: Referral, decision: str, opening: Opening, child: Child | None, not_cme: str = ""
) -> None:
    _undecided(referral)
    if not referral.risk:
        raise RuleBroken("Judge the risk first: low, medium or high, and why.")
    if not opening.why:
        raise RuleBroken("Say in a sentence why you decide so.")
    if child is not None:
        _same_authority(referral, child)
    referral.decision, referral.not_cme, referral.child = decision, not_cme, child
    referral.decision_why = opening.why
    referral.decided_by, referral.decided_at = opening.by, opening.now
    if child is not None and child.id != referral.kept_with_id:
        referral.kept_with = None  # it is another child: nobody need be kept from it
    referral.save()
    Clock.meet(referral, "triage")


def _same_authority(referral: Referral, child: Child) -> None:
    if child.authority_id != referral.authority_id:
        raise RuleBroken("That child is on another authority's records.")


def _case(scope: Scope, referral: Referral, child: Child, opening: Opening) -> Case:
    if opening.reason not in dict(REASONS):
        raise RuleBroken("Choose the reason for the case.")
    today = london_day(opening.now)
    if opening.since_on is not None and opening.since_on > today:
        raise RuleBroken("The child cannot be missing since a day that is still to come.")
    kind = CaseKind.get(CaseKind.code == CME)
    # An open case of home education is joined as well: whether it becomes missing education is
    # a manager's own decision, on that case.
    kinds = CaseKind.select(CaseKind.id).where(CaseKind.code.in_((CME, EHE)))
    theirs = scope.of(Case).where(Case.child == child, Case.kind.in_(kinds))
    running: Case | None = theirs.where(Case.closed_on.is_null()).first()
    if running is not None:
        _join(running, referral, opening)
        return running
    case = Case(
        authority=referral.authority_id,
        child=child,
        kind=kind,
        reason=opening.reason,
        opened_on=today,
        opened_by=opening.by,
        since_on=opening.since_on or referral.last_attended_on,
        referrer=referrer_of(referral),
        referral=referral,
    )
    case.save()
    return case


def _join(case: Case, referral: Referral, opening: Opening) -> None:
    Note.create(
        authority=case.authority_id,
        child=case.child_id,
        case=case,
        text=f"{referral.reference} joined this case. {opening.why}\n\n{school_history(referral)}",
        written_by=opening.by,
        written_on=london_day(opening.now),
    )


def set_apart(referral: Referral, children: list[Child], opening: Opening) -> None:
    """Remember that none of `children`, who were proposed, is the one told of."""
    for child in children:
        NotTheSame.say(referral, child, opening.why, opening.by, opening.now)
