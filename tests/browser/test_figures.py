"""Figures in a browser: drawn from the tables, under the policy, and whole without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from admin_views.figures.charts import CHARTS
from tests.browser.conftest import Visit
from tests.making import TODAY, make_case, make_contact, make_enquiry, make_officer

pytestmark = pytest.mark.browser

# Of every picture: whether it is kept from screen readers, and whether anything is drawn on it.
DRAWN = """() => [...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  return [canvas.parentElement.getAttribute('aria-hidden'), data.some((shade) => shade > 0)]
})"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_figures_are_drawn_beside_their_tables(
    app: Flask, visit: Callable[..., Visit], javascript: bool
) -> None:
    case = make_case(kind="EHE", reason="ehe_chosen", opened_on=TODAY)
    make_contact(case=case, happened_on=TODAY)
    make_enquiry(case=case, sent_on=TODAY)
    at = visit(javascript=javascript)
    at.sign_in(make_officer("manager"))
    at.open("/figures/")
    at.page.set_viewport_size({"width": 375, "height": 800})
    at.page.wait_for_load_state("networkidle")

    if javascript:
        drawn: Any = at.page.evaluate(DRAWN)
        assert drawn == [["true", True]] * len(CHARTS)
        assert at.page.evaluate("document.documentElement.scrollWidth") == 375
        assert at.violations() == []
    assert at.page.get_by_role("table").count() == len(CHARTS)

    table = at.page.get_by_role("table", name="Open cases by age")
    table.get_by_role("link", name="1 7 to 10, EHE").or_(
        table.get_by_role("link", name="1 11 to 13, EHE")
    ).click()
    at.page.get_by_role("link", name=case.reference).wait_for()
    assert not javascript or at.violations() == []
    assert case.child.surname not in at.page.title() + at.page.url
    assert at.complaints == []
