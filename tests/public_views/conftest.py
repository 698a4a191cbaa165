"""Somebody outside with a browser, and a council to refer to."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.making import the_authority
from tests.visiting import Visitor


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    the_authority()
    return Visitor(app)
