"""Referring a child without an account: page by page to a receipt, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask

from models.casework.referral import Referral
from tests.making import make_school, the_authority
from tests.visiting import Visitor

pytestmark = pytest.mark.usefixtures("db")

PDF = b"%PDF-1.7\nreport\n%%EOF"


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    the_authority()
    return Visitor(app)


def test_a_school_refers_a_child_and_all_of_it_is_kept(visitor: Visitor) -> None:
    school = make_school(name="Hilltop Primary")
    visitor.fill(school={"school": school.urn})
    assert visitor.add(PDF).status_code == 302
    receipt = visitor.send()

    referral = Referral.get()
    assert referral.receipt == receipt
    assert referral.route == "school"
