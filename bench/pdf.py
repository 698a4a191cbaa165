"""A hundred letters as PDF: two LibreOffices with fifty each, against one LibreOffice a letter.

Run as `python -m bench.pdf`. One a letter is timed on ten letters and said for a hundred: each
costs the same, a start of LibreOffice with a new profile folder.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from time import perf_counter

from correspondence.fields import example_values
from correspondence.letters import Value, render_letter
from correspondence.pdf import A_BATCH, AT_ONCE, can_make_pdf, to_pdf
from correspondence.workers import close_workers

LETTERS = 100
ONE_BY_ONE = 10
TARGET = 12
NAME = "s437-notice"
TEMPLATE = Path(__file__).parent.parent / "letter_templates" / f"{NAME}.docx"


def main() -> None:
    if not can_make_pdf():
        print("No LibreOffice here: nothing to measure.")
        return
    letters = made()
    to_pdf(letters[:1])  # the first start reads the program from the disk
    single = [seconds_for(letters[number : number + 1]) for number in range(ONE_BY_ONE)]
    batches = in_batches(letters)
    scaled = sum(single) / ONE_BY_ONE * LETTERS
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, letters from {NAME}")
    print(
        f"one a letter: {ONE_BY_ONE} took {sum(single):.1f} s, median {median(single):.2f} s each, "
        f"slowest {max(single):.2f} s; {LETTERS} would take {scaled:.0f} s"
    )
    print(f"{AT_ONCE} at once, {A_BATCH} letters each: {LETTERS} took {batches:.1f} s")
    print(f"ratio {scaled / batches:.1f} (target {TARGET})")


def made() -> list[bytes]:
    """Return letters that differ, as those of a day do."""
    template, letters = TEMPLATE.read_bytes(), []
    for number in range(LETTERS):
        values: dict[str, Value] = example_values(NAME) | {"reference": f"NOT-{number + 1}"}
        letters.append(render_letter(template, values))
    close_workers()
    return letters


def seconds_for(letters: list[bytes]) -> float:
    start = perf_counter()
    assert len(to_pdf(letters)) == len(letters)
    return perf_counter() - start


def in_batches(letters: list[bytes]) -> float:
    start = perf_counter()
    halves = [letters[first : first + A_BATCH] for first in range(0, LETTERS, A_BATCH)]
    with ThreadPoolExecutor(AT_ONCE) as asking:
        pdfs = [pdf for half in asking.map(to_pdf, halves) for pdf in half]
    assert all(pdf.startswith(b"%PDF") for pdf in pdfs)
    return perf_counter() - start


if __name__ == "__main__":
    main()
