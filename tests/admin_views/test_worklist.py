"""The front page: what needs a person today, in order of harm, how many, why, and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import lxml.html
import pytest
from flask import Flask

from admin_views.worklist.group import COUNTED_TO, every_group
from models.casework.case import Case
from models.casework.clock import Clock
from models.casework.task import Task
from models.ledger.event import Event
from models.ledger.setting import Setting
from models.organisations.officer import Officer
from models.organisations.role import Role
from models.outgoing.message import Message
from models.scope import Scope
from tests.admin_views.conftest import Councils
from tests.admin_views.sweeping import (
    MARK,
    Sweeper,
    case_views,
    counting,
    links_in,
    mark,
    sweeper,
    words_in,
)
from tests.making import (
    NOW,
    TODAY,
    break_glass,
    make_attachment,
    make_authority,
    make_case,
    make_chase,
    make_check,
    make_child,
    make_clock,
    make_concern,
    make_enquiry,
    make_handover,
    make_message,
    make_note,
    make_officer,
    make_other_authority,
    make_parent,
    make_person,
    make_referral,
    make_referral_file,
    make_restriction,
    make_school,
    make_stage,
    make_standing,
    make_task,
    make_visit,
    saved,
    the_authority,
    writing,
)

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)
ON_THE_PAGE = [group for group in every_group() if group.harm is not None]
Line = tuple[str, str, str]  # the words, the record's address, the remedy's


def groups_on(browser: Sweeper, address: str = "/") -> dict[str, list[Line]]:
    """Return each group's heading with its lines."""
    tree = lxml.html.fromstring(words_in(browser.get(address)))
    return {
        section.findtext("h2").strip(): [_line(row) for row in section.iter("li")]
        for section in tree.xpath("//section[contains(@class, 'worklist-group')]")
    }


def _line(row: Any) -> Line:
    words = " ".join(row.find("p").text_content().split())
    links = [link.get("href") for link in row.iter("a")]
    return words, links[0], links[1] if len(links) > 1 else ""


def team_on(browser: Sweeper) -> dict[str, list[str]]:
    """Return the team's table: by name the numbers, in the words of the page."""
    tree = lxml.html.fromstring(words_in(browser.get("/")))
    return {
        row.find("th").text_content().split("  ")[0].strip(): [
            cell.text_content().split()[0] for cell in row.findall("td")
        ]
        for row in tree.xpath("//section[@id='team']//tbody/tr")
    }


@pytest.fixture
def mine(app: Flask) -> Officer:
    return make_officer("cme_officer", name="Una Marsh")


# -- a row of each group, as its one line stands on a manager's page -------------------------------


def an_opening(_: Officer) -> Line:
    manager = make_officer("manager", name="Ian Frost")
    child = make_child()
    glass = break_glass(make_restriction(child=child, ended_on=TODAY), manager)
    words = f"RES-{glass.restriction_id}: Ian Frost opened it on 23 Nov 2026, 09:00: "
    return words + "A call from the hospital.", f"/broken-glass/details/?id={glass.id}", ""


def a_case_of_nobody(_: Officer) -> Line:
    case = make_case(opened_on=YESTERDAY)
    words = f"{case.reference} Élodie O’Neil: open since 22 Nov 2026, and nobody is looking"
    return words, f"/cases/details/?id={case.id}", f"/allocations/new/?case={case.id}"


def a_mail_uncertain(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    enquiry = make_enquiry(case=case, sent_on=YESTERDAY)
    message = make_message(state="uncertain", why="The line was cut.", recipient="a@b.example")
    make_chase(enquiry, message=message)
    words = f"MSG-{message.id}: uncertain, to a@b.example about ENQ-{enquiry.id}. The line was cut."
    address = f"/messages/details/?id={message.id}"
    return words, address, address


def an_answer_overdue(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    school = make_school(name="Hilltop Primary")
    enquiry = make_enquiry(case=case, school=school, sent_on=date(2026, 11, 9))
    words = f"ENQ-{enquiry.id} Élodie O’Neil: Hilltop Primary was to answer by 16 Nov 2026"
    return words, f"/enquiries/details/?id={enquiry.id}", f"/enquiries/answer/?id={enquiry.id}"


def a_case_left_alone(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=date(2026, 10, 26))
    words = (
        f"{case.reference} Élodie O’Neil: nothing in 28 days, the last on 26 Oct 2026; "
        "no task is to come"
    )
    to_do = f"/notes/new/?child={case.child_id}&case={case.id}"
    return words, f"/cases/details/?id={case.id}", to_do


def a_task_of_today(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    task = make_task(case=case, what="Ring the school.")
    words = f"Ring the school. (task {task.id}) Élodie O’Neil: due 23 Nov 2026, on {case.reference}"
    return words, f"/tasks/details/?id={task.id}", f"/tasks/edit/?id={task.id}"


def a_family_s_answer_due(officer: Officer) -> Line:
    case = make_case(officer=officer, kind="EHE", reason="ehe_chosen", opened_on=YESTERDAY)
    parent = make_parent(case.child)
    enquiry = make_enquiry(case=case, person=parent, sent_on=YESTERDAY, due_on=TODAY)
    words = f"ENQ-{enquiry.id} Élodie O’Neil: Mrs Margaret O’Neil is to answer today"
    return words, f"/enquiries/details/?id={enquiry.id}", f"/enquiries/answer/?id={enquiry.id}"


def a_concern_of_now(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    concern = make_concern(child=case.child, raised_at=NOW - timedelta(minutes=4))
    words = f"{concern.reference} Élodie O’Neil: open for 4 minutes, not referred yet"
    to_do = f"/concerns/referral/?id={concern.id}"
    return words, f"/concerns/details/?id={concern.id}", to_do


def a_referral_of_now(_: Officer) -> Line:
    referral = make_referral(worried=True)
    words = (
        f"{referral.reference} Tomasz Nowak: a worry about safety was told, received 0 minutes "
        "ago, the risk is not judged yet"
    )
    to_do = f"/referrals/triage/?id={referral.id}"
    return words, f"/referrals/details/?id={referral.id}", to_do


def a_standard_due(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    clock = make_clock(case=case, standard="visit", due_on=YESTERDAY)
    words = f"Visit the family ({case.reference}) Élodie O’Neil: to be done by 22 Nov 2026"
    return words, f"/clocks/details/?id={clock.id}", ""


def a_handover_late(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    to = make_other_authority(name="Borchester")
    handover = make_handover(case=case, to_authority=to, sent_on=YESTERDAY, due_on=YESTERDAY)
    words = (
        f"HO-{handover.id} Élodie O’Neil: Borchester was to acknowledge it by 22 Nov 2026; "
        "the child is still ours"
    )
    to_do = f"/handovers/taken/?id={handover.id}"
    return words, f"/handovers/details/?id={handover.id}", to_do


def a_handover_taken(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    handover = make_handover(case=case, to_authority=make_other_authority(name="Borchester"))
    with writing():
        handover.acknowledge("Jo Bell", "", TODAY)
    words = f"HO-{handover.id} Élodie O’Neil: Borchester took the child on, on 23 Nov 2026"
    return words, f"/handovers/details/?id={handover.id}", f"/cases/details/?id={case.id}"


def a_visit_of_today(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    visit = make_visit(case=case)
    words = f"VIS-{visit.id} Élodie O’Neil: planned for today"
    to_do = f"/visits/made/?id={visit.id}"
    return words, f"/visits/details/?id={visit.id}", to_do


def a_case_with_checks_left(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    with writing():
        first = Clock.get(Clock.case == case, Clock.standard == "first_checks")
        first.due_on, first.met_on = YESTERDAY, YESTERDAY
        first.save()
    make_check(case=case)
    words = f"{case.reference} Élodie O’Neil: open since 22 Nov 2026, and required checks are left"
    address = f"/cases/details/?id={case.id}"
    return f"{words}; 1 done so far", address, f"{address}#checklist"


def a_review_of_today(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    with writing():
        clock = Clock.get(Clock.case == case, Clock.standard == "review_4")
        clock.due_on = TODAY
        clock.save()
    words = f"Manager's review at 4 weeks ({case.reference}) Élodie O’Neil: due today"
    return words, f"/clocks/details/?id={clock.id}", f"/reviews/hold/?id={clock.id}"


def a_standing_proposed(officer: Officer) -> Line:
    standing = make_standing(case=make_case(officer=officer, opened_on=YESTERDAY))
    words = "believed to have moved to another authority, proposed on 23 Nov 2026"
    address = f"/standings/details/?id={standing.id}"
    return f"{standing.reference} Élodie O’Neil: {words}", address, address


def a_standing_of_twelve_weeks(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    standing = make_standing(case=case, signed_on=YESTERDAY, review_due_on=TODAY)
    words = "believed to have moved to another authority; to be looked at again by 23 Nov 2026"
    address = f"/standings/details/?id={standing.id}"
    return f"{standing.reference} Élodie O’Neil: {words}", address, address


def a_place_of_this_week(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    there = {"school": make_school(name="Hilltop Primary"), "starts_on": date(2026, 11, 30)}
    stage = make_stage(case=case, stage="place_agreed", **there)
    words = f"{case.reference} Élodie O’Neil: is to start at Hilltop Primary on 30 Nov 2026"
    return words, f"/stages/details/?id={stage.id}", f"/stages/new/?case={case.id}"


def a_child_over_age(officer: Officer) -> Line:
    child = make_child(born_on=date(2010, 8, 31))  # of compulsory school age until June 2026
    case = make_case(child=child, officer=officer, opened_on=YESTERDAY)
    why = "compulsory school age is over; open it to see how that was worked out"
    to_do = f"/outcomes/close/?case={case.id}&kind=over_age"
    return f"{case.reference} Élodie O’Neil: {why}", f"/cases/details/?id={case.id}", to_do


def a_file_that_waits(officer: Officer) -> Line:
    child = make_case(officer=officer, opened_on=YESTERDAY).child
    ago = NOW - timedelta(minutes=10)
    referral = make_referral(child=child, decision="this_child", received_at=ago)
    with writing():
        Clock.update(met_on=TODAY).where(Clock.referral == referral).execute()
    file = make_referral_file(referral, scan="waiting")
    words = (
        f"{file.reference}: came with {referral.reference} on 23 Nov 2026, 08:50 and stays shut "
        "until the scanner answers. Tell whoever runs it"
    )
    return words, f"/referral-files/details/?id={file.id}", ""


def an_attachment_that_waits(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    file = make_attachment(case=case, scan="waiting", added_at=NOW - timedelta(minutes=10))
    words = (
        f"{file.reference}: was attached on 23 Nov 2026, 08:50 and stays shut until the scanner "
        "answers. Tell whoever runs it"
    )
    return words, f"/attachments/details/?id={file.id}", ""


def an_attachment_with_a_virus(officer: Officer) -> Line:
    case = make_case(officer=officer, opened_on=YESTERDAY)
    file = make_attachment(case=case, scan="infected", added_by=officer)
    words = (
        f"{file.reference}: was attached on 23 Nov 2026, 09:00 and never opens: a virus was found "
        "in it. Ask for a clean one, and take this one out"
    )
    return words, f"/attachments/details/?id={file.id}", f"/attachments/out/?id={file.id}"


OF_NO_CASE = (
    "concerns",
    "referrals",
    "restricted-opened",
    "files-waiting",
)  # each a look of its own

ONE_OF: dict[str, Callable[[Officer], Line]] = {
    "concerns": a_concern_of_now,
    "referrals": a_referral_of_now,
    "restricted-opened": an_opening,
    "unowned": a_case_of_nobody,
    "mails": a_mail_uncertain,
    "files-waiting": a_file_that_waits,
    "attachments-waiting": an_attachment_that_waits,
    "handovers-late": a_handover_late,
    "files-with-virus": an_attachment_with_a_virus,
    "overdue": an_answer_overdue,
    "visits": a_visit_of_today,
    "clocks": a_standard_due,
    "checks": a_case_with_checks_left,
    "reviews": a_review_of_today,
    "to-sign": a_standing_proposed,
    "quiet": a_case_left_alone,
    "standing-reviews": a_standing_of_twelve_weeks,
    "places": a_place_of_this_week,
    "handovers-taken": a_handover_taken,
    "tasks": a_task_of_today,
    "over-age": a_child_over_age,
    "answers-due": a_family_s_answer_due,
}


def test_every_group_has_a_place_of_its_own_and_a_row_made_here() -> None:
    groups = every_group()

    assert len({group.harm for group in ON_THE_PAGE}) == len(ON_THE_PAGE)
    assert [group.key for group in ON_THE_PAGE] == list(ONE_OF)
    assert len({group.key for group in groups}) == len({group.title for group in groups})
    assert all(group.title and group.nothing.endswith(".") for group in groups)
    assert all(bool(group.to_do) == (group.needs is not None) for group in groups)


@pytest.mark.parametrize("group", ON_THE_PAGE, ids=lambda group: str(group.key))
def test_a_line_names_the_record_says_why_and_opens_the_remedy(
    browser: Sweeper, mine: Officer, group: Any
) -> None:
    line = ONE_OF[group.key](mine)

    assert groups_on(browser) == {f"{group.title} (1)": [line]}
    for address in filter(None, line[1:]):
        assert browser.get(address).status_code == 200


def test_the_groups_stand_in_order_of_harm_with_links_to_each(
    browser: Sweeper, mine: Officer
) -> None:
    for one_of in ONE_OF.values():
        one_of(mine)
    page = words_in(browser.get("/"))

    assert list(groups_on(browser)) == [f"{group.title} (1)" for group in ON_THE_PAGE]
    tree = lxml.html.fromstring(page)
    jumps = tree.xpath("//nav[@aria-label='On this page']//a/@href")
    assert jumps == ["#team", *(f"#{group.key}" for group in ON_THE_PAGE)]
    assert all(tree.get_element_by_id(jump[1:]) is not None for jump in jumps)


def test_no_two_links_of_a_list_read_alike_and_lead_apart(browser: Sweeper, mine: Officer) -> None:
    for _ in range(2):
        for one_of in ONE_OF.values():
            one_of(mine)
    tree = lxml.html.fromstring(words_in(browser.get("/")))
    links = [(a.text_content(), a.get("href")) for a in tree.xpath("//main//a")]
    told = set(links)

    assert len({words for words, _ in told}) == len(told)


def test_with_nothing_to_do_the_page_says_so_and_what_next(app: Flask, mine: Officer) -> None:
    page = words_in(sweeper(app, mine).get("/"))

    assert "Nothing needs you today." in page
    assert "Every case has an officer." in page
    assert 'href="/?whose=team"' in page
    assert groups_on(sweeper(app, make_officer("manager"))) == {}


def test_what_is_not_for_today_is_not_there(browser: Sweeper) -> None:
    officer = make_officer()
    case = make_case(officer=officer, opened_on=TODAY - timedelta(27))
    home = make_case(
        officer=officer, kind="EHE", reason="ehe_chosen", opened_on=TODAY - timedelta(364)
    )
    make_case(closed_on=TODAY, outcome="Found")
    make_enquiry(case=case, sent_on=TODAY - timedelta(9), due_on=TODAY)  # late when it is over
    make_enquiry(case=case, answered_on=date(2026, 9, 9), answer="Yes")
    make_enquiry(case=make_case(closed_on=TODAY, outcome="Found"))
    person = make_person()
    make_enquiry(case=home, person=person, sent_on=TODAY, due_on=TODAY + timedelta(8))
    make_enquiry(case=home, school=make_school(), sent_on=TODAY, due_on=TODAY)
    make_task(case=case, due_on=TOMORROW)
    make_task(case=case, due_on=YESTERDAY, done_on=TODAY)
    make_message(state="sent")
    old = make_restriction(child=make_child(), ended_on=TODAY)
    break_glass(old, make_officer("manager"), NOW - timedelta(days=15))

    assert groups_on(browser) == {}


def test_a_failed_mail_sent_to_another_address_is_done_with(browser: Sweeper) -> None:
    first = make_message(state="failed", why="No such person.")
    again = make_message(instead_of=first.id, state="queued")
    assert groups_on(browser) == {}

    Message.update(state="failed").where(Message.id == again.id).execute()
    (lines,) = groups_on(browser).values()

    assert [words for words, _, _ in lines] == [f"MSG-{again.id}: failed, to {again.recipient}."]
    assert lines[0][2] == f"/messages/readdress/?id={again.id}"


# -- how many --------------------------------------------------------------------------------------


def tasks_on(case: Case, count: int) -> None:
    with writing():
        for number in range(count, 0, -1):
            due_on = date(2026, 10, 1) + timedelta(number % 28)
            make_task(case=case, what=f"Task {number} of the {number % 28}.", due_on=due_on)


def test_the_longest_waiting_stands_first_and_the_rest_are_a_link_away(browser: Sweeper) -> None:
    tasks_on(make_case(officer=make_officer(), opened_on=TODAY), 23)
    lines = groups_on(browser)["Tasks due (23)"]

    assert [words.partition(" of ")[0] for words, _, _ in lines] == [
        f"Task {number}" for number in range(1, 11)
    ]
    assert "and 13 more" in words_in(browser.get("/"))
    assert "/worklist/tasks/?whose=team" in links_in(browser.get("/"))

    first, second = (words_in(browser.get(f"/worklist/tasks/?page={n}")) for n in (1, 2))
    assert ("Task 20 of" in first, "Task 21 of" in first) == (True, False)
    assert ("Task 20 of" in second, "Task 21 of" in second) == (False, True)
    assert ('rel="next"' in first, 'rel="next"' in second) == (True, False)
    assert 'rel="prev"' in second


def test_two_councils_lines_are_one_list_with_the_council_named(app: Flask) -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    manager = make_officer("manager")
    saved(Role(officer=manager, authority=theirs, name="manager"))
    for number, authority in enumerate((theirs, the_authority()) * 2):
        case = make_case(child=make_child(authority=authority), officer=manager, opened_on=TODAY)
        make_task(case=case, what=f"Task {number}.", due_on=YESTERDAY - timedelta(number))
    browser = sweeper(app, manager)
    lines = groups_on(browser)["Tasks due (4)"]

    assert [words.split(".")[0] for words, _, _ in lines] == [
        "Task 3",
        "Task 2",
        "Task 1",
        "Task 0",
    ]
    assert lines[0][0].endswith("(Cambridgeshire County Council)")
    assert lines[1][0].endswith("(Peterborough City Council)")


def test_more_than_a_thousand_are_not_counted_out(
    browser: Sweeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("admin_views.worklist.group.COUNTED_TO", 20)
    monkeypatch.setattr("admin_views.worklist.front_page.COUNTED_TO", 20)
    tasks_on(make_case(officer=make_officer(), opened_on=TODAY), 22)
    page = words_in(browser.get("/"))

    assert COUNTED_TO == 1000
    assert "Tasks due (20 or more)" in groups_on(browser)
    assert "See all of them" in page
    assert "Task 22 of" in words_in(browser.get("/worklist/tasks/?page=2"))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/worklist/tasks/?page=1000000", 200),
        ("/worklist/tasks/?page=nonsense", 200),
        ("/worklist/tasks/?whose=nonsense", 200),
        ("/worklist/nonsense/", 404),
        ("/?officer=nonsense", 404),
        ("/?officer=99999999", 404),
    ],
)
def test_an_odd_address_is_answered_in_words(browser: Sweeper, address: str, status: int) -> None:
    page = browser.get(address)

    assert page.status_code == status
    if "1000000" in address:
        assert "nothing on this page any more" in words_in(page)


# -- whose work ------------------------------------------------------------------------------------


def test_officers_see_their_own_and_what_nobody_has_and_may_look_at_the_team_s(
    app: Flask, mine: Officer
) -> None:
    other = make_officer("ehe_officer")
    for one_of in ONE_OF.values():
        one_of(other)
    browser = sweeper(app, mine)

    assert set(groups_on(browser)) == {
        "Welfare concerns to be acknowledged (1)",
        "Referrals to triage (1)",
        "Cases nobody owns (1)",
        "Files waiting for the virus scanner (1)",
        "Files with a child waiting for the virus scanner (1)",
    }
    theirs = {f"{group.title} (1)" for group in ON_THE_PAGE if group.key != "restricted-opened"}
    assert set(groups_on(browser, "/?whose=team")) == theirs
    assert set(groups_on(sweeper(app, other))) == theirs
    assert {"/?whose=mine", "/?whose=team"} <= set(links_in(browser.get("/")))


def test_a_task_nobody_was_given_is_for_whoever_has_the_case(app: Flask, mine: Officer) -> None:
    case = make_case(officer=mine, opened_on=TODAY)
    make_task(case=case, what="Theirs.", officer=make_officer())
    make_task(case=case, what="Nobody's.")
    make_task(case=make_case(officer=make_officer(), opened_on=TODAY), what="Given.", officer=mine)

    (lines,) = groups_on(sweeper(app, mine)).values()
    assert {words.split(".")[0] for words, _, _ in lines} == {"Nobody's", "Given"}


@pytest.mark.parametrize("role", ["business_support", "returns_officer", "auditor"])
def test_who_owns_no_cases_sees_the_team_s_and_only_what_the_role_may_do(
    app: Flask, mine: Officer, role: str
) -> None:
    for one_of in ONE_OF.values():
        one_of(mine)
    officer = make_officer(role)
    browser = sweeper(app, officer)
    groups = groups_on(browser)
    remedies = {to_do for lines in groups.values() for _, _, to_do in lines if to_do}

    shut = [one for one in ON_THE_PAGE if not Scope.officer(officer).may("see", one.model)]
    assert len(groups) == len(ONE_OF) - len(shut)
    assert len(shut) >= {"business_support": 1, "returns_officer": 4, "auditor": 0}[role]
    assert all(browser.get(one).status_code == 200 for one in remedies)
    assert bool(remedies) == (role == "business_support")
    for lines in groups.values():
        assert all(browser.get(record).status_code == 200 for _, record, _ in lines)


def test_a_role_without_casework_is_told_so(app: Flask) -> None:
    administrator = sweeper(app, make_officer("system_administrator"))

    assert groups_on(administrator) == {}
    assert "Your role has no casework" in words_in(administrator.get("/"))
    assert administrator.get(f"/?officer={make_officer().id}").status_code == 404
    assert administrator.get("/worklist/tasks/").status_code == 404


# -- the team --------------------------------------------------------------------------------------


def test_the_manager_sees_a_row_an_officer_and_one_for_nobody(
    browser: Sweeper, mine: Officer
) -> None:
    idle = make_officer("ehe_officer", name="Zoe Idle")
    gone = make_officer("cme_officer", name="Gone Away")
    an_answer_overdue(mine)
    a_case_left_alone(mine)
    a_task_of_today(gone)
    a_case_of_nobody(mine)
    Role.update(active=False).where(Role.officer == gone).execute()
    make_officer("business_support", name="Has no cases")

    assert team_on(browser) == {
        "Gone Away": ["1", "0", "1", "0"],
        "Una Marsh Cambridgeshire County Council": ["2", "1", "0", "1"],
        f"{idle.name} Cambridgeshire County Council": ["0", "0", "0", "0"],
        "Nobody": ["1", "0", "0", "0"],
    }


def test_each_number_leads_to_as_many_rows(browser: Sweeper, mine: Officer) -> None:
    for one_of in (an_answer_overdue, a_case_left_alone, a_task_of_today, a_case_of_nobody):
        one_of(mine)
    tree = lxml.html.fromstring(words_in(browser.get("/")))
    numbers = tree.xpath("//section[@id='team']//td//a")

    assert len(numbers) == 5
    for link in numbers:
        page = lxml.html.fromstring(words_in(browser.get(link.get("href"))))
        assert len(page.xpath("//main//li")) == int(link.text_content().split()[0])


def test_only_who_sees_the_roles_sees_the_team(app: Flask, mine: Officer) -> None:
    an_answer_overdue(mine)
    shown = {
        role: bool(team_on(sweeper(app, make_officer(role))))
        for role in ("cme_officer", "business_support", "manager", "auditor", "returns_officer")
    }

    assert {role for role, team in shown.items() if team} == {"manager", "auditor"}


def test_an_officer_s_row_leads_to_what_needs_that_officer(browser: Sweeper, mine: Officer) -> None:
    line = an_answer_overdue(mine)
    an_answer_overdue(make_officer())
    a_case_of_nobody(mine)
    page = f"/?officer={mine.id}"

    assert page in links_in(browser.get("/"))
    assert groups_on(browser, page) == {"Enquiries overdue (1)": [line]}
    assert "What needs Una Marsh today" in words_in(browser.get(page))
    assert "Una Marsh" not in lxml.html.fromstring(words_in(browser.get(page))).findtext(".//title")


# -- what it must never do -------------------------------------------------------------------------


def test_t02_another_authority_s_work_is_neither_listed_nor_counted(
    app: Flask, councils: Councils
) -> None:
    mark(councils.theirs)
    Task.update(due_on=TODAY).execute()
    Message.update(state="failed").execute()
    ours = sweeper(app, make_officer("manager", authority=councils.ours))
    nobody = sweeper(app, make_officer("manager", authority=make_authority(code="999")))

    for address in ("/", *(f"/worklist/{group.key}/" for group in every_group())):
        assert MARK not in words_in(ours.get(address))
    assert "Tasks due (1)" in groups_on(ours)
    assert groups_on(nobody) == {}
    assert set(map(tuple, team_on(nobody).values())) == {("0", "0", "0", "0")}


def test_t04_a_restricted_child_is_neither_listed_nor_counted(app: Flask, mine: Officer) -> None:
    for one_of in ONE_OF.values():
        one_of(mine)
    manager = make_officer("manager")
    before = groups_on(sweeper(app, manager))
    for case in Case.select():
        make_restriction(child=case.child)
    after = sweeper(app, manager)

    assert len(before) == len(ONE_OF)
    assert set(groups_on(after)) == {"Restricted records opened (1)"}  # that one is lifted
    assert set(map(tuple, team_on(after).values())) == {("0", "0", "0", "0")}


def test_what_the_page_shows_is_one_look_at_the_children_on_it(app: Flask, mine: Officer) -> None:
    lines = {key: one_of(mine) for key, one_of in ONE_OF.items() if key not in OF_NO_CASE}
    children = {case.child_id for case in Case.select()}
    browser = sweeper(app, make_officer("manager"))
    browser.get("/")
    (event,) = Event.select().where(Event.verb == "listed")

    assert event.table_name == "case"
    assert set(event.about["children"]) == children
    assert event.about["count"] == len(lines)


def test_an_opening_that_is_shown_is_a_look_at_the_child(browser: Sweeper, mine: Officer) -> None:
    an_opening(mine)
    browser.get("/")
    (event,) = Event.select().where(Event.verb == "listed", Event.table_name == "restriction")

    assert len(event.about["children"]) == 1


@pytest.fixture
def busy_days(mine: Officer) -> Iterator[Callable[[], None]]:
    def fill() -> None:
        with writing():
            for one_of in list(ONE_OF.values())[1:]:
                one_of(mine)

    return fill


def test_the_front_page_costs_as_many_queries_for_ten_rows_as_for_one(
    browser: Sweeper, busy_days: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_days()
    browser.get("/")  # the first look of all begins a chain
    with counting(monkeypatch) as few:
        browser.get("/")
    for _ in range(3):
        busy_days()
    with counting(monkeypatch) as many:
        browser.get("/")

    assert len(many) <= len(few) <= 16


def test_the_council_decides_how_long_is_too_long(browser: Sweeper, mine: Officer) -> None:
    make_case(officer=mine, opened_on=TODAY - timedelta(10))
    assert groups_on(browser) == {}

    row = {"name": "quiet_days", "value": 10, "effective_from": TODAY}
    saved(Setting(authority=the_authority(), **row))
    assert set(groups_on(browser)) == {"Quiet cases (1)"}

    make_note(case=Case.get(), written_on=TODAY)
    assert groups_on(browser) == {}


def test_the_menu_leads_to_every_screen_an_officer_may_open(app: Flask, browser: Sweeper) -> None:
    menu = {link for link in links_in(browser.get("/")) if link.count("/") == 2}
    opened = {link: browser.get(link).status_code for link in menu}
    all_of_them = {f"/{view.address}/" for view in case_views(app)}

    assert set(opened.values()) == {200}
    assert len(menu & all_of_them) > 20
    for link in all_of_them - menu:
        assert browser.get(link).status_code == 403


def test_a_standard_of_a_referral_names_the_referral_and_no_child(app: Flask) -> None:
    referral = make_referral()
    row = {"standard": "acknowledge", "started_on": TODAY, "due_on": TODAY}
    saved(Clock(authority=referral.authority, referral=referral, **row))
    groups = groups_on(sweeper(app, make_officer("auditor")))

    ((words, _, _),) = groups["Service standards due (1)"]
    assert words == f"Acknowledge the referral ({referral.reference}): to be done today"
