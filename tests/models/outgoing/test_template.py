"""Letter templates: the starter set is taken in once, and no version is overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from models.base import OutOfScope, RuleBroken
from models.ledger.event import Event
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.outgoing.template import LetterTemplate, TemplateVersion, title_of
from models.scope import Scope
from models.transaction import transaction
from tests.making import (
    NOW,
    TESTS,
    make_authority,
    make_officer,
    make_template,
    saved,
    the_authority,
)

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


def scope_of(officer: Officer) -> Scope:
    return Scope.officer(officer, NOW)


def add_draft(officer: Officer, content: bytes) -> TemplateVersion:
    template = LetterTemplate.named(the_authority().id, NAME)
    with transaction(scope_of(officer), NOW):
        return template.add_draft(content, scope_of(officer), NOW)


def publish(officer: Officer, version: TemplateVersion) -> None:
    with transaction(scope_of(officer), LATER):
        version.publish(scope_of(officer), LATER)


def bring_back(officer: Officer, version: TemplateVersion) -> TemplateVersion:
    with transaction(scope_of(officer), LATER):
        return version.bring_back(scope_of(officer), LATER)


LATER = NOW + timedelta(hours=1)


def test_an_upload_is_a_draft_and_letters_stay_as_they_were() -> None:
    first, uploader = make_template(NAME, b"one"), make_officer("manager")

    draft = add_draft(uploader, b"two")

    assert versions() == [(1, "published", b"one"), (2, "draft", b"two")]
    assert (draft.uploaded_by, draft.uploaded_at) == (uploader, NOW)
    assert first.template.published() == first


def test_a_second_person_publishes_and_the_one_before_is_retired() -> None:
    first, second = make_template(NAME, b"one"), make_officer("manager", may_publish=True)
    draft = add_draft(make_officer("manager"), b"two")

    publish(second, draft)

    stored = TemplateVersion.get_by_id(draft.id)
    assert versions() == [(1, "retired", b"one"), (2, "published", b"two")]
    assert (stored.published_by, stored.published_at) == (second, LATER)
    assert first.template.published() == draft
    event = Event.select().where(Event.verb == "change", Event.row_id == draft.id).get()
    assert event.actor == f"officer:{second.id}"
    assert event.fields == ["published_at", "published_by", "state"]


def test_whoever_uploaded_it_does_not_publish_it() -> None:
    make_template(NAME, b"one")
    uploader = make_officer("manager", may_publish=True)
    draft = add_draft(uploader, b"two")

    with pytest.raises(RuleBroken, match="somebody else has to read and publish it"):
        publish(uploader, draft)

    assert [state for _, state, _ in versions()] == ["published", "draft"]


def test_a_manager_without_the_permission_does_not_publish() -> None:
    make_template(NAME, b"one")
    draft = add_draft(make_officer("manager"), b"two")

    with pytest.raises(RuleBroken, match="You do not have the permission to publish"):
        publish(make_officer("manager"), draft)


def test_the_permission_of_another_authority_is_none_here() -> None:
    make_template(NAME, b"one")
    draft = add_draft(make_officer("manager"), b"two")
    theirs = make_authority(code="874", name="Peterborough City Council")
    officer = make_officer("manager", authority=theirs, may_publish=True)
    saved(Role(officer=officer, authority=the_authority(), name="manager"))

    with pytest.raises(RuleBroken, match="You do not have the permission"):
        publish(officer, draft)


def test_publishing_is_a_permission_and_not_a_rank() -> None:
    make_template(NAME, b"one")
    draft = add_draft(make_officer("manager"), b"two")
    named = make_officer("cme_officer", may_publish=True)

    publish(named, draft)

    assert [state for _, state, _ in versions()] == ["retired", "published"]
    with pytest.raises(OutOfScope):
        add_draft(named, b"three")
    draft.number = 7
    with pytest.raises(OutOfScope), transaction(scope_of(named), LATER):
        draft.save()


@pytest.mark.parametrize("state", ["published", "retired"])
def test_only_a_draft_is_published(state: str) -> None:
    version = make_template(NAME, b"one")
    version.state = state
    saved(version)

    with pytest.raises(RuleBroken, match=f"version 1 is {state} already"):
        publish(make_officer("manager", may_publish=True), version)


def test_an_old_version_comes_back_as_a_new_draft_for_a_second_person() -> None:
    first, second = make_template(NAME, b"one"), make_officer("manager", may_publish=True)
    publish(second, add_draft(make_officer("manager"), b"two"))
    before = TemplateVersion.get_by_id(first.id).__data__
    asking = make_officer("manager", may_publish=True)

    back = bring_back(asking, TemplateVersion.get_by_id(first.id))

    with pytest.raises(RuleBroken, match="somebody else"):
        publish(asking, back)
    publish(second, back)
    assert versions() == [(1, "retired", b"one"), (2, "retired", b"two"), (3, "published", b"one")]
    assert TemplateVersion.get_by_id(first.id).__data__ == before  # nothing is overwritten


def test_only_a_retired_version_is_brought_back() -> None:
    version = make_template(NAME, b"one")

    with pytest.raises(RuleBroken, match="Only a retired version"):
        bring_back(make_officer("manager"), version)


def test_of_two_who_publish_one_draft_at_the_same_moment_the_second_is_told() -> None:
    make_template(NAME, b"one")
    draft = add_draft(make_officer("manager"), b"two")
    opened = TemplateVersion.get_by_id(draft.id)
    publish(make_officer("manager", may_publish=True), draft)

    with pytest.raises(RuleBroken, match="Somebody else has changed this record"):
        publish(make_officer("manager", may_publish=True), opened)


def test_of_two_uploads_at_the_same_moment_the_second_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_template(NAME, b"one")
    create = TemplateVersion.create

    def just_after_somebody_else(**row: Any) -> TemplateVersion:
        create(**row)
        return create(**row)

    monkeypatch.setattr(TemplateVersion, "create", just_after_somebody_else)
    with pytest.raises(RuleBroken, match="at this very moment"):
        add_draft(make_officer("manager"), b"two")

    assert versions() == [(1, "published", b"one")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("s437-notice", "S.437 notice"),
        ("cme-closure-to-school", "CME closure to school"),
        ("ehe-first-contact", "EHE first contact"),
        ("enquiry-to-school", "Enquiry to school"),
    ],
)
def test_a_letter_is_called_as_people_write_it(name: str, title: str) -> None:
    assert title_of(name) == title
