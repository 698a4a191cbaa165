"""What is asked of the virus scanner, and what is made of its answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from correspondence.scanning import CHUNK, Clamd, NotScanned, ScannerDown, Verdict
from tests.correspondence.clamd_double import EICAR, a_scanner


def test_f61_a_clean_file_is_clean_and_a_virus_has_its_name(tmp_path: Path) -> None:
    with a_scanner(tmp_path) as double:
        clamd = Clamd(double.address)
        assert clamd.scan(b"nothing in it") == Verdict(False)
        assert clamd.scan(b"before" + EICAR) == Verdict(True, "Eicar-Test-Signature")


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2**20])
def test_every_byte_reaches_the_scanner_whatever_the_size(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    with a_scanner(tmp_path) as double:
        Clamd(double.address).scan(content[:size])
    assert double.scanned == [content[:size]]


def test_f61_a_file_too_large_for_the_scanner_is_not_called_clean(tmp_path: Path) -> None:
    with a_scanner(tmp_path, most=1000) as double, pytest.raises(NotScanned, match="size limit"):
        Clamd(double.address).scan(b"x" * 5 * 2**20)


@pytest.mark.parametrize("mood", ["hang up", "be silent"])
def test_f61_a_scanner_that_does_not_answer_has_said_nothing(tmp_path: Path, mood: str) -> None:
    with a_scanner(tmp_path) as double:
        double.mood = mood
        with pytest.raises(ScannerDown):
            Clamd(double.address, patience=0.1).scan(b"a file")


def test_f61_a_scanner_that_is_not_there_is_down(tmp_path: Path) -> None:
    for address in (f"unix:{tmp_path}/nobody.ctl", "tcp://127.0.0.1:1"):
        with pytest.raises(ScannerDown):
            Clamd(address).scan(b"a file")


@pytest.mark.parametrize(
    "answer", [b"stream: okay", b"stream:  FOUND", b"OK", b"", b"stream: OK\nand more"]
)
def test_f61_an_answer_that_says_neither_is_no_verdict(answer: bytes) -> None:
    from correspondence.scanning import _verdict

    with pytest.raises(NotScanned):
        _verdict(answer.decode())


@pytest.mark.parametrize("address", ["", "clamd", "unix:relative.ctl", "tcp://", "http://here"])
def test_a_scanner_is_named_by_a_socket(address: str) -> None:
    with pytest.raises(ValueError, match="SCANNER"):
        Clamd(address)
