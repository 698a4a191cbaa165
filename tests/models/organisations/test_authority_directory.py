"""Reading in a list of authorities: errors by row, good rows kept, new and changed counted."""

from __future__ import annotations

import pytest

from models.base import RuleBroken
from models.organisations.authority import Authority
from models.organisations.authority_directory import compared, text_of
from tests.making import make_authority, make_other_authority, the_authority, writing

pytestmark = pytest.mark.usefixtures("db")

LIST = """Code,Name,Nation,CME email,CME phone
925,Borchester,England,CME@borchester.example,01632 960 001
660,Isle of Gold,,cme@gold.example,
S12000099,Glenbogle,Scotland,,01632 960002 ext 7
92,Too short,England,,
926,,England,,
927,Nowhere,Atlantis,,
928,Two at once,England,a@b.example; c@d.example,
929,No number,England,,ring us
925,Borchester again,England,,

"""


def test_good_rows_are_kept_and_each_bad_one_is_told_with_its_line() -> None:
    found = compared(LIST)

    assert [one.code for one in found.new] == ["925", "660", "S12000099"]
    assert [str(one) for one in found.wrong] == [
        "Line 5: the code is three digits, or nine characters such as S12000036.",
        "Line 6: 926 has no name.",
        "Line 7: 927: the nation is one of England, Wales, Scotland, Northern Ireland.",
        "Line 8: 928: a@b.example; c@d.example is not one email address.",
        "Line 9: 929: ring us is not a phone number.",
        "Line 10: 925 stands on line 2 already.",
    ]
    with writing():
        found.write()
    kept = {one.code: one for one in Authority.select()}
    assert kept["925"].cme_email == "cme@borchester.example"
    assert (kept["660"].nation, kept["S12000099"].nation) == ("wales", "scotland")
    assert not any(one.ours for one in kept.values())

    again = compared(LIST)
    assert (again.new, again.changed, again.unchanged) == ([], [], 3)


def test_an_empty_cell_leaves_what_is_here_and_our_own_name_stays() -> None:
    other = make_other_authority(code="925", name="Borchester", phone="01632 960 000")
    ours = the_authority()
    text = "code,name,cme_phone\n925,Borchester City,\n873,Another name,01223 555 0177\n"
    found = compared(text)

    assert [one.told for one in found.changed] == [
        ["name: Borchester City, was Borchester"],
        ["CME phone: 01223 555 0177, was empty"],
    ]
    with writing():
        found.write()
    assert Authority.get_by_id(other.id).cme_email == other.cme_email
    assert Authority.get_by_id(ours.id).name == ours.name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04", "Save it as CSV"),
        (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
        (b"name,email\nBorchester,a@b.example\n", "code is not among them"),
        (b"code,name\n", "holds no authority"),
        (b'code,name\n925,"' + b"x" * 200_000, "Line"),
    ],
)
def test_what_is_no_such_list_is_refused_in_words(content: bytes, said: str) -> None:
    make_authority()
    with pytest.raises(RuleBroken, match=said):
        compared(text_of(content))


def test_accents_come_through_either_way() -> None:
    for encoding in ("utf-8-sig", "cp1252"):
        (one,) = compared(text_of("code,name\n681,Caerffilî\n".encode(encoding))).new
        assert one.name == "Caerffilî"
