"""A case moves on to the next spell once its weeks are full."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from models.casework.case import Case
from models.casework.open_for import OPEN_FOR, open_for
from tests.making import TODAY, make_case, writing

pytestmark = pytest.mark.usefixtures("db")


def test_a_case_moves_on_when_its_weeks_are_full() -> None:
    expected = {}
    with writing():
        for spell, following in pairwise(OPEN_FOR):
            assert spell.below is not None
            full = make_case(opened_on=TODAY - spell.below)
            short = make_case(opened_on=TODAY - spell.below + timedelta(days=1))
            expected |= {full.id: following.name, short.id: spell.name}

    assert dict(iter(Case.select(Case.id, open_for(TODAY)).tuples())) == expected
