"""Two councils that share the program, with a record of every kind each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import NamedTuple

import pytest
from flask import Flask

from models.base import database
from models.connecting import connect
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import Authority
from models.organisations.officer import Officer
from tests.admin_views.sweeping import Sweeper, sweeper
from tests.conftest import POSTGRESQL
from tests.making import (
    make_agency,
    make_authority,
    make_officer,
    make_one_of_each,
    saved,
    the_authority,
    writing,
)


@pytest.fixture(autouse=True)
def in_haste(request: pytest.FixtureRequest) -> Iterator[None]:
    """A sweep asks for a thousand pages: nothing here is about a power cut or a connection."""
    program = {"app", "real"} & set(request.fixturenames)
    if not program:
        yield
        return
    for name in program:
        request.getfixturevalue(name)
    if POSTGRESQL:
        yield
        return
    database.obj.pragma("synchronous", 0, permanent=True)
    # With a second connection open, closing the first does not fold the log back each time.
    with closing(connect(f"sqlite:///{database.obj.database}")) as keeper:
        keeper.execute_sql("SELECT 1")
        yield


class Councils(NamedTuple):
    ours: Authority
    theirs: Authority


def fill(authority: Authority) -> None:
    """A row of every kind that an authority can hold."""
    with writing():
        make_one_of_each(authority)
        saved(Calendar(authority=authority, day=date(2026, 12, 29), name="Office closed"))
        day = date(2026, 1, 1)
        saved(Setting(authority=authority, name="enquiry_days", value=7, effective_from=day))


@pytest.fixture
def councils(app: Flask) -> Councils:
    ours = the_authority()
    theirs = make_authority(code="874", name="Peterborough City Council")
    fill(ours)
    fill(theirs)
    make_agency()
    # Who goes through every page there is opens more than a visitor may.
    for name in ("pages_an_hour", "referrals_an_hour"):
        saved(Setting(name=name, value=100_000, effective_from=date(2026, 1, 1)))
    return Councils(ours, theirs)


@pytest.fixture
def manager(app: Flask) -> Officer:
    """A manager of 873, which holds no record but ladders yet."""
    return make_officer("manager")


@pytest.fixture
def browser(app: Flask, manager: Officer) -> Sweeper:
    """A browser in which a manager of 873 is signed in."""
    return sweeper(app, manager)
