"""Compulsory school age and year groups (Education Act 1996 s.8). It knows nothing of schools."""

from __future__ import annotations

from calendar import FRIDAY
from datetime import date, timedelta

MonthDay = tuple[int, int]

# Education (Start of Compulsory School Age) Order 1998.
PRESCRIBED_DAYS: tuple[MonthDay, ...] = ((3, 31), (8, 31), (12, 31))

# By section 579 a school year starts with the first term after July, which is not
# always this day. An authority whose terms start later may give its own.
SCHOOL_YEAR_STARTS: MonthDay = (9, 1)


def birthday(born: date, age: int) -> date:
    """Return the day someone turns `age`: 1 March for 29 February in a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def last_friday_in_june(year: int) -> date:
    """Return the school leaving date of `year` (Education (School Leaving Date) Order 1997)."""
    end_of_june = date(year, 6, 30)
    return end_of_june - timedelta(days=(end_of_june.weekday() - FRIDAY) % 7)


def compulsory_from(born: date) -> date:
    """Return the first day of compulsory school age.

    It is the fifth birthday if that is a prescribed day, else the next prescribed day.
    """
    fifth = birthday(born, 5)
    return min(
        day for month_day in PRESCRIBED_DAYS if (day := date(fifth.year, *month_day)) >= fifth
    )


def compulsory_until(born: date, school_year_starts: MonthDay = SCHOOL_YEAR_STARTS) -> date:
    """Return the last day of compulsory school age, which ends as that day ends.

    It is the leaving date of the school year in which the child turns 16. A
    child born in the summer may therefore reach it at 15.
    """
    sixteenth = birthday(born, 16)
    before_the_new_year = sixteenth < date(sixteenth.year, *school_year_starts)
    return last_friday_in_june(sixteenth.year + (0 if before_the_new_year else 1))


def is_of_compulsory_school_age(
    born: date, on: date, school_year_starts: MonthDay = SCHOOL_YEAR_STARTS
) -> bool:
    """Say whether a child is of compulsory school age at any time on the day `on`."""
    return compulsory_from(born) <= on <= compulsory_until(born, school_year_starts)


def over_age_if_born_before(on: date) -> date:
    """Return the day such that who was born before it is over school age on the day `on`."""
    year = on.year if on > last_friday_in_june(on.year) else on.year - 1
    return date(year - 16, *SCHOOL_YEAR_STARTS)


def school_year(day: date) -> int:
    """Return the calendar year in which the school year of `day` began, on 1 September."""
    return day.year if (day.month, day.day) >= SCHOOL_YEAR_STARTS else day.year - 1


def year_group(born: date, on: date) -> int:
    """Return the year group a child's age puts them in on the day `on`.

    It goes by age on the 31 August before the school year: 1 to 11 for Year 1 to
    Year 11, 0 for Reception, less for the years before it. A child taught out of
    their year is not known here.
    """
    return school_year(on) - school_year(born) - 5
