"""The list of promises is whole, and no test claims one that is not on it."""

from __future__ import annotations

import pytest

from tests.promises import (
    PROMISES,
    TESTS,
    Promise,
    Shown,
    numbers_in,
    promises,
    report,
    shown_in,
    shown_under,
)

EVERY_NUMBER = [f"T{n}" for n in range(1, 39)] + [f"F{n}" for n in range(1, 64)]


def test_every_promise_is_on_the_list_once_and_in_order() -> None:
    rows = promises(PROMISES.read_text(encoding="utf-8"))

    assert [row.number for row in rows] == EVERY_NUMBER


def test_every_line_of_the_tables_is_read() -> None:
    lines = PROMISES.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|") and line[2:3] in {"T", "F"}]

    assert len(rows) == len(EVERY_NUMBER)


def test_every_numbered_test_names_a_promise_on_the_list() -> None:
    unknown = [shown for shown in shown_under(TESTS) if shown.number not in EVERY_NUMBER]

    assert unknown == []


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("test_t07_markup_is_shown_as_text", ["T7"]),
        ("test_t34_f63_a_failing_audit_stops_all", ["T34", "F63"]),
        ("test_t7_without_the_nought", ["T7"]),
        ("test_f99_is_no_promise", ["F99"]),
        ("test_f22", ["F22"]),
        ("test_the_t07_in_the_middle", []),
        ("test_two_parents_have_two_clocks", []),
        ("make_t07_row", []),
    ],
)
def test_a_name_gives_its_numbers(name: str, numbers: list[str]) -> None:
    assert numbers_in(name) == numbers


def test_tests_are_found_wherever_they_stand_and_words_in_quotes_are_not() -> None:
    source = (
        "class TestMail:\n"
        "    async def test_f01_f02_in_a_class(self): ...\n"
        "def test_t05_alone(): '''def test_t06_quoted(): ...'''\n"
    )

    assert sorted(shown_in(source, "tests/test_mail.py")) == [
        Shown("F1", "tests/test_mail.py::test_f01_f02_in_a_class"),
        Shown("F2", "tests/test_mail.py::test_f01_f02_in_a_class"),
        Shown("T5", "tests/test_mail.py::test_t05_alone"),
    ]


def test_the_report_gives_each_promise_its_tests_or_none_and_counts_them() -> None:
    rows = [Promise("T1", "A letter goes to one person"), Promise("T2", "Nothing leaks")]

    assert report(rows, [Shown("T1", "tests/test_a.py::test_t01_x")]).splitlines() == [
        "T1  A letter goes to one person",
        "      tests/test_a.py::test_t01_x",
        "T2  Nothing leaks",
        "      none",
        "2 promises: 1 with tests, 1 with none.",
    ]
