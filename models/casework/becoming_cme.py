"""From home education to missing education: one case ends and the other begins, the same day."""

from __future__ import annotations

from models.base import RuleBroken, open_transaction
from models.casework.case import CME, EHE, REASONS, Case, CaseKind
from models.casework.note import Note
from models.dates.london import london_day
from models.dates.school_age import compulsory_until, is_of_compulsory_school_age
from models.dates.words import long_date
from models.organisations.officer import Officer

BECAUSE = tuple(pair for pair in REASONS if pair[0] in ("ehe_no_information", "ehe_unsatisfactory"))


def become_cme(case: Case, because: str, why: str, by: Officer | None) -> Case:
    """End an EHE case and open a CME case today; return the new one.

    `because` is a key of BECAUSE and `why` the decision in words: that it appears there
    is no suitable education is a judgement, never a matter of time alone (Education
    Act 1996 s.437(1)). Raise RuleBroken where it cannot be.
    """
    writing = open_transaction.get()
    assert writing is not None
    today = london_day(writing.now)
    _check(case, because, why)
    born = case.child.born_on
    if born is not None and not is_of_compulsory_school_age(born, today):
        raise RuleBroken(
            f"The child is not of compulsory school age today (it ends on "
            f"{long_date(compulsory_until(born))}), so cannot be missing education."
        )
    case.close(today, f"Missing education from today: {dict(BECAUSE)[because]}.")
    new = Case(
        authority=case.authority_id,
        child=case.child_id,
        kind=CaseKind.get(CaseKind.code == CME),
        reason=because,
        opened_on=today,
        since_on=today,
        opened_by=by,
        lives_here_on=case.lives_here_on,
        officer=None,
    )
    new.save()
    words = f"{case.reference} became this case. {why.strip()}"
    note = Note(authority=case.authority_id, child=case.child_id, case=new, text=words)
    note.written_by, note.written_on = by, today
    note.save()
    return new


def _check(case: Case, because: str, why: str) -> None:
    if case.kind.code != EHE:
        raise RuleBroken("Only home education can become missing education so.")
    if because not in dict(BECAUSE):
        raise RuleBroken("Say which: no information was given, or the education is unsuitable.")
    if not why.strip():
        raise RuleBroken("Say why it appears that there is no suitable education.")
