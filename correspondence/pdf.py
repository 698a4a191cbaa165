"""Finished letters as PDF, by LibreOffice where there is one; the Word file is what counts."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

A_BATCH = 50  # letters that one LibreOffice converts before it ends
SECONDS = 60.0  # wall clock for one batch
AT_ONCE = 2

NO_LIBREOFFICE = (
    "There is no LibreOffice on this server, so letters are given as Word files (.docx) only. "
    "Open the letter in Word and save it as a PDF there."
)
TOO_SLOW = (
    "Making the PDF took longer than {seconds:g} seconds and was stopped. Take the Word file "
    "instead, or try again."
)
BUSY = "Others are making PDFs. Take the Word file instead, or try again in a minute."
NOT_MADE = "LibreOffice could not make a PDF of this letter. Take the Word file instead."

logger = logging.getLogger(__name__)

# Each takes some 200 MB: however many people ask, no more than two run.
_turns = threading.BoundedSemaphore(AT_ONCE)


class NoPdf(Exception):
    """There is no PDF. The message says why, and that the Word file is there."""


def can_make_pdf() -> bool:
    return _libreoffice() is not None


def to_pdf(letters: Sequence[bytes], seconds: float = SECONDS) -> list[bytes]:
    """Return a PDF for each .docx, in order, or raise NoPdf: all of them or none.

    `seconds` are for each fifty. A letter is to be one that we made: nothing is checked here.
    """
    program = _libreoffice()
    if program is None:
        raise NoPdf(NO_LIBREOFFICE)
    made: list[bytes] = []
    for first in range(0, len(letters), A_BATCH):
        made += _in_turn(program, letters[first : first + A_BATCH], seconds)
    return made


def _in_turn(program: str, letters: Sequence[bytes], seconds: float) -> list[bytes]:
    if not _turns.acquire(timeout=seconds):
        raise NoPdf(BUSY)
    try:
        with tempfile.TemporaryDirectory(prefix="letters-") as folder:
            return _converted(program, letters, Path(folder), seconds)
    finally:
        _turns.release()


def _libreoffice() -> str | None:
    return shutil.which("soffice")


def _converted(program: str, letters: Sequence[bytes], folder: Path, seconds: float) -> list[bytes]:
    names = [f"{number:02}" for number in range(len(letters))]
    for name, letter in zip(names, letters, strict=True):
        (folder / f"{name}.docx").write_bytes(letter)
    _run(program, [f"{name}.docx" for name in names], folder, seconds)
    made = [folder / f"{name}.pdf" for name in names]
    if not all(path.is_file() and path.stat().st_size for path in made):
        logger.warning("LibreOffice made %d PDFs of %d", _count(made), len(made))
        raise NoPdf(NOT_MADE)
    return [path.read_bytes() for path in made]


def _count(paths: Sequence[Path]) -> int:
    return sum(path.is_file() for path in paths)


def _run(program: str, files: Sequence[str], folder: Path, seconds: float) -> None:
    profile = (folder / "profile").as_uri()  # of its own: two that share one wait for each other
    process = subprocess.Popen(
        [
            program,
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            "pdf",
            *files,
        ],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would be held open by what it leaves behind
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        logger.warning("LibreOffice stopped after %s s with %d letters", seconds, len(files))
        raise NoPdf(TOO_SLOW.format(seconds=seconds)) from None
    finally:
        # `soffice` is a script that starts others: the whole group goes, also after Ctrl-C.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
