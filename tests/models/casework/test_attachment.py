"""A file put with a child: what it is by its bytes, what it is called, and whose it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import RuleBroken
from models.casework.attachment import LARGEST, Attachment
from models.casework.case import Case
from models.casework.file_kind import kind_of
from models.casework.kept_file import tidy_name
from models.ledger.event import Event
from models.ledger.stored_file import StoredFile
from models.scope import Scope
from tests.attached import REFUSED, WHOLE, package
from tests.making import NOW, TODAY, make_attachment, make_case, make_child, saved, writing


def test_a_file_is_what_its_bytes_say() -> None:
    assert {ending: kind_of(content).ending for ending, content in WHOLE.items()} == {
        ending: ending for ending in WHOLE
    }


@pytest.mark.parametrize("what", REFUSED)
def test_t11_f49_what_may_not_be_kept_is_refused_in_words(what: str) -> None:
    content, words = REFUSED[what]

    with pytest.raises(RuleBroken, match=words):
        kind_of(content)


@pytest.mark.parametrize("ending", ["docx", "pdf", "jpg", "png", "msg"])
def test_f49_a_file_that_was_cut_off_is_refused(ending: str) -> None:
    content = WHOLE[ending]
    for cut in (len(content) // 2, len(content) - 6):
        with pytest.raises(RuleBroken, match=r"cut off or damaged|not what may be attached"):
            kind_of(content[:cut])


def test_a_word_file_with_a_chart_is_a_word_file() -> None:
    assert kind_of(package(**{"word/embeddings/Sheet1.xlsx": "x"})).ending == "docx"


def test_f53_a_package_of_too_many_parts_is_refused_unopened() -> None:
    with pytest.raises(RuleBroken, match="no Word file"):
        kind_of(package(**{f"word/part{n}.xml": "" for n in range(2_001)}))


NAMES = {
    "report.pdf": "report.pdf",
    r"C:\Users\ann\Desktop\report.pdf": "report.pdf",
    "../../etc/passwd": "passwd",
    "a\r\nContent-Type: b\x00\x1b[31m.pdf": "aContent-Type: b[31m.pdf",
    "photo\u202egpj.exe": "photogpj.exe",
    "\ud800odd\udfff.png": "odd.png",
    "  O’Neil   & Söhne  .docx": "O’Neil & Söhne .docx",
    ".htaccess": "htaccess",
    "": "File without a name",
    "///": "File without a name",
}


@pytest.mark.parametrize("given", NAMES, ids=repr)
def test_t35_f56_a_name_keeps_its_words_and_loses_what_is_not_seen(given: str) -> None:
    assert tidy_name(given) == NAMES[given]


def test_f55_a_name_of_ten_megabytes_keeps_its_beginning_and_its_ending() -> None:
    name = tidy_name("n" * 10 * 2**20 + ".pdf")

    assert len(name) == 100
    assert name.endswith("nn.pdf")


@pytest.mark.usefixtures("db")
def test_f55_a_file_of_more_than_ten_megabytes_is_refused_with_the_limit_stated() -> None:
    whole = WHOLE["pdf"]
    just = whole[:9] + b" " * (LARGEST - len(whole)) + whole[9:]
    assert make_attachment(content=just).size == LARGEST

    with pytest.raises(RuleBroken, match="one may have 10 MB"):
        make_attachment(content=b" " + just)


@pytest.mark.usefixtures("db")
def test_the_same_file_twice_is_kept_once_and_each_has_its_own_words() -> None:
    case = make_case()
    one = make_attachment(case=case, content=WHOLE["pdf"])
    other = make_attachment(case=case, content=WHOLE["pdf"], what="The same again")

    assert one.file_id == other.file_id
    assert StoredFile.select().count() == 1
    assert str(other) == f"The same again ({other.reference})"


@pytest.mark.usefixtures("db")
def test_t29_a_file_leaves_under_its_reference_and_what_its_bytes_are() -> None:
    attachment = make_attachment(content=WHOLE["png"])

    assert attachment.name == "report.pdf"
    assert attachment.file_name == f"{attachment.reference}.png"


@pytest.mark.usefixtures("db")
def test_a_file_put_with_the_wrong_child_is_moved_and_both_are_told_of() -> None:
    attachment, other = make_attachment(), make_child()
    wrong = attachment.child_id
    attachment.child = other
    with pytest.raises(RuleBroken, match="Choose a case of this child"):
        saved(attachment)

    attachment.case = None
    saved(attachment)

    event = Event.select().order_by(Event.id.desc()).get()
    assert event.about["children"] == sorted([wrong, other.id])


@pytest.mark.usefixtures("db")
def test_a_misfiled_file_is_taken_out_once_with_a_reason_and_never_changed_again() -> None:
    case = make_case(opened_on=TODAY - timedelta(30))
    attachment = make_attachment(case=case)
    with writing():
        with pytest.raises(RuleBroken, match="Say why"):
            attachment.take_out("  ", None, NOW)
        attachment.take_out("Of another child.", None, NOW)
        with pytest.raises(RuleBroken, match="already"):
            attachment.take_out("Again.", None, NOW)

    attachment.what = "Something else"
    with pytest.raises(RuleBroken, match="stays as it was"):
        saved(attachment)
    kept = Attachment.get_by_id(attachment.id)
    assert kept.caution == "Taken out: Of another child."
    assert str(kept) == kept.reference
    assert kept.read()
    assert Case.get_by_id(case.id).quiet_since == case.opened_on  # it was never done on the case


@pytest.mark.usefixtures("db")
def test_what_shows_something_is_neither_taken_out_nor_infected() -> None:
    case = make_case()
    good, bad, out = (make_attachment(case=case, scan=scan) for scan in ("", "infected", ""))
    with writing():
        out.take_out("Of another child.", None, NOW)

    assert list(Attachment.to_show_by(Scope.job("tests"), case.child_id)) == [good]
    assert list(Attachment.with_virus(Scope.job("tests"))) == [bad]
