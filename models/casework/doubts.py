"""What makes a choice on a referral unlikely, in words: so it is asked back once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from models.casework.case import Case
from models.casework.referral import Referral
from models.casework.referral_matching import Matches
from models.dates.explanation import (
    Explained,
    age,
    compulsory_end_explained,
    compulsory_start_explained,
)
from models.dates.school_age import compulsory_from, compulsory_until
from models.dates.words import long_date
from models.people.child import Child
from models.people.likeness import THE_SAME


class SchoolAge(NamedTuple):
    """Whether a child is of compulsory school age on a day, in a word and in full."""

    is_now: bool
    words: str
    explained: tuple[tuple[str, Explained], ...]


class Choice(NamedTuple):
    """What is about to be decided: the child chosen, if one is, or why it is no such child."""

    child: Child | None = None
    is_new: bool = False
    rule: str = ""


def school_age(born_on: date | None, today: date) -> SchoolAge | None:
    """Return whether somebody born that day must be in education; None if no day was told."""
    if born_on is None:
        return None
    first, last = compulsory_from(born_on), compulsory_until(born_on)
    told = (
        ("From", compulsory_start_explained(born_on)),
        ("Until", compulsory_end_explained(born_on)),
    )
    if born_on > today:
        return SchoolAge(False, f"Not born yet: the day told is {long_date(born_on)}.", told)
    if today < first:
        return SchoolAge(False, f"Too young: not before {long_date(first)}.", told)
    if today > last:
        years = age(born_on, today)
        grown = f", and is {years} now" if years >= 18 else ""
        return SchoolAge(False, f"Too old: compulsory age ended on {long_date(last)}{grown}.", told)
    return SchoolAge(True, f"Of compulsory school age until {long_date(last)}.", told)


def doubts(referral: Referral, choice: Choice, found: Matches, today: date) -> list[str]:
    """Return why the choice is unlikely, a sentence each; nothing if it is not."""
    return list(_doubts(referral, choice, found, today))


def _doubts(referral: Referral, choice: Choice, found: Matches, today: date) -> Iterator[str]:
    aged = school_age(referral.born_on, today)
    if choice.rule == "not_school_age" and aged is None:
        yield "No birth date was told, so nobody can compute that."
    if choice.rule == "not_school_age" and aged is not None and aged.is_now:
        yield f"By the birth date told the child is of compulsory school age. {aged.words}"
    if (choice.is_new or choice.child is not None) and aged is not None and not aged.is_now:
        yield f"By law this is no child missing education. {aged.words}"
    if choice.is_new:
        yield from _about_a_new_child(found)
    if choice.child is not None:
        yield from _about_this_child(choice.child, found)


def _about_a_new_child(found: Matches) -> Iterator[str]:
    for one in found.found:
        if one.verdict.is_proposed:
            agreed = ", ".join(one.agrees())
            yield (
                f"CH-{one.kept.child_id} looks like the same child: {agreed}. A second record "
                "would part what is known of the child. If you go on, it is remembered that this "
                "is another."
            )


def _about_this_child(child: Child, found: Matches) -> Iterator[str]:
    apart = {one.kept.child_id: said for one, said in found.set_aside}
    if child.id in apart:
        yield f"Somebody said that it is not {child.reference}: {apart[child.id].why}"
    mine = next((one for one in found.found if one.kept.child_id == child.id), None)
    if mine is None and child.id not in apart:
        yield f"Nothing told agrees with what is kept of {child.reference}."
    elif mine is not None and not mine.verdict.is_proposed:
        differs = "; ".join(mine.differs()) or "too little agrees"
        yield f"{child.reference} is {mine.verdict.words.lower()}: {differs}."
    better = found.best
    if better is not None and better.kept.child_id != child.id and better.verdict is THE_SAME:
        yield f"CH-{better.kept.child_id} agrees better: {', '.join(better.agrees())}."
    if died := _died(child):
        yield died


def _died(child: Child) -> str:
    """Return that the child is recorded as dead, or "". It stands in the outcome of a case."""
    ended = Case.select().where(Case.child == child, Case.closed_on.is_null(False))
    for case in ended.order_by(Case.closed_on.desc()):
        if "died" in case.outcome.casefold().replace(".", " ").split():
            return f"{case.reference} was closed because the child died: {case.outcome}"
    return ""
