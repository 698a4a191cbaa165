"""Reading the national register: what it changes here, what it leaves alone, what it refuses."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import IO

import pytest

from models.base import OutOfScope, RuleBroken, StaleRow
from models.ledger.audit import verify
from models.ledger.event import Event, EventDetail
from models.organisations.authority import Authority
from models.organisations.register_changes import Comparison
from models.organisations.register_report import headline, sections
from models.organisations.register_sheet import WrongFile
from models.organisations.school import School
from models.organisations.school_register import compare
from models.scope import Scope
from models.transaction import seal_key, transaction
from tests.making import NOW, TESTS, make_authority, make_officer, make_school, saved
from tests.models.organisations.registers import HEADING, SAMPLE, links, register, row

pytestmark = pytest.mark.usefixtures("db")

XLSX = b"PK\x03\x04" + bytes(60)


def imported(file: IO[bytes], linked: IO[bytes] | None = None) -> Comparison:
    found = compare(file, linked)
    with transaction(TESTS, NOW) as tx:
        found.write(tx)
    return found


def the_school(urn: str = "106653") -> School:
    return School.get(School.urn == urn)


def report(found: Comparison) -> dict[str, list[str]]:
    return {title: list(lines) for title, lines in sections(found)}


# -- what is read -----------------------------------------------------------------------------


def test_the_real_rows_are_read_open_closed_and_proposed() -> None:
    with SAMPLE.open("rb") as file:
        found = imported(file)

    assert headline(found) == "4 new, 0 changed, 0 closed, 0 unchanged."
    assert {s.urn: s.status for s in School.select()} == {
        "106653": "open",
        "126416": "open",
        "117137": "closed",
        "148847": "proposed",
    }
    school = the_school("117137")
    assert (school.phase, school.kind) == ("Primary", "Community school")
    assert (school.opened_on, school.closed_on) == (date(1997, 2, 26), date(2012, 5, 31))
    assert school.address_lines == "228 Hatfield Road\nSt Albans\nHertfordshire"
    assert (school.postcode, school.phone) == ("AL1 4LW", "01727855134")
    assert school.local_authority.name == "Hertfordshire"


def test_characters_of_cp1252_stay_as_they_are() -> None:
    imported(register(row(name="St Thomas à Becket’s – “Œuvre” £5")))

    assert the_school().name == "St Thomas à Becket’s – “Œuvre” £5"


def test_commas_quotation_marks_and_line_ends_inside_a_cell_are_part_of_it() -> None:
    name = 'St Mary, St Anne, and "All Saints"'
    found = imported(register(row(name=name, street="Unit 1,\r\nMill Lane"), row(urn="100000")))

    assert found.bad == []
    assert the_school().name == name
    assert the_school().address_lines.startswith("Unit 1, Mill Lane\n")
    assert School.select().count() == 2


def test_headings_match_whatever_their_case_and_marks() -> None:
    heading = [cell.upper().replace("(", "_").replace(")", "") for cell in HEADING]

    assert len(imported(register(row(), heading=heading)).new) == 1


@pytest.mark.parametrize("heading", ["EstablishmentStatus (name)", "EstablishmentStatus"])
def test_a_status_may_be_given_in_words(heading: str) -> None:
    wanted = ["URN", "EstablishmentName", "LA (code)", "EstablishmentNumber", heading, "Postcode"]
    cells = ["106653", "Hill School", "873", "4027", "Open, but proposed to close", "CB1 2AB"]

    imported(register(cells, heading=wanted))

    assert the_school().status == "closing"
    assert the_school().local_authority.name == "Authority 873"  # no column of names


def test_authorities_not_here_yet_are_made_as_not_ours() -> None:
    make_authority(code="370", name="Barnsley MBC")

    found = imported(register(row(), row(urn="100001", la="660", la_name="Isle of Anglesey")))

    assert report(found) == {"Authorities added, as not ours": ["660 Isle of Anglesey"]}
    anglesey = Authority.get(Authority.code == "660")
    assert (anglesey.name, anglesey.ours, anglesey.nation) == ("Isle of Anglesey", False, "wales")
    assert Authority.get(Authority.code == "370").name == "Barnsley MBC"


# -- again ------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing_and_says_so() -> None:
    linked = ("117137", "106653", "Successor", "01-06-2012")
    imported(io.BytesIO(SAMPLE.read_bytes()), links(linked))
    before = list(School.select().order_by(School.id).tuples())

    found = imported(io.BytesIO(SAMPLE.read_bytes()), links(linked))

    assert headline(found) == "Nothing has changed: 4 schools as before."
    assert sections(found) == []
    assert list(School.select().order_by(School.id).tuples()) == before


def test_a_changed_name_is_changed_and_told_with_its_fields() -> None:
    imported(register(row(), row(urn="100001")))

    found = imported(register(row(name="Penistone Academy", town="Penistone"), row(urn="100001")))

    assert headline(found) == "0 new, 1 changed, 0 closed, 1 unchanged."
    assert report(found) == {"Changed": ["106653 Penistone Grammar School: address, name"]}
    assert the_school().name == "Penistone Academy"


def test_a_school_that_closes_is_kept_as_closed() -> None:
    imported(register(row()))

    found = imported(register(row(status="2", closed="31-08-2026")))

    assert headline(found) == "0 new, 0 changed, 1 closed, 0 unchanged."
    closed = "106653 Penistone Grammar School: close date, status"
    assert report(found) == {"Closed": [closed]}
    assert (the_school().status, the_school().closed_on) == ("closed", date(2026, 8, 31))


def test_each_school_gets_its_own_changes_and_no_other_s() -> None:
    urns = ("100001", "100002", "100003", "100004")
    imported(register(*[row(urn=urn, closed="31-08-2026") for urn in urns]))

    found = imported(
        register(
            row(urn="100001", name="One", closed=""),
            row(urn="100002", name="Two", closed=""),
            row(urn="100003", closed="31-08-2026", la="874", la_name="Peterborough"),
            row(urn="100004", closed="31-08-2026"),
        )
    )

    assert headline(found) == "0 new, 3 changed, 0 closed, 1 unchanged."
    told = [(s.name, s.closed_on, s.local_authority.code, s.row_version) for s in the_schools()]
    day, unchanged = date(2026, 8, 31), "Penistone Grammar School"
    assert told == [
        ("One", None, "370", 2),
        ("Two", None, "370", 2),
        (unchanged, day, "874", 2),
        (unchanged, day, "370", 1),
    ]


def the_schools() -> list[School]:
    return list(School.select().order_by(School.urn))


def test_a_school_that_is_not_in_the_file_is_left_alone() -> None:
    make_school(urn="999999")

    found = imported(register(row()))

    assert report(found)["Not in the file"] == ["1 school here, left as they were."]
    assert the_school("999999").status == "open"


def test_an_email_is_never_the_register_s() -> None:
    imported(register(row()))
    school = the_school()
    school.email = "office@penistone.example"
    saved(school)

    imported(register(row(name="Penistone Academy")))

    assert (the_school().name, the_school().email) == (
        "Penistone Academy",
        "office@penistone.example",
    )


def test_a_phone_number_follows_the_register_until_an_officer_writes_another() -> None:
    imported(register(row(phone="01226 1")))
    imported(register(row(phone="01226 2")))
    assert the_school().phone == "01226 2"
    school = the_school()
    school.phone = "07700 900123"
    saved(school)

    imported(register(row(phone="01226 3")))

    assert (the_school().phone, the_school().register_phone) == ("07700 900123", "01226 3")
    assert headline(imported(register(row(phone="01226 3")))).startswith("Nothing has changed")


def test_a_phone_number_written_before_the_first_import_stays() -> None:
    make_school(urn="106653", phone="07700 900123")

    imported(register(row(phone="01226 1")))

    assert the_school().phone == "07700 900123"


def test_a_register_without_a_number_takes_none_away() -> None:
    imported(register(row(phone="01226 1")))

    assert headline(imported(register(row(phone="")))).startswith("Nothing has changed")
    assert the_school().phone == "01226 1"


def test_columns_the_file_lacks_are_left_as_they_are() -> None:
    imported(register(row()))
    needed = ("URN", "EstablishmentName", "LA (code)", "EstablishmentNumber", "Postcode")
    wanted = [*needed, "EstablishmentStatus (code)"]
    cells = [row()[HEADING.index(heading)] for heading in wanted]

    found = imported(register(cells, heading=wanted))

    assert headline(found) == "Nothing has changed: 1 school as before."
    assert the_school().website == "http://www.penistone-gs.uk/"


# -- one event, and who may -------------------------------------------------------------------


def test_a_run_is_one_event_which_tells_what_was_before_and_after() -> None:
    with SAMPLE.open("rb") as file:
        imported(file)
    (first,) = Event.select()
    assert (first.verb, first.table_name, first.about["new"]) == ("import", "school", 4)
    assert first.about["new_authorities"] == ["354", "370", "865", "919"]

    imported(register(row(name="Penistone Academy")))

    _, second = Event.select().order_by(Event.id)
    assert second.fields == ["name"]
    assert EventDetail.get(EventDetail.event == second).values == {
        "name": [{"106653": "Penistone Grammar School"}, {"106653": "Penistone Academy"}]
    }
    assert [chain.fault for chain in verify(seal_key())] == [""]


def test_who_may_not_add_a_school_imports_none() -> None:
    auditor = Scope.officer(make_officer("auditor"), NOW)
    found = compare(register(row()))

    with pytest.raises(OutOfScope), transaction(auditor, NOW) as tx:
        found.write(tx)

    assert School.select().count() == 0


def test_an_officer_s_change_while_the_file_is_read_is_not_lost() -> None:
    imported(register(row()))
    found = compare(register(row(name="Penistone Academy")))
    school = the_school()
    school.phone = "07700 900123"
    saved(school)

    with pytest.raises(RuleBroken, match="run it again"), transaction(TESTS, NOW) as tx:
        found.write(tx)

    assert (the_school().name, the_school().phone) == ("Penistone Grammar School", "07700 900123")


def test_two_imports_at_once_leave_each_school_once() -> None:
    one, other = compare(register(row())), compare(register(row()))
    with transaction(TESTS, NOW) as tx:
        one.write(tx)

    with pytest.raises(RuleBroken, match="run it again"), transaction(TESTS, NOW) as tx:
        other.write(tx)

    assert School.select().count() == 1


def test_a_form_opened_before_an_import_does_not_undo_it() -> None:
    imported(register(row()))
    open_form = the_school()
    imported(register(row(name="Penistone Academy")))

    open_form.name = "Penistone Grammar"
    with pytest.raises(StaleRow):
        saved(open_form)


# -- successors -------------------------------------------------------------------------------


def test_a_successor_is_taken_from_the_links() -> None:
    file = register(row(), row(urn="100001"), row(urn="100002"))
    imported(file)

    found = imported(
        file,
        links(
            ("100001", "100002", "Predecessor", "01-09-2020"),
            ("106653", "100002", "Successor - Split School", "01-09-2020"),
            ("106653", "100001", "Successor", "01-09-2019"),
        ),
    )

    assert report(found) == {"Changed": ["106653 Penistone Grammar School: successor"]}
    assert the_school().successor == the_school("100002")
    assert the_school("100001").successor is None


def test_schools_new_in_the_same_run_may_succeed_each_other() -> None:
    linked = links(("106653", "100001", "Successor", "01-09-2019"))

    imported(register(row(), row(urn="100001")), linked)

    assert the_school().successor == the_school("100001")


@pytest.mark.parametrize(
    ("link", "why"),
    [
        pytest.param(("106653", "999999", "Successor", ""), "there is no school 999999.", id="to"),
        pytest.param(("999999", "106653", "Successor", ""), "there is no school 999999.", id="of"),
        pytest.param(("106653", "12", "Successor", ""), "its URN is not six digits.", id="urn"),
        pytest.param(
            ("106653", "106653", "Successor", ""), "a school cannot follow itself.", id="itself"
        ),
        pytest.param(
            ("106653", "106653", "Successor", "31-02-2020"),
            "a date in it is not of the calendar (dd-mm-yyyy).",
            id="date",
        ),
    ],
)
def test_a_bad_link_is_listed(link: tuple[str, str, str, str], why: str) -> None:
    found = imported(register(row()), links(link))

    assert report(found)["Left out"] == [f"Line 2 of the links: {why}"]
    assert the_school().successor is None


# -- bad rows ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"urn": "10665"}, "its URN is not six digits.", id="urn"),
        pytest.param({"urn": "1066²3"}, "its URN is not six digits.", id="a digit that is none"),
        pytest.param({"name": "  "}, "the school has no name.", id="name"),
        pytest.param({"name": "x" * 256}, "a cell has more than 255 characters.", id="long"),
        pytest.param({"la": "E1"}, "its LA code is not three digits.", id="authority"),
        pytest.param(
            {"number": "40271"}, "its establishment number is not four digits.", id="number"
        ),
        pytest.param({"status": "9"}, "its status is none that the register has.", id="status"),
        pytest.param({"postcode": "Surrey"}, "what stands for its postcode is none.", id="shifted"),
        pytest.param(
            {"opened": "31-02-2020"},
            "a date in it is not of the calendar (dd-mm-yyyy).",
            id="date",
        ),
        pytest.param({"name": "A\0B"}, "it holds a character that cannot be read.", id="NUL"),
        pytest.param({"urn": "100001"}, "its URN 100001 stands on line 2 already.", id="twice"),
    ],
)
def test_a_bad_row_is_listed_by_line_and_the_rest_imported(
    changes: dict[str, str], why: str
) -> None:
    found = imported(register(row(urn="100001"), row(**changes), row(urn="100002")))

    assert report(found)["Left out"] == [f"Line 3: {why}"]
    assert headline(found) == "2 new, 0 changed, 0 closed, 0 unchanged; 1 row left out."
    assert {school.urn for school in School.select()} == {"100001", "100002"}


def lines_of(file: io.BytesIO) -> list[bytes]:
    return file.getvalue().splitlines(keepends=True)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(
            lambda line: line.replace(b'"Penistone Grammar', b'"Penistone" Grammar'),
            "its quotation marks do not close.",
            id="a quotation mark too many",
        ),
        pytest.param(
            lambda line: line.replace(b'"Penistone Grammar', b"Penistone Grammar"),
            "its quotation marks do not close.",
            id="one too few",
        ),
        pytest.param(
            lambda line: line[:200] + b"\r\n", "its quotation marks do not close.", id="cut short"
        ),
        pytest.param(
            lambda line: b'"106653","370"\r\n',
            "it has 2 cells where the heading has 133.",
            id="few",
        ),
        pytest.param(
            lambda line: line.replace(b"Grammar", b"Gr\x81mmar"),
            "it holds a character that cannot be read.",
            id="a byte that is not cp1252",
        ),
    ],
)
def test_a_spoilt_line_costs_itself_alone(spoil: Callable[[bytes], bytes], why: str) -> None:
    others = [row(urn=f"10000{n}") for n in range(9)]
    heading, line, *rest = lines_of(register(row(), *others))

    found = imported(io.BytesIO(b"".join([heading, spoil(line), *rest])))

    assert report(found)["Left out"] == [f"Line 2: {why}"]
    assert len(found.new) == 9


def test_a_spoilt_last_line_is_told_too() -> None:
    whole = register(row(urn="100001"), row()).getvalue()

    found = imported(io.BytesIO(whole[:-300]))

    assert report(found)["Left out"] == ["Line 3: its quotation marks do not close."]


# -- the wrong file ---------------------------------------------------------------------------

UTF_8 = register(row(name="St Thomas à Becket")).getvalue().decode("cp1252").encode()
NOT_CP1252 = (
    "The file is not in the register's own encoding (cp1252): give it as it was downloaded, "
    "not as another program saved it."
)
NO_COLUMNS = "This is not the register of schools (edubasealldata…csv): it has no column "
ALL_SIX = "URN, EstablishmentName, LA (code), EstablishmentNumber, EstablishmentStatus, Postcode."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "The file is empty.", id="empty"),
        pytest.param(
            XLSX,
            "This is an Excel or zip file: unpack the download and give the .csv file in it.",
            id="xlsx",
        ),
        pytest.param(b"name,age\r\nAnn,9\r\n", NO_COLUMNS + ALL_SIX, id="another CSV"),
        pytest.param(b"%PDF-1.7\n\xff\x00\n", NO_COLUMNS + ALL_SIX, id="a PDF"),
        pytest.param(b"\r\n\r\n", NO_COLUMNS + ALL_SIX, id="blank lines"),
        pytest.param(bytes(200_000), NO_COLUMNS + ALL_SIX, id="nothing but NUL"),
        pytest.param(
            register(row()).getvalue().replace(b'"Postcode"', b'"Zip"'),
            NO_COLUMNS + "Postcode.",
            id="one column short",
        ),
        pytest.param(
            register().getvalue(),
            "This is not the register of schools (edubasealldata…csv): it has a heading and no "
            "rows.",
            id="no rows",
        ),
        pytest.param(UTF_8, NOT_CP1252, id="UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + register(row()).getvalue(), NOT_CP1252, id="UTF-8 marked"),
        pytest.param("URN,LA (code)\r\n1,2".encode("utf-16"), NOT_CP1252, id="UTF-16"),
        pytest.param(
            register(row(urn="1"), row(urn="2")).getvalue(),
            "Not one row of the file could be read as a school. Line 2: its URN is not six digits.",
            id="no good row",
        ),
    ],
)
def test_the_wrong_file_is_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(WrongFile) as refused:
        compare(io.BytesIO(content))

    assert str(refused.value) == words


def test_the_wrong_file_of_links_is_refused_and_nothing_imported() -> None:
    with pytest.raises(WrongFile, match="the register's file of links: it has no column LinkURN"):
        imported(register(row()), register(row()))

    assert School.select().count() == 0


def test_progress_is_told_row_by_row() -> None:
    told: list[tuple[int, int]] = []
    file = register(*[row(urn=f"{100000 + n}") for n in range(1100)])

    compare(file, progress=lambda rows, of: told.append((rows, of)))

    assert told == [(500, 1101), (500, 1101), (100, 1101)]
