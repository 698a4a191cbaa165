"""The child's page in Chromium: a call logged, a file attached, and nothing to stumble on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from models.casework.attachment import Attachment
from models.casework.ehe_contact import EheContact
from models.people.address import Address
from models.people.relationship import Relationship
from tests.attached import PROGRAM, WHOLE
from tests.browser.conftest import Visit
from tests.making import (
    make_attachment,
    make_case,
    make_child,
    make_child_name,
    make_enquiry,
    make_letter,
    make_note,
    make_notice,
    make_officer,
    make_parent,
    make_promise,
    saved,
)

pytestmark = pytest.mark.browser


def a_whole_story() -> int:
    """A child with everything there is to show; return its id."""
    child = make_child(safeguarding_note="Do not ring the father.")
    parent, sister = make_parent(child, phone="01223 555 0123"), make_child(forenames="Ana")
    ties = {"kind": "mother", "has_care": True, "authority": child.authority}
    saved(Relationship(child=sister, person=parent, **ties))
    make_case(child=sister)
    make_child_name(child)
    make_promise(parent, in_writing_only=True, not_before=date(2027, 5, 3))
    saved(Address(authority=child.authority, child=child, lines="3 Row", restricted=True))
    case = make_case(child=child, kind="EHE", reason="ehe_no_information")
    make_enquiry(case=case)
    make_enquiry(case=case, person=parent)
    make_notice(case=case, parent=parent)
    for made in (make_note, make_letter, make_attachment):
        made(case=case)
    return child.id


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_call_is_logged_and_a_file_attached_from_the_page(
    visit: Callable[..., Visit], javascript: bool
) -> None:
    child = a_whole_story()
    at = visit(javascript=javascript)
    at.sign_in(make_officer("manager"))
    at.open(f"/children/details/?id={child}")
    page = at.page
    page.get_by_role("link", name="Log a call").click()
    page.get_by_label("Mrs Margaret O’Neil").check()
    page.get_by_label("What was said").fill("She will send her books.")
    page.get_by_role("button", name="Log the call").click()
    page.get_by_text("She will send her books.").wait_for()

    page.get_by_role("link", name="Attach a file").click()
    page.get_by_label("What it is").fill("Her books")
    wrong = {"name": "books.pdf", "mimeType": "application/pdf", "buffer": PROGRAM}
    page.get_by_label("The file").set_input_files([wrong])
    page.get_by_role("button", name="Attach").click()
    page.get_by_text("This file is not what may be attached").first.wait_for()
    page.get_by_label("The file").set_input_files([wrong | {"buffer": WHOLE["pdf"]}])
    page.get_by_role("button", name="Attach").click()
    page.get_by_role("link", name="File: Her books").click()
    page.get_by_role("link", name="Download it unseen").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download it unseen").click()

    newest = Attachment.select().order_by(Attachment.id.desc()).get()
    assert download.value.suggested_filename == f"ATT-{newest.id}.pdf"
    assert EheContact.get().summary == "She will send her books."
    assert at.complaints == []


def test_no_state_of_the_page_has_a_violation(visit: Callable[..., Visit]) -> None:
    child = a_whole_story()
    at = visit()
    at.sign_in(make_officer("manager"))
    at.open(f"/children/details/?id={child}&kind=notes")
    found = at.violations()
    at.open(f"/children/details/?id={child}")
    for opened in at.page.locator("summary:visible").all():
        opened.click()
    found += at.violations()
    at.page.set_viewport_size({"width": 320, "height": 800})
    found += at.violations()
    assert at.page.evaluate("document.documentElement.scrollWidth") == 320
    at.open(f"/children/call/?id={child}")
    at.page.get_by_role("button", name="Log the call").click()
    at.page.get_by_text("There is a problem").wait_for()
    found += at.violations()
    at.open(f"/attachments/new/?child={child}")
    at.page.get_by_role("button", name="Attach").click()
    at.page.get_by_text("There is a problem").wait_for()
    found += at.violations()
    at.open(f"/attachments/out/?id={Attachment.get().id}")
    at.page.get_by_role("button", name="Take it out").click()
    at.page.get_by_text("There is a problem").wait_for()
    found += at.violations()

    assert found == []
    assert at.complaints == []
