"""A list of leavers: what is taken, and what each cell that is not says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from models.casework.leavers import MOST, Leaver, Weighed, said, weighed
from models.casework.leavers_columns import COLUMNS
from models.casework.workbook import NoSheet, rows_of
from tests.making import TODAY
from tests.workbooks import workbook

HEADINGS = ["Surname", "Forenames", "Date of birth", "Last day at school", "Worried", "UPN"]
GOOD = ["Nowak", "Tomasz", date(2014, 5, 20), "23/10/2026", "no", ""]


def of(*rows: list[Any], headings: list[str] = HEADINGS, then: Any = None) -> Weighed:
    return weighed(rows_of(workbook([headings, *rows], then)), TODAY)


def wrong(**cells: Any) -> list[tuple[str, str]]:
    """What is said of a row that is good but for these cells."""
    row = [
        cells.get(heading.replace(" ", "_"), was)
        for heading, was in zip(HEADINGS, GOOD, strict=True)
    ]
    found = of(row)
    return [pair for bad in found.bad for pair in bad.wrong]


def test_a_good_row_says_all_that_a_referral_keeps() -> None:
    found = of(GOOD)
    assert found.bad == []
    told = said(found.good[0], {"referrer_name": "Pat Bell"})

    assert (told["surname"], told["forenames"]) == ("Nowak", "Tomasz")
    assert (told["born_on"], told["last_attended_on"]) == (date(2014, 5, 20), date(2026, 10, 23))
    assert (told["worried"], told["referrer_name"]) == (False, "Pat Bell")
    assert told["told"] == [
        [
            "Row 2 of a list of leavers",
            [
                ["Surname", "Nowak"],
                ["Forenames", "Tomasz"],
                ["Date of birth", "20 May 2014"],
                ["Last day at school", "23 October 2026"],
                ["Worried about the child’s safety", "no"],
            ],
        ]
    ]


@pytest.mark.parametrize(
    "day", ["20/05/2014", "20 May 2014", "2014-05-20", "20.5.2014", "20th May 2014"]
)
def test_a_date_typed_as_text_is_a_date(day: str) -> None:
    assert wrong(Date_of_birth=day) == []


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"Surname": ""}, "Surname", "This is needed."),
        ({"Surname": "x" * 201}, "Surname", "at most 200 characters"),
        ({"Date_of_birth": "41779"}, "Date of birth", "If it means 20 May 2014, type 20/05/2014."),
        ({"Date_of_birth": "20/05/14"}, "Date of birth", "all four numbers"),
        ({"Date_of_birth": "31/02/2014"}, "Date of birth", "28 days"),
        ({"Date_of_birth": "soon"}, "Date of birth", "a day of the calendar"),
        ({"Date_of_birth": date(2027, 1, 2)}, "Date of birth", "2 January 2027 is still to come."),
        ({"Date_of_birth": date(1980, 1, 2)}, "Date of birth", "is grown up"),
        ({"Last_day_at_school": "24/11/2026"}, "Last day at school", "still to come"),
        ({"Last_day_at_school": "1/1/2012"}, "Last day at school", "before the date of birth"),
        ({"Worried": "perhaps"}, "Worried about the child’s safety", "Write yes or no."),
        ({"UPN": "A801200001001"}, "UPN", "does not fit the rest"),
        ({"UPN": 801200001001}, "UPN", "13 characters"),
    ],
)
def test_f49_a_cell_that_will_not_do_says_what_to_put_there(
    cells: dict[str, Any], column: str, words: str
) -> None:
    ((told, why),) = wrong(**cells)
    assert told == column
    assert words in why


def test_the_row_of_a_mistake_is_the_one_at_the_edge_of_the_sheet() -> None:
    found = of(GOOD, [], ["", *GOOD[1:]])
    assert [row.row for row in found.good] == [2]
    assert [(row.row, row.wrong) for row in found.bad] == [(4, [("Surname", "This is needed.")])]
    assert found.bad[0].cells["forenames"] == "Tomasz"


def test_merged_formulas_and_faults_are_told_by_cell() -> None:
    found = of(
        GOOD,
        ["", "Anna", *GOOD[2:]],
        ["=A1", "Eva", *GOOD[2:]],
        then=lambda _book, page: page.merge_range("A2:A3", "Nowak"),
    )
    assert [row.row for row in found.good] == [2, 4]  # the formula was worked out
    ((column, why),) = found.bad[0].wrong
    assert (column, why[:33]) == ("Surname", "This cell is merged with another.")

    csv = b"Surname,Forenames,DOB,Last day,Worried\n=A1,T,20/5/2014,23/10/2026,no\n"
    (bad,) = weighed(rows_of(csv), TODAY).bad
    assert bad.wrong == [("Surname", "This is a formula. Type what it should say.")]


def test_a_child_that_stands_there_twice_is_taken_once() -> None:
    found = of(GOOD, ["NOWAK", "tomasz", *GOOD[2:]])
    assert len(found.good) == 1
    assert found.bad[0].wrong == [("Surname", "This is the child of row 2 again.")]


def test_headings_may_stand_lower_and_be_called_otherwise() -> None:
    other = ["Tutor", "Last Name", "First name", "D.O.B.", "Leaving date", "Safeguarding?"]
    rows = [["Hilltop Primary, leavers"], [], other, ["7B", *GOOD[:5]]]
    made = weighed(rows_of(workbook(rows)), TODAY)
    assert made.good == [
        Leaver(
            4,
            {
                "surname": "Nowak",
                "forenames": "Tomasz",
                "born_on": "2014-05-20",
                "last_attended_on": "2026-10-23",
                "worried": "no",
            },
        )
    ]
    assert made.unread == ["Tutor"]


def test_a_date_in_a_column_of_text_is_written_out() -> None:
    found = of([*GOOD, date(2026, 9, 1)], headings=[*HEADINGS, "Notes"])
    assert found.good[0].values["more"] == "1 September 2026"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([HEADINGS], "no children"),
        ([["Surname", "Forenames"], GOOD[:2]], "headed Date of birth, Last day at school, Worried"),
        ([["a", "b"]], "headed Surname, Forenames, Date of birth"),
        ([[*HEADINGS, "Last name"], [*GOOD, "x"]], "Two columns are headed Surname"),
    ],
)
def test_a_sheet_that_is_no_list_says_what_it_lacks(rows: list[list[Any]], words: str) -> None:
    with pytest.raises(NoSheet, match=words):
        weighed(rows_of(workbook(rows)), TODAY)


def test_no_more_than_five_hundred_are_taken_and_the_rest_is_counted() -> None:
    found = of(*([f"Nowak {n}", *GOOD[1:]] for n in range(MOST + 3)))
    assert (len(found.good), found.left) == (MOST, 3)


def test_no_heading_is_of_two_columns() -> None:
    names = [name for column in COLUMNS for name in (column.title, *column.also)]
    assert len(names) == len({name.casefold() for name in names})
