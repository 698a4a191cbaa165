"""How a computed day came about, in words for whoever asks. It computes nothing itself anew."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from models.dates.deadlines import Step, falls_due, new_pupil_return_by
from models.dates.school_age import birthday, compulsory_from, compulsory_until, year_group
from models.dates.school_days import Span
from models.dates.service import MINIMUM_PERIOD, lawful_last_day, opens_on
from models.dates.words import long_date
from models.dates.working_days import SATURDAY, working_days_between


class Explained(NamedTuple):
    """A day or a number as a page shows it, and the steps that led to it, one sentence each."""

    value: str
    steps: tuple[str, ...]


def compulsory_start_explained(born: date) -> Explained:
    fifth, first = birthday(born, 5), compulsory_from(born)
    met = (
        "That is itself one of the prescribed days, so it begins on that day."
        if fifth == first
        else f"The next of the prescribed days after it is {long_date(first)}."
    )
    return Explained(
        long_date(first),
        (
            f"Born on {long_date(born)}, so five on {long_date(fifth)}.",
            "Compulsory school age begins on the fifth birthday if that is a prescribed day "
            "(31 March, 31 August or 31 December), else on the next one "
            "(Education Act 1996 s.8(2); SI 1998/1607).",
            met,
        ),
    )


def compulsory_end_explained(born: date) -> Explained:
    sixteenth, last = birthday(born, 16), compulsory_until(born)
    return Explained(
        long_date(last),
        (
            f"Born on {long_date(born)}, so sixteen on {long_date(sixteenth)}.",
            "It ends as the school leaving date ends in the school year in which the child turns "
            "sixteen (Education Act 1996 s.8(3)). The leaving date is the last Friday in June "
            "(SI 1997/1970).",
            f"In that school year it is {long_date(last)}.",
        ),
    )


def year_group_explained(born: date, today: date) -> Explained:
    number = year_group(born, today)
    return Explained(
        year_group_in_words(number),
        (
            "It goes by the age on 31 August before the school year, which begins on 1 September.",
            "A child taught out of their year group is in another one; the school knows.",
        ),
    )


def year_group_in_words(number: int) -> str:
    if number < 0:
        return "Before Reception"
    if number > 11:
        return f"Year {number}, after compulsory school age"
    return f"Year {number}" if number else "Reception"


def age(born: date, today: date) -> int:
    """Return the age in whole years on the day `today`."""
    years = today.year - born.year
    return years if birthday(born, years) <= today else years - 1


def due_day_explained(sent_on: date, due_on: date, holidays: Collection[date]) -> Explained:
    """Return when an answer falls due; the day itself is the one recorded."""
    return Explained(
        long_date(due_on),
        (
            f"Sent on {_full(sent_on)}: the day of sending is day 0.",
            *_counted(sent_on, due_on, holidays),
            "How many days there are is this council's own setting, unless somebody chose "
            "another day. The answer is late when that day is over.",
        ),
    )


def standard_explained(
    begins: str, started_on: date, due_on: date, working: bool, holidays: Collection[date]
) -> Explained:
    """Return the last day of a service standard; `begins` says what happened on day nought."""
    days = (due_on - started_on).days
    counted = (
        _counted(started_on, due_on, holidays)
        if working
        else (f"{days:,} calendar days are counted after it: no weekend or holiday is skipped.",)
    )
    return Explained(
        long_date(due_on),
        (
            f"On {_full(started_on)} {begins}: that is day 0.",
            *counted,
            "How many days there are is this council's own setting. It is a standard of service "
            "and no legal limit: it is late when that day is over.",
        ),
    )


def school_days_explained(
    first: date, due_on: date, count: int, left_out: Sequence[Span], whose: str
) -> Explained:
    """Return which school day is number `count`; `whose` says by which terms it was counted."""
    skipped = "; ".join(_span(one) for one in left_out)
    return Explained(
        long_date(due_on),
        (
            f"The first school day missed is {_full(first)}: that is day 1.",
            f"School days are counted by {whose}.",
            f"No school between: {skipped}." if skipped else "No weekday between is left out.",
            f"Day {count} is {_full(due_on)}. How many days there are is this council's own "
            "setting: a standard of service, and no legal limit.",
        ),
    )


def school_days_in_short(first: date, due_on: date) -> Explained:
    """Return the same where the terms are not at hand: `school_days_explained` has the whole."""
    return Explained(
        long_date(due_on),
        (
            f"The first school day missed is {_full(first)}: that is day 1.",
            "School days are counted after it, by the terms of the school or of the council. "
            "The page of the case says which, and what was left out.",
            "How many days there are is this council's own setting: a standard of service, and "
            "no legal limit.",
        ),
    )


def over_age_explained(born: date) -> Explained:
    """Return the last day of compulsory school age, and what follows when it is over."""
    end = compulsory_end_explained(born)
    after = "From the day after, the case may be closed as over age: a person decides."
    return Explained(end.value, (*end.steps, after))


def new_pupil_return_explained(entered_on: date) -> Explained:
    """Return by when the school tells the council that the child is on its roll."""
    by = new_pupil_return_by(entered_on)
    return Explained(
        long_date(by),
        (
            f"The name is entered on {_full(entered_on)}: the days begin after that day.",
            f"The fifth day after it is {_full(by)}. Calendar days are counted, weekends too "
            "(Pupil Registration Regulations 2024 reg 13).",
            "A school need not send it for the youngest class on the first day of a school year.",
        ),
    )


def step_explained(step: Step, due_on: date, holidays: Collection[date]) -> Explained:
    """Return from when a step of the ladder may be taken."""
    falls_on = falls_due(step, due_on, holidays)
    return Explained(
        long_date(falls_on),
        (
            f"The answer was due on {_full(due_on)}: that is day 0.",
            *_counted(due_on, falls_on, holidays),
            "The ladder of this council says how many days come before each reminder.",
        ),
    )


def service_explained(
    intended_on: date, by: str, served_by: date, holidays: Collection[date]
) -> Explained:
    """Return when a notice counts as served if it is sent as intended, `by` some way of sending."""
    if served_by == intended_on:
        steps: tuple[str, ...] = (f"{by} on {_full(intended_on)}, it is served that very day.",)
    else:
        steps = (
            f"{by} on {_full(intended_on)}: the day of posting is day 0.",
            *_counted(intended_on, served_by, holidays),
            "How many days the post takes is this council's own setting (Interpretation Act "
            "1978 s.7: in the ordinary course of post).",
        )
    return Explained(long_date(served_by), steps)


def reply_by_explained(served_by: date, period_days: int, reply_by: date) -> Explained:
    return Explained(
        long_date(reply_by),
        (
            f"The period begins with the day of service, {_full(served_by)}: that is day 1 "
            "(Education Act 1996 s.437(2)).",
            f"The council gives {period_days} days. The law asks for at least {MINIMUM_PERIOD}.",
            "Calendar days are counted: no weekend or holiday is skipped. "
            f"Day {period_days} is {_full(reply_by)}.",
        ),
    )


def act_from_explained(reply_by: date, served_on: date) -> Explained:
    """Return from when the next step may be taken, once the notice is served."""
    return Explained(
        long_date(opens_on(reply_by, served_on)),
        (
            f"Served on {_full(served_on)}, so the shortest lawful period ends on "
            f"{_full(lawful_last_day(served_on))} (Education Act 1996 s.437(2): {MINIMUM_PERIOD} "
            "days, counting the day of service).",
            f"The notice itself prints {_full(reply_by)}.",
            "The later of the two must be over. The next step may be taken on the day after it.",
        ),
    )


def _counted(start: date, end: date, holidays: Collection[date]) -> tuple[str, str]:
    count = working_days_between(start, end, holidays)
    days = "1 working day is" if count == 1 else f"{count} working days are"
    last = f"{days} counted after it, the last of them {_full(end)}."
    return last, _skipped(start, end, holidays)


def _skipped(start: date, end: date, holidays: Collection[date]) -> str:
    between = [start + timedelta(days=n) for n in range(1, (end - start).days)]
    weekends = [day for day in between if day.weekday() >= SATURDAY]
    closed = [day for day in between if day in holidays and day.weekday() < SATURDAY]
    told = []
    if weekends:
        few = len(weekends) <= 4
        told.append(f"{_listed(weekends)} (weekend)" if few else f"{len(weekends)} weekend days")
    if closed:
        told.append(f"{_listed(closed)} (bank holiday, or closed by the council)")
    return f"Skipped: {'; '.join(told)}." if told else "No day in between is skipped."


def _listed(days: Sequence[date]) -> str:
    return ", ".join(f"{day:%A} {day.day} {day:%B}" for day in days)


def _span(span: Span) -> str:
    first, last = span
    return _full(first) if first == last else f"{_full(first)} to {_full(last)}"


def _full(day: date) -> str:
    return f"{day:%A} {long_date(day)}"
