"""Days as people write them, and what is said of what is none."""

from __future__ import annotations

from datetime import date

import pytest

from models.dates.typed import NotADay, day_typed

TWELFTH = date(2015, 3, 12)


@pytest.mark.parametrize(
    "typed",
    [
        "12/3/2015",
        "12/03/2015",
        "12.3.2015",
        "12-3-2015",
        "12 3 2015",
        "2015-03-12",
        "2015/3/12",
        "12 Mar 2015",
        "12 mar. 2015",
        "12 March 2015",
        "12th March, 2015",
        "  12   MARCH  2015 ",
        "March 12, 2015",
        "Thursday 12 March 2015",
        "Thu, 12 Mar 2015",
        "12-Mar-2015",
    ],
)
def test_a_day_is_understood_as_it_is_usually_written(typed: str) -> None:
    assert day_typed(typed) == TWELFTH
    assert day_typed(typed, "9", "1999") == TWELFTH  # pasted over what stood in the other boxes


@pytest.mark.parametrize("month", ["3", "03", "Mar", "march", "Mar."])
def test_three_boxes_take_the_month_as_number_or_name(month: str) -> None:
    assert day_typed(" 12", month, "2015 ") == TWELFTH


def test_the_short_name_of_september_has_two_forms() -> None:
    assert day_typed("1 Sep 2026") == day_typed("1 Sept 2026") == date(2026, 9, 1)


@pytest.mark.parametrize(
    ("typed", "part", "said"),
    [
        (("31", "02", "2026"), "day", "February 2026 has 28 days"),
        (("30/2/2028",), "day", "February 2028 has 29 days"),
        (("0", "1", "2026"), "day", "January 2026 has 31 days"),
        (("yesterday",), "day", "Enter a day of the calendar"),
        (("x", "1", "2026"), "day", "Enter a day of the calendar"),
        (("٣", "1", "2026"), "day", "Enter a day of the calendar"),
        (("1", "13", "2026"), "month", "from 1 to 12"),
        (("1", "Ma", "2026"), "month", "from 1 to 12"),
        (("1", "Juli", "2026"), "month", "or its name"),
        (("1", "2", "15"), "year", "all four numbers"),
        (("1/2/15",), "year", "all four numbers"),
        (("1", "2", "MMXV"), "year", "in numbers"),
        (("1", "2", "0001"), "year", "from 1900 to 2200"),
        (("1", "2", "9" * 5000), "year", "from 1900 to 2200"),
        (("9" * 5000, "2", "2026"), "day", "has 28 days"),
        (("1",), "month", "the month and the year as well"),
        (("", "2", "2026"), "day", "the day as well"),
        (("", "", "2026"), "day", "the day and the month as well"),
        (("1", "2", ""), "year", "the year as well"),
    ],
)
def test_what_is_no_day_is_refused_with_the_box_and_what_to_enter(
    typed: tuple[str, ...], part: str, said: str
) -> None:
    with pytest.raises(NotADay, match=said) as refused:
        day_typed(*typed)

    assert refused.value.part == part
