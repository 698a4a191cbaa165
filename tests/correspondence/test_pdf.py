"""Letters as PDF: many by one LibreOffice, and nothing that it leaves running."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from correspondence.pdf import NoPdf, can_make_pdf, to_pdf
from tests.correspondence.word_files import word_file

# Makes what the real one would: a file of the same stem for each .docx it is given.
CONVERTS = 'for name; do case $name in *.docx) cat "$name" > "${name%.docx}.pdf";; esac; done'

Pretend = Callable[[str], Path]


@pytest.fixture
def pretend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pretend:
    """Put a script in LibreOffice's place; return a folder it can write into, as $HERE."""

    def put(script: str) -> Path:
        program = tmp_path / "soffice"
        program.write_text(f"#!/bin/sh\nHERE={tmp_path}\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        return tmp_path

    return put


def is_running(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    # Killed and not yet collected by whoever looks after orphans is as good as gone.
    return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


def gone_within(seconds: float, number: int) -> bool:
    until = time.monotonic() + seconds
    while is_running(number):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.office
def test_each_letter_becomes_a_pdf_in_order() -> None:
    short, long = word_file("One line."), word_file(*["A line of a long letter."] * 400)

    first, second, third = to_pdf([short, long, short])

    assert {pdf[:4] for pdf in (first, second, third)} == {b"%PDF"}
    assert pages(second) > 5 > pages(first) == pages(third) == 1


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def test_of_no_letters_there_are_no_pdfs(pretend: Pretend) -> None:
    pretend("exit 1")

    assert to_pdf([]) == []


def test_fifty_letters_are_one_start_of_the_program_and_more_are_another(pretend: Pretend) -> None:
    here = pretend(f'echo "$@" >> $HERE/started; {CONVERTS}')
    letters = [f"letter {number}".encode() for number in range(120)]

    assert to_pdf(letters) == letters

    started = (here / "started").read_text().splitlines()
    assert [line.count(".docx") for line in started] == [50, 50, 20]
    profiles = {line.split()[0] for line in started}
    assert len(profiles) == 3  # none shares its folder with another


def test_f62_a_converter_that_hangs_is_killed_with_all_it_started(pretend: Pretend) -> None:
    here = pretend("sleep 600 & echo $! > $HERE/child; echo $$ > $HERE/parent; wait")

    before = time.monotonic()
    with pytest.raises(NoPdf, match=r"longer than 0\.5 seconds.*Take the Word file"):
        to_pdf([b"letter"], seconds=0.5)

    assert time.monotonic() - before < 5
    for name in ("parent", "child"):
        assert gone_within(2, int((here / name).read_text()))


def test_f62_after_one_that_hung_the_next_is_made(pretend: Pretend) -> None:
    pretend("sleep 600")
    for _ in range(3):  # more than run at once: no turn is lost
        with pytest.raises(NoPdf):
            to_pdf([b"letter"], seconds=0.1)
    pretend(CONVERTS)

    assert to_pdf([b"letter"]) == [b"letter"]


def test_what_the_program_leaves_running_is_killed_when_it_ends(pretend: Pretend) -> None:
    here = pretend(f"sleep 600 & echo $! > $HERE/child; {CONVERTS}")

    to_pdf([b"letter"])

    assert gone_within(2, int((here / "child").read_text()))


def test_all_are_made_or_none(pretend: Pretend) -> None:
    pretend("cat 00.docx > 00.pdf; : > 01.pdf")

    with pytest.raises(NoPdf, match="could not make a PDF"):
        to_pdf([b"good", b"bad"])


def test_without_libreoffice_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not can_make_pdf()
    with pytest.raises(NoPdf, match="no LibreOffice on this server"):
        to_pdf([b"letter"])


def test_no_more_than_two_run_at_once(pretend: Pretend) -> None:
    here = pretend(
        "touch $HERE/running.$$; ls $HERE | grep -c running >> $HERE/counts; sleep 0.2;"
        f"{CONVERTS}; rm $HERE/running.$$"
    )
    asking = [threading.Thread(target=to_pdf, args=([b"letter"],)) for _ in range(5)]

    for one in asking:
        one.start()
    for one in asking:
        one.join()

    counts = [int(line) for line in (here / "counts").read_text().split()]
    assert len(counts) == 5
    assert max(counts) == 2


def test_the_program_is_told_nothing_of_ours(
    pretend: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = pretend(f"env > $HERE/told; {CONVERTS}")
    monkeypatch.setenv("AUDIT_KEY", "not for it")

    to_pdf([b"letter"])

    assert "AUDIT_KEY" not in (here / "told").read_text()
