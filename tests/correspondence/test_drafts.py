"""A new version of a letter is checked before it is kept, and tried without anything being kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from correspondence.drafts import keep_draft, preview, row_called
from correspondence.letters import LetterFault
from correspondence.workers import close_workers
from models.base import OutOfScope, RuleBroken
from models.ledger.event import Event
from models.ledger.stored_file import StoredFile
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.outgoing.template import TemplateVersion
from models.people.address import Address
from models.scope import Scope
from tests.correspondence.word_files import text_of, word_file
from tests.making import (
    NOW,
    TODAY,
    make_authority,
    make_case,
    make_enquiry,
    make_notice,
    make_officer,
    make_template,
    saved,
    the_authority,
)

pytestmark = pytest.mark.usefixtures("db")

FOLDER = Path(__file__).parents[2] / "letter_templates"
GOOD = word_file("About {{ child_name }}")


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


def starter(name: str) -> TemplateVersion:
    return make_template(name, (FOLDER / f"{name}.docx").read_bytes())


def test_a_good_file_is_kept_with_its_event() -> None:
    first, manager = starter("s437-notice"), make_officer("manager")

    draft = keep_draft(Scope.officer(manager), first.template, GOOD, NOW)

    assert (draft.number, draft.state, draft.uploaded_by) == (2, "draft", manager)
    event = Event.get(Event.table_name == "template_version", Event.row_id == draft.id)
    assert (event.verb, event.actor) == ("create", f"officer:{manager.id}")


def test_a_faulty_file_is_kept_nowhere() -> None:
    first, manager = starter("s437-notice"), make_officer("manager")
    faulty = word_file("{{ parent_nam }}", "{{ reply_by }}")

    with pytest.raises(LetterFault) as refused:
        keep_draft(Scope.officer(manager), first.template, faulty, NOW)

    assert "parent_name" in refused.value.faults[0]
    assert (TemplateVersion.select().count(), StoredFile.select().count()) == (1, 1)


def test_a_field_of_another_letter_is_no_field_of_this_one() -> None:
    first, manager = starter("enquiry-to-school"), make_officer("manager")

    with pytest.raises(LetterFault, match="there is no field “served_how”"):
        keep_draft(Scope.officer(manager), first.template, word_file("{{ served_how }}"), NOW)


def test_who_may_not_add_templates_has_nothing_read_for_them() -> None:
    first, officer = starter("s437-notice"), make_officer("cme_officer")

    with pytest.raises(OutOfScope):
        keep_draft(Scope.officer(officer), first.template, b"not even looked at", NOW)


def test_a_letter_the_program_no_longer_knows_is_said() -> None:
    first, manager = make_template("letter-of-old"), make_officer("manager")

    with pytest.raises(RuleBroken, match="no longer a letter of this program"):
        keep_draft(Scope.officer(manager), first.template, GOOD, NOW)


def asked_by(officer: Officer, reference: str) -> str:
    return str(row_called(Scope.officer(officer), reference, the_authority().id).reference)


def test_a_reference_is_read_in_any_case_and_in_its_own_authority() -> None:
    enquiry, manager = make_enquiry(), make_officer("manager")

    assert asked_by(manager, f" enq-{enquiry.id} ") == enquiry.reference
    with pytest.raises(RuleBroken, match="no enquiry, notice or case of this reference"):
        row_called(Scope.officer(manager), enquiry.reference, make_authority(code="874").id)


@pytest.mark.parametrize("reference", ["ENQ-²", "ENQ-99999999999", "CASE-1", "", "-", "ENQ--1"])
def test_what_is_no_reference_is_said(reference: str) -> None:
    with pytest.raises(RuleBroken, match="is like ENQ-1"):
        asked_by(make_officer("manager"), reference)


def test_a_draft_is_tried_and_no_letter_is_kept() -> None:
    first, manager = starter("s437-notice"), make_officer("manager")
    draft = keep_draft(Scope.officer(manager), first.template, GOOD, NOW)
    notice = make_notice(case=make_case(kind="EHE", reason="ehe_no_information", officer=manager))

    tried = preview(Scope.officer(manager), draft, notice, TODAY)

    assert text_of(tried).strip() == f"About {notice.child.name}"
    assert not Letter.select().exists()


def test_a_letter_is_not_tried_on_what_it_is_not_for() -> None:
    first, manager = starter("s437-notice"), make_officer("manager")
    enquiry = make_enquiry(case=make_case(officer=manager))

    with pytest.raises(RuleBroken, match="cannot be produced for ENQ-"):
        preview(Scope.officer(manager), first, enquiry, TODAY)


def test_a_draft_tells_no_restricted_address_to_whom_a_letter_would_not() -> None:
    first, officer = starter("s437-notice"), make_officer("cme_officer")
    notice = make_notice(case=make_case(kind="EHE", reason="ehe_no_information", officer=officer))
    address = Address.select().get()
    address.restricted = True
    saved(address)

    with pytest.raises(RuleBroken, match="address is restricted"):
        preview(Scope.officer(officer), first, notice, TODAY)
