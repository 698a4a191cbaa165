"""Letter templates: the starter set is taken in once, and no version is overwritten."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import RuleBroken
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.transaction import transaction
from tests.making import NOW, TESTS, make_authority, make_template, saved, the_authority

pytestmark = pytest.mark.usefixtures("db")

NAME = "s437-notice"


def load(content: bytes) -> str:
    with transaction(TESTS, NOW):
        return LetterTemplate.load_starter(the_authority(), NAME, content, NOW)


def versions() -> list[tuple[int, str, bytes]]:
    rows = TemplateVersion.select().order_by(TemplateVersion.number)
    return [(row.number, row.state, row.file.read()) for row in rows]


def test_the_first_of_its_name_is_published() -> None:
    the_authority()

    assert load(b"one") == "s437-notice: published as version 1"

    assert versions() == [(1, "published", b"one")]
    assert TemplateVersion.get().published_at == NOW
    assert str(LetterTemplate.get()) == "S.437 notice"


def test_the_same_bytes_again_are_left_alone() -> None:
    the_authority()
    load(b"one")

    assert load(b"one") == "s437-notice: already there"

    assert versions() == [(1, "published", b"one")]


def test_changed_bytes_become_a_draft_once() -> None:
    the_authority()
    load(b"one")

    assert load(b"two") == "s437-notice: added as draft version 2"
    assert load(b"two") == "s437-notice: already there"
    assert load(b"one") == "s437-notice: already there"

    assert versions() == [(1, "published", b"one"), (2, "draft", b"two")]
    assert TemplateVersion.get(TemplateVersion.number == 2).published_at is None


def test_letters_come_from_the_newest_published_version() -> None:
    first = make_template(NAME, b"one")
    load(b"two")
    assert first.template.published() == first

    second = TemplateVersion.get(TemplateVersion.number == 2)
    second.state, second.published_at = "published", NOW + timedelta(days=1)
    saved(second)

    assert first.template.published() == second


def test_without_a_published_version_it_says_so() -> None:
    version = make_template(NAME)
    version.state = "retired"
    saved(version)

    with pytest.raises(RuleBroken, match="no version is published yet"):
        version.template.published()


def test_a_template_is_known_by_its_name_in_its_own_authority() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    version = make_template(NAME)

    assert LetterTemplate.named(the_authority().id, NAME) == version.template
    with pytest.raises(RuleBroken, match="There is no letter called"):
        LetterTemplate.named(theirs.id, NAME)


def test_two_authorities_share_the_bytes_and_not_the_template() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")

    ours, other = make_template(NAME, b"one"), make_template(NAME, b"one", authority=theirs)

    assert ours.template != other.template
    assert ours.file == other.file
