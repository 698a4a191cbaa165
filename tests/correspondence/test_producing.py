"""From a notice or an enquiry to a letter that is kept as it was, or to nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from peewee import OperationalError

from correspondence.letters import LetterFault
from correspondence.producing import produce, produce_fitting, produce_for_notice
from correspondence.workers import close_workers
from models.base import OutOfScope, RuleBroken, database
from models.casework.case import Case
from models.ledger.event import Event
from models.ledger.stored_file import DOCX, StoredFile
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.outgoing.letter import Letter
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.people.address import Address
from models.scope import Scope
from models.statute.notice import Notice
from tests.conftest import POSTGRESQL
from tests.correspondence.word_files import text_of, word_file
from tests.making import (
    NOW,
    TODAY,
    make_authority,
    make_case,
    make_enquiry,
    make_notice,
    make_officer,
    make_parent,
    saved,
    the_authority,
    writing,
)

pytestmark = pytest.mark.usefixtures("db")

FOLDER = Path(__file__).parents[2] / "letter_templates"


@pytest.fixture(scope="module", autouse=True)
def _no_worker_left() -> Iterator[None]:
    yield
    close_workers()


@pytest.fixture
def officer(db: None) -> Officer:
    return make_officer("cme_officer")


@pytest.fixture
def starters(db: None) -> None:
    for path in FOLDER.glob("*.docx"):
        load(path.stem, path.read_bytes())


def load(name: str, content: bytes, authority: Authority | None = None) -> TemplateVersion:
    """Take in a starter; return its newest version."""
    authority = authority or the_authority()
    with writing():
        LetterTemplate.load_starter(authority, name, content, NOW)
    template = LetterTemplate.named(authority.id, name)
    newest: TemplateVersion = template.versions.order_by(TemplateVersion.number.desc()).get()
    return newest


def home_education(officer: Officer) -> Case:
    return make_case(kind="EHE", reason="ehe_no_information", officer=officer)


def nothing_is_kept(files: int) -> bool:
    return not Letter.select().exists() and StoredFile.select().count() == files


@pytest.mark.usefixtures("starters")
def test_a_notice_becomes_a_letter_with_the_one_date_to_reply_by(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))

    letter = produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)

    content = letter.file.read()
    assert "Reply by: Tuesday 15 December 2026" in text_of(content)
    assert text_of(content).count("December 2026") == 1
    assert notice.reference in text_of(content)
    assert letter.file.media_type == DOCX


@pytest.mark.usefixtures("starters")
def test_a_letter_keeps_what_it_was_made_of_for_whom_by_whom_and_when(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))

    made = produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)

    letter = Letter.get_by_id(made.id)
    assert (letter.authority, letter.case) == (notice.authority, notice.case)
    assert (letter.notice, letter.enquiry) == (notice, None)
    version = letter.version
    assert (version.template.name, version.number, version.state) == ("s437-notice", 1, "published")
    assert letter.recipient_name == "Mrs Margaret O’Neil"
    assert letter.recipient_address == "12 Mill Lane\nCambridge\nCB1 2AB"
    assert (letter.produced_by, letter.produced_at) == (officer, NOW)
    assert letter.field_values["reply_by"] == "2026-12-15"
    assert letter.field_values["child_name"] == notice.child.name
    event = Event.select().where(Event.table_name == "letter").get()
    assert (event.actor, event.row_id) == (f"officer:{officer.id}", letter.id)


@pytest.mark.usefixtures("starters")
def test_a_letter_stays_as_it_is_when_all_it_was_made_of_changes(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))
    before = produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)
    content = before.file.read()
    parent = notice.parent
    parent.surname = "Moss"
    saved(parent)
    lines = "1 New Road\nEly"
    saved(Address(authority=parent.authority, person=parent, lines=lines, from_on=TODAY))
    newer = load("s437-notice", word_file("{{ recipient_name }}, {{ reference }}"))
    newer.state = "published"
    saved(newer)

    after = produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)

    kept = Letter.get_by_id(before.id)
    assert kept.file.read() == content
    assert (kept.version.number, kept.recipient_name) == (1, "Mrs Margaret O’Neil")
    assert kept.recipient_address.startswith("12 Mill Lane")
    assert (after.version, after.recipient_name) == (newer, "Mrs Margaret Moss")
    assert after.recipient_address == lines


@pytest.mark.usefixtures("starters")
def test_an_enquiry_becomes_a_letter_to_its_school(officer: Officer) -> None:
    enquiry = make_enquiry(case=make_case(officer=officer))
    assert enquiry.school is not None

    letter = produce_fitting(Scope.officer(officer), enquiry, NOW, TODAY)

    text = text_of(letter.file.read())
    assert "Dear Headteacher," in text
    assert "Yours faithfully," in text
    assert "Please reply by Monday 14 September 2026" in text
    assert (letter.enquiry, letter.notice) == (enquiry, None)
    assert letter.recipient_name == enquiry.school.name


@pytest.mark.usefixtures("starters")
def test_a_letter_made_by_a_command_names_no_officer_as_its_maker(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))

    letter = produce(Scope.command("tests"), "s437-notice", notice, NOW, TODAY)

    assert letter.produced_by is None


@pytest.mark.usefixtures("starters")
def test_one_notice_for_each_parent_is_one_paper_for_each(officer: Officer) -> None:
    case = home_education(officer)
    mother = make_parent(case.child)
    father = make_parent(case.child, title="Mr", forenames="Jon", surname="Vale")

    letters = [
        produce_for_notice(
            Scope.officer(officer), make_notice(case=case, parent=parent), NOW, TODAY
        )
        for parent in (mother, father)
    ]

    texts = [text_of(letter.file.read()) for letter in letters]
    assert ["Dear Mrs O’Neil," in text for text in texts] == [True, False]
    assert ["Dear Mr Vale," in text for text in texts] == [False, True]


# -- refused, and nothing kept ----------------------------------------------------------------


def test_an_unknown_letter_is_refused_with_those_there_are(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))

    with pytest.raises(RuleBroken, match=r"no letter s999\..* enquiry-to-school, s437-notice"):
        produce(Scope.officer(officer), "s999", notice, NOW, TODAY)


@pytest.mark.usefixtures("starters")
def test_a_letter_of_the_other_kind_is_refused(officer: Officer) -> None:
    files = StoredFile.select().count()
    notice = make_notice(case=home_education(officer))
    enquiry = make_enquiry(case=make_case(officer=officer))

    for template, row in (("enquiry-to-school", notice), ("s437-notice", enquiry)):
        with pytest.raises(RuleBroken, match=f"cannot be produced for {row.reference}"):
            produce(Scope.officer(officer), template, row, NOW, TODAY)
    assert nothing_is_kept(files)


def test_a_letter_the_authority_does_not_have_is_refused(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))

    with pytest.raises(RuleBroken, match="no letter called s437-notice in this authority"):
        produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)


@pytest.mark.parametrize("state", ["draft", "retired"])
def test_a_letter_without_a_published_version_is_refused(officer: Officer, state: str) -> None:
    version = load("s437-notice", word_file("{{ reference }}"))
    version.state = state
    saved(version)

    with pytest.raises(RuleBroken, match=r"S\.437 notice: no version is published yet"):
        produce_for_notice(
            Scope.officer(officer), make_notice(case=home_education(officer)), NOW, TODAY
        )
    assert nothing_is_kept(files=1)


def test_f51_a_template_that_asks_for_more_than_there_is_keeps_nothing(officer: Officer) -> None:
    load("s437-notice", word_file("{{ reference }} {{ child_address }}"))
    notice = make_notice(case=home_education(officer))
    events = Event.select().count()

    with pytest.raises(RuleBroken, match=r"not produced\. “child_address” is missing") as refused:
        produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)

    assert isinstance(refused.value.__cause__, LetterFault)
    assert nothing_is_kept(files=1)
    assert Event.select().count() == events


@pytest.mark.usefixtures("starters")
def test_f51_a_council_without_a_telephone_is_named_as_what_is_missing(officer: Officer) -> None:
    council = the_authority()
    council.phone = ""
    saved(council)
    files = StoredFile.select().count()

    with pytest.raises(RuleBroken, match=r"“council_phone” is missing\. Fill it in on the record"):
        produce_for_notice(
            Scope.officer(officer), make_notice(case=home_education(officer)), NOW, TODAY
        )
    assert nothing_is_kept(files)


@pytest.mark.usefixtures("starters")
def test_f52_a_letter_that_takes_too_long_keeps_nothing(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_slow(*_: object) -> bytes:
        raise LetterFault(["Reading this template took longer than 10 seconds and was stopped."])

    monkeypatch.setattr("correspondence.producing.render_letter", too_slow)
    files = StoredFile.select().count()

    with pytest.raises(RuleBroken, match=r"not produced\. Reading this template took longer"):
        produce_for_notice(
            Scope.officer(officer), make_notice(case=home_education(officer)), NOW, TODAY
        )
    assert nothing_is_kept(files)


@pytest.mark.parametrize("role", ["auditor", "returns_officer", "system_administrator"])
@pytest.mark.usefixtures("starters")
def test_t02_who_may_not_write_letters_produces_none(officer: Officer, role: str) -> None:
    files = StoredFile.select().count()
    notice = make_notice(case=home_education(officer))

    with pytest.raises(OutOfScope):
        produce_for_notice(Scope.officer(make_officer(role)), notice, NOW, TODAY)
    assert nothing_is_kept(files)


@pytest.mark.usefixtures("starters")
def test_t02_an_officer_of_another_authority_produces_none(officer: Officer) -> None:
    files = StoredFile.select().count()
    notice = make_notice(case=home_education(officer))
    stranger = make_officer(authority=make_authority(code="874", name="Peterborough City Council"))

    with pytest.raises(OutOfScope):
        produce_for_notice(Scope.officer(stranger), notice, NOW, TODAY)
    assert nothing_is_kept(files)


@pytest.mark.usefixtures("starters")
def test_each_authority_uses_its_own_template(officer: Officer) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    load("s437-notice", word_file("THEIRS"), theirs)

    letter = produce_for_notice(
        Scope.officer(officer), make_notice(case=home_education(officer)), NOW, TODAY
    )

    assert "THEIRS" not in text_of(letter.file.read())


@pytest.mark.usefixtures("starters")
def test_a_notice_made_again_after_a_day_prints_its_new_date(officer: Officer) -> None:
    notice = make_notice(case=home_education(officer))
    produce_for_notice(Scope.officer(officer), notice, NOW, TODAY)
    notice.intended_on = TODAY + timedelta(days=1)
    saved(notice)

    letter = produce_for_notice(
        Scope.officer(officer), Notice.get_by_id(notice.id), NOW, TODAY + timedelta(days=1)
    )

    assert "Reply by: Wednesday 16 December 2026" in text_of(letter.file.read())
    assert Letter.select().count() == 2


@pytest.mark.usefixtures("starters")
@pytest.mark.skipif(bool(POSTGRESQL), reason="SQLite is told how large it may grow")
def test_f36_a_full_disk_leaves_no_letter_and_no_empty_file(officer: Officer) -> None:
    enquiry = make_enquiry(case=make_case(officer=officer))
    scope = Scope.officer(officer)
    files = StoredFile.select().count()
    pages = database.obj.pragma("page_count")
    database.obj.pragma("max_page_count", pages)

    with pytest.raises(OperationalError, match="full"):
        produce(scope, "enquiry-to-school", enquiry, NOW, TODAY)

    assert nothing_is_kept(files)
    database.obj.pragma("max_page_count", 2**30)
    letter = produce(scope, "enquiry-to-school", enquiry, NOW, TODAY)
    assert len(letter.file.read()) > 1000
