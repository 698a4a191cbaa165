"""The bytes of files: each content once, exactly as it came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from models.ledger.stored_file import DOCX, StoredFile
from models.scope import Scope
from models.transaction import transaction
from tests.making import NOW, TESTS, make_officer
from tests.models.at_once import in_threads

pytestmark = pytest.mark.usefixtures("db")


def keep(content: bytes) -> StoredFile:
    with transaction(TESTS, NOW):
        return StoredFile.keep(content, DOCX)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"PK\x03\x04 a letter", id="a letter"),
        pytest.param(bytes(range(256)) * 40, id="every byte"),
        pytest.param(b"\x00" * 1_000_000, id="a megabyte of nothing"),
    ],
)
def test_what_is_kept_comes_back_byte_for_byte(content: bytes) -> None:
    file = keep(content)

    assert file.read() == content
    assert (file.size, file.media_type) == (len(content), DOCX)
    assert file.sha256 == hashlib.sha256(content).hexdigest()


def test_the_same_content_is_kept_once() -> None:
    assert keep(b"one") == keep(b"one")
    assert keep(b"two") != keep(b"one")
    assert StoredFile.select().count() == 2


def test_two_at_once_keep_it_once() -> None:
    keeping: Callable[[], StoredFile] = lambda: keep(b"one")  # noqa: E731

    first, *others = in_threads(*[keeping] * 4)

    assert all(other == first for other in others)
    assert StoredFile.select().count() == 1


def test_keeping_does_not_read_the_content_back() -> None:
    assert "content" not in keep(b"one").__data__


def test_t02_a_file_is_reached_through_what_owns_it_and_by_no_role() -> None:
    keep(b"one")

    for role in ("manager", "auditor", "system_administrator"):
        assert list(Scope.officer(make_officer(role)).of(StoredFile)) == []
