"""Figures: every number has its records behind it, and counts what the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from typing import Any

import lxml.html
import pytest
from flask import Flask, g

from admin_views.figures import figures_page as figures
from admin_views.figures.charting import ByMonth, Chart
from admin_views.figures.charts import CHARTS
from admin_views.figures.days_to_first_action import DaysToFirstAction
from models.base import database
from models.casework.case import Case
from models.casework.referral import Referral
from models.ledger.event import Event
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from models.organisations.role import ROLES, Role
from models.scope import Scope
from tests.admin_views.sweeping import counting, sweeper, words_in
from tests.browsing import Browser
from tests.making import (
    NOW,
    TODAY,
    make_agency,
    make_authority,
    make_case,
    make_chase,
    make_check,
    make_child,
    make_contact,
    make_enquiry,
    make_handover,
    make_message,
    make_officer,
    make_parent,
    make_referral,
    make_restriction,
    saved,
    the_authority,
    writing,
)

READERS = ("manager", "returns_officer", "auditor")


def make_a_year_of_work() -> None:
    """Cases of both kinds, of many ages and officers, opened and closed; enquiries of all ends."""
    with writing():
        dana = make_officer(name="Dana Reed")
        births = (None, date(2022, 5, 1), date(2016, 2, 29), date(2011, 7, 1), date(2009, 12, 1))
        for n, born_on in enumerate(births * 2):
            child = make_child(born_on=born_on)
            case = make_case(
                child=child,
                kind="EHE" if n % 2 else "CME",
                opened_on=TODAY - timedelta(days=37 * n),
                closed_on=TODAY - timedelta(days=n) if n % 3 == 0 else None,
                officer=dana if n % 4 else None,
            )
            asked: list[dict[str, Any]] = [{}, {"agency": make_agency()}]
            asked += [{"person": make_parent(child)}, {"other_authority": the_authority()}]
            sent_on = case.opened_on + timedelta(days=n)
            if n % 5 == 0 or sent_on > TODAY:
                continue
            enquiry = make_enquiry(case=case, sent_on=sent_on, **asked[n % 4])
            if n % 2:
                enquiry.answered_on, enquiry.answer = sent_on + timedelta(days=9), "On roll."
                saved(enquiry)
                message = make_message(state="sent", sent_on=sent_on + timedelta(days=8))
                make_chase(enquiry, n % 4, message=message)
            handover = make_handover(case=case, sent_on=sent_on)
            if n % 3:
                handover.acknowledge("Jo Bell", "", sent_on + timedelta(days=3 * n))
            make_referral(received_at=NOW - timedelta(days=37 * n))
            make_contact(case=case, happened_on=case.opened_on + timedelta(days=n % 3 + 1))


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Of a manager of 873."""
    return sweeper(app, make_officer("manager"))


def tables_in(page: Any) -> dict[str, Any]:
    """The tables that are drawn, by the name of their figure."""
    tree = lxml.html.fromstring(words_in(page))
    return {one.xpath("./h2/@id")[0]: one for one in tree.xpath("//section[.//*[@data-chart]]")}


def number_in(link: Any) -> float:
    return float(link.getparent().get("data-value"))


@contextmanager
def asked_by(app: Flask, officer: Officer) -> Iterator[figures.Asked]:
    with app.test_request_context():
        g.scope = Scope.officer(officer, NOW)
        yield figures.Asked(g.scope.authorities("see", "Figures"), TODAY, 12)
    database.connect(reuse_if_open=True)


def subclasses(one: type[Chart]) -> list[type[Chart]]:
    return [one, *(deeper for sub in one.__subclasses__() for deeper in subclasses(sub))]


def test_every_chart_there_is_stands_on_the_page(browser: Browser) -> None:
    charts = [one for one in subclasses(Chart) if one not in (Chart, ByMonth)]

    assert set(charts) == set(CHARTS)
    assert list(tables_in(browser.get("/figures/"))) == [chart.name for chart in CHARTS]


def test_a_number_opens_the_list_of_just_as_many_records(browser: Browser) -> None:
    make_a_year_of_work()

    followed = 0
    for name, section in tables_in(browser.get("/figures/")).items():
        for link in section.xpath(".//tbody/tr[position() > last() - 2]/td/a"):
            page = words_in(browser.get(link.get("href")))
            listed = lxml.html.fromstring(page).xpath("//tbody/tr")
            (told,) = re.findall(r'class="count">(\d+) record', page)
            followed += 1
            assert len(listed) == int(told), link.get("href")
            if name == DaysToFirstAction.name and not link.get("href").endswith("/nothing-yet/"):
                days = [int(row.xpath("./td")[-1].text) for row in listed]
                assert median(days) == number_in(link), link.get("href")
            else:
                assert len(listed) == number_in(link), link.get("href")

    assert followed > 20


def test_every_cell_agrees_with_its_query_empty_ones_too(app: Flask) -> None:
    make_a_year_of_work()

    with asked_by(app, make_officer("manager")) as asked:
        for chart in (one(asked) for one in CHARTS):
            cells = [cell for _, row in chart.table() for cell in row]
            assert any(cell.count == 0 for cell in cells)
            for cell in cells:
                rows = list(chart.behind(cell))
                days = [int(told[-1]) for told in chart.more_of(rows).values()]
                value = median(days) if days else cell.value
                assert (len(rows), value) == (cell.count, cell.value), (chart.name, cell)


def test_an_enquiry_behind_a_number_leads_to_its_case(browser: Browser) -> None:
    enquiry = make_enquiry()
    page = words_in(browser.get("/figures/chase-outcomes/school/waiting/"))

    assert f'href="/enquiries/details/?id={enquiry.id}"' in page
    assert f'href="/cases/details/?id={enquiry.case_id}"' in page


def test_totals_are_of_all_there_are(app: Flask) -> None:
    make_a_year_of_work()
    is_open = Case.select().where(Case.closed_on.is_null()).count()

    with asked_by(app, make_officer("manager")) as asked:
        for chart in (one(asked) for one in CHARTS if one.name.startswith("open-by")):
            total = chart.cell_at("all", "all")
            assert total is not None
            assert total.value == is_open > 3


@pytest.mark.parametrize("role", [name for name, _ in ROLES])
def test_figures_are_for_those_who_may_see_them(app: Flask, role: str) -> None:
    make_enquiry(case=make_case())
    browser = sweeper(app, make_officer(role))
    pages = ("/figures/", "/figures/open-by-age/all/all/", "/figures/open-by-age/table.csv")
    expected = 200 if role in READERS else 403

    assert [browser.get(page).status_code for page in pages] == [expected] * 3
    assert ('href="/figures/"' in words_in(browser.get("/"))) == (role in READERS)


def test_readers_of_every_role_have_the_same_figures(app: Flask) -> None:
    """Whoever may not open a letter or a chase has the days and outcomes that rest on them.

    The chart of referrals is only for who may see referrals.
    """
    make_a_year_of_work()
    told = []
    for role in READERS:
        with asked_by(app, make_officer(role)) as asked:
            charts = [one(asked) for one in CHARTS if one.lists is not Referral]
            told.append([[c.value for _, row in one.table() for c in row] for one in charts])

    assert told[0] == told[1] == told[2]


def test_t04_a_hidden_child_is_in_no_number_and_no_list(app: Flask, browser: Browser) -> None:
    case = make_case(child=make_child(surname="Featherstonehaugh"), opened_on=TODAY)
    make_enquiry(case=case, sent_on=TODAY)
    seen = sweeper(app, make_officer("auditor"))
    make_restriction(child=case.child)

    for name, section in tables_in(browser.get("/figures/")).items():
        assert section.xpath(".//td/a") == [], name
    for chart in ("open-by-age", "chase-outcomes"):
        page = words_in(browser.get(f"/figures/{chart}/all/all/"))
        assert "0 records" in page
        assert "Featherstonehaugh" not in page
        assert "Featherstonehaugh" in words_in(seen.get(f"/figures/{chart}/all/all/"))


@pytest.fixture
def in_two(app: Flask) -> tuple[Officer, Authority]:
    """A manager of 873 who is a case officer in 874, and 874; each with one open case."""
    manager, theirs = make_officer("manager"), make_authority(code="874", name="Peterborough")
    saved(Role(officer=manager, authority=theirs, name="cme_officer"))
    make_case()
    make_case(child=make_child(authority=theirs))
    return manager, theirs


def open_cases(browser: Browser, query: str = "") -> float:
    section = tables_in(browser.get(f"/figures/{query}"))["open-by-kind"]
    return number_in(section.xpath(".//tr[last()]/td[last()]/a")[0])


def test_only_those_authorities_count_whose_figures_the_reader_may_see(
    app: Flask, in_two: tuple[Officer, Authority]
) -> None:
    manager, theirs = in_two
    browser = sweeper(app, manager)

    assert open_cases(browser) == 1
    assert browser.get(f"/figures/?authority={theirs.id}").status_code == 404
    assert 'name="authority"' not in words_in(browser.get("/figures/"))


def test_one_of_several_authorities_is_chosen_and_kept_in_the_links(
    app: Flask, in_two: tuple[Officer, Authority]
) -> None:
    manager, theirs = in_two
    saved(Role(officer=manager, authority=theirs, name="manager"))
    browser = sweeper(app, manager)
    assert open_cases(browser) == 2
    query = f"?months=6&authority={theirs.id}"
    assert open_cases(browser, query) == 1

    page = browser.get(f"/figures/{query}")
    (link,) = tables_in(page)["open-by-kind"].xpath(".//tr[last()]/td[last()]/a/@href")
    assert link.endswith(query)
    assert "1 record<" in words_in(browser.get(link))
    assert f'href="/figures/{query.replace("&", "&amp;")}#open-by-kind"' in words_in(
        browser.get(link)
    )


@pytest.mark.parametrize(
    ("query", "months"),
    [("", 12), ("?months=6", 6), ("?months=24", 24), ("?months=7", 12), ("?months=x", 12)],
)
def test_the_period_is_six_twelve_or_24_months(browser: Browser, query: str, months: int) -> None:
    section = tables_in(browser.get(f"/figures/{query}"))["opened-and-closed"]
    lines = section.xpath(".//tbody//th/text()")

    assert len(lines) == months + 1
    assert lines[-2:] == ["November 2026 so far", "All"]


@pytest.mark.parametrize(
    "path",
    [
        "/figures/no-such-chart/all/all/",
        "/figures/no-such-chart/table.csv",
        "/figures/open-by-age/99/all/",
        "/figures/open-by-officer/99999999/all/",
        "/figures/opened-and-closed/all/all/",
        "/figures/?authority=0",
        "/figures/?authority=x",
    ],
)
def test_a_figure_that_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_long_list_has_pages(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "PAGE_SIZE", 2)
    cases = [make_case() for _ in range(5)]
    address = "/figures/open-by-kind/all/all/"

    last = words_in(browser.get(f"{address}?page=1000000"))
    assert "page 3 of 3" in last
    assert last.count('scope="row"') == 1
    assert cases[-1].reference in last
    event = Event.select().order_by(Event.id.desc()).get()
    assert event.verb == "listed"
    assert (event.about["count"], event.about["ids"]) == (5, [cases[4].id])
    assert event.about["find"] == "figures:open-by-kind/all/all"


def test_t13_a_figure_leaves_as_a_file_that_runs_nothing(browser: Browser) -> None:
    make_case(officer=make_officer(name="=cmd|'/c calc'!A1"))

    page = browser.get("/figures/open-by-officer/table.csv?months=6")
    mark, heads, first, *_ = words_in(page).splitlines()

    assert "figures-open-by-officer-2026" in page.headers["Content-Disposition"]
    assert "As at 23 November 2026" in mark
    assert heads == '"Officer","CME","EHE","All"'
    assert first == '''"'=cmd|'/c calc'!A1","1","0","1"'''
    event = Event.select().order_by(Event.id.desc()).get()
    assert (event.verb, event.about["find"]) == ("export", "figures:open-by-officer")


def test_the_page_asks_no_more_for_more_records(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question or two a chart, and a dozen for who asks and that they did."""
    browser.get("/figures/")
    make_a_year_of_work()
    with counting(monkeypatch) as asked:
        browser.get("/figures/")
    few = len(asked)
    make_a_year_of_work()
    with counting(monkeypatch) as asked:
        browser.get("/figures/")

    assert len(asked) == few <= 12 + len(CHARTS) + 2


def test_the_days_to_the_first_check_are_counted_from_the_referral(
    app: Flask, browser: Browser
) -> None:
    received = NOW - timedelta(days=9)
    case = make_case(referral=make_referral(received_at=received), opened_on=TODAY)
    make_case(referral=make_referral(), opened_on=TODAY)
    make_check(case=case, number=3, done_on=TODAY - timedelta(days=2))
    make_check(case=case, number=1)

    page = words_in(browser.get("/figures/days-to-first-check/all/cme/"))

    assert case.reference in page
    assert "14 Nov 2026" in page
    assert "21 Nov 2026" in page
    assert ">7<" in page
