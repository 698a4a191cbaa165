"""UPNs and postcodes, with worked check letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people.identifiers import BadUpn, UpnCheck, check_upn, tidy_postcode

WEIGHED = "ABCDEFGHJKLMNPQRTUVWXYZ"


def check_letter(body: str) -> str:
    """Work out the letter by the published rule: each character times its place, by 23."""
    worth = (int(c) if c.isdigit() else WEIGHED.index(c) for c in body)
    return WEIGHED[sum(place * value for place, value in enumerate(worth, start=2)) % 23]


@pytest.mark.parametrize(
    "upn",
    [
        pytest.param("W874299926017", id="Peterborough"),
        pytest.param("X873299924001", id="Cambridgeshire"),
        pytest.param("B801200005001", id="Bristol"),
        pytest.param("R201100018042", id="City of London"),
        pytest.param("H87329992400A", id="temporary"),
    ],
)
def test_a_upn_with_the_right_check_letter_is_accepted(upn: str) -> None:
    assert check_upn(upn) == UpnCheck(upn, warning=None)
    assert check_letter(upn[1:]) == upn[0]


@pytest.mark.parametrize(
    "typed", ["w874299926017", " W874299926017\n", "W874 2999 26 017", "W 874\u00a0299926017"]
)
def test_capitals_and_spaces_do_not_matter(typed: str) -> None:
    assert check_upn(typed).upn == "W874299926017"


def test_a_wrong_check_letter_is_refused_and_the_officer_told_what_to_do() -> None:
    with pytest.raises(BadUpn, match="Compare it with where it came from, or ask the school"):
        check_upn("A874299926017")


@pytest.mark.parametrize("length", [0, 1, 12, 14])
def test_a_upn_of_the_wrong_length_is_refused_with_its_length(length: int) -> None:
    with pytest.raises(BadUpn, match=f"13 characters. This one has {length}"):
        check_upn("W8742999260171"[:length])


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("W87429992601O", id="the letter O for nought"),
        pytest.param("W87429992601I", id="the letter I for one"),
        pytest.param("S874299926017", id="the letter S for five"),
        pytest.param("W8742999A6017", id="a letter in the middle"),
        pytest.param("8742999260170", id="no check letter"),
        pytest.param("W87429992601٧", id="a digit that is not ours"),
        pytest.param("W87429992601\0", id="NUL"),
        pytest.param("W87429992601\ud800", id="half of a surrogate pair"),
    ],
)
def test_a_upn_of_the_wrong_shape_is_refused_with_the_letters_to_look_for(typed: str) -> None:
    with pytest.raises(BadUpn, match="I, O and S are never used"):
        check_upn(typed)


@pytest.mark.parametrize("typed", ["A874299926017", "W8742", "W87429992601O"])
def test_no_refusal_quotes_the_number(typed: str) -> None:
    with pytest.raises(BadUpn) as refusal:
        check_upn(typed)

    assert typed not in str(refusal.value)


@pytest.mark.parametrize("authority", ["838", "839", "940", "941", "942", "943"])
def test_authorities_newer_than_the_library_are_known(authority: str) -> None:
    body = f"{authority}200005001"

    assert check_upn(check_letter(body) + body).warning is None


def test_an_unknown_authority_is_a_warning_and_never_a_refusal() -> None:
    body = "000200005001"

    check = check_upn(check_letter(body) + body)

    assert check.upn == check_letter(body) + body
    assert check.warning is not None
    assert check.warning.startswith("We know of no authority with the code 000.")


@given(st.from_regex(rf"[0-9]{{11}}[0-9{WEIGHED}]", fullmatch=True))
def test_only_one_check_letter_fits_each_upn(body: str) -> None:
    fitting = []
    for letter in WEIGHED:
        try:
            fitting.append(check_upn(letter + body).upn[0])
        except BadUpn:
            continue

    assert fitting == [check_letter(body)]


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        pytest.param("pe1 1aa", "PE1 1AA", id="small letters"),
        pytest.param("CB21AB", "CB2 1AB", id="no space"),
        pytest.param("  CB24   6zz ", "CB24 6ZZ", id="many spaces"),
        pytest.param("SW1A1AA", "SW1A 1AA", id="a letter in the district"),
        pytest.param("m1 1ae", "M1 1AE", id="short"),
        pytest.param("gir0aa", "GIR 0AA", id="the one exception"),
        pytest.param("BF1 1AA", "BF1 1AA", id="British forces"),
        pytest.param("", "", id="blank"),
        pytest.param("   ", "", id="only spaces"),
        pytest.param(" 75008 ", "75008", id="from abroad"),
        pytest.param("D02 af30", "D02 af30", id="Irish"),
        pytest.param("PE1", "PE1", id="half of one"),
        pytest.param("not known", "not known", id="words"),
        pytest.param("ß1 1AA", "ß1 1AA", id="a letter that grows in capitals"),
        pytest.param("PE1 1AA, flat 2", "PE1 1AA, flat 2", id="more than a postcode"),
    ],
)
def test_a_uk_postcode_is_tidied_and_anything_else_kept_as_typed(typed: str, tidied: str) -> None:
    assert tidy_postcode(typed) == tidied


@given(st.text())
def test_t35_an_odd_postcode_never_raises_and_tidying_twice_changes_nothing(typed: str) -> None:
    once = tidy_postcode(typed)

    assert tidy_postcode(once) == once


@given(st.text())
def test_t35_an_odd_upn_is_refused_with_words(typed: str) -> None:
    with pytest.raises(BadUpn, match=r"^Enter a UPN"):
        check_upn(typed)
