"""`flask demo`: what it loads, tells and refuses."""

from __future__ import annotations

import pytest
from flask import Flask

from commands.demo_data.organisations import DEMO_PASSWORD
from commands.starters import FOLDER
from models.outgoing.template import TemplateVersion
from models.people.child import Child
from tests.commands.typing_in import typed


def test_it_loads_families_and_their_letters(app: Flask) -> None:
    result = typed(app, "demo", "load", "--children", "10")

    assert result.exit_code == 0, result.output
    assert "10  child" in result.output
    assert "873 s437-notice: published as version 1" in result.output
    assert TemplateVersion.select().count() == 2 * len(list(FOLDER.glob("*.docx")))


def test_it_tells_where_to_go_and_whom_to_sign_in_as(app: Flask) -> None:
    result = typed(app, "demo", "welcome")

    assert "http://127.0.0.1:8000" in result.output
    assert "manager2@demo.example" in result.output
    assert DEMO_PASSWORD in result.output


def test_a_second_load_is_refused_in_words(app: Flask) -> None:
    typed(app, "demo", "load", "--children", "10")
    result = typed(app, "demo", "load", "--children", "10")

    assert result.exit_code == 1
    assert "The database already holds 10 children" in result.output


def test_loading_once_leaves_a_filled_database_alone(app: Flask) -> None:
    typed(app, "demo", "load", "--children", "10")
    result = typed(app, "demo", "load", "--children", "20", "--once")

    assert result.exit_code == 0
    assert Child.select().count() == 10


@pytest.mark.parametrize("command", ["load", "catch-mail", "welcome"])
def test_nothing_is_done_outside_a_demo(app: Flask, command: str) -> None:
    app.config["DEMO"] = False
    result = typed(app, "demo", command)

    assert result.exit_code == 1
    assert "This is not a demo" in result.output
    assert Child.select().count() == 0


def test_mail_is_caught_on_this_machine_only(app: Flask) -> None:
    app.config["MAIL_URL"] = "smtp://192.0.2.1:8025"
    result = typed(app, "demo", "catch-mail")

    assert result.exit_code == 1
    assert "this machine only" in result.output
