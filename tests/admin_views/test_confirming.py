"""Asked before something is sent or cannot be undone, on a page and without a script."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from flask import Flask

from models.outgoing.message import Message
from tests.admin_views.sweeping import Sweeper, case_views, forms_in, links_in, sweeper, words_in
from tests.making import make_enquiry, make_message, make_officer


def test_a_chase_is_asked_about_before_it_goes(browser: Sweeper) -> None:
    enquiry = make_enquiry(due_on=date(2026, 9, 14))
    details = browser.get(f"/enquiries/details/?id={enquiry.id}")
    ask = f"/enquiries/confirm/?id={enquiry.id}&do=enquiries.chase_view"

    assert ask in links_in(details)
    assert "/enquiries/chase/" not in words_in(details)  # no button that sends by one slip
    page = browser.get(ask)
    form = forms_in(page)[-1]
    assert "A mail cannot be called back." in words_in(page)
    assert not Message.select().exists()
    answer = browser.post(form.action, dict(form.form_values()))
    assert answer.location == f"/enquiries/details/?id={enquiry.id}"
    assert Message.select().count() == 1


def test_the_page_that_asks_changes_nothing_and_leads_back(browser: Sweeper) -> None:
    message = make_message(state="held")
    page = browser.get(f"/messages/confirm/?id={message.id}&do=messages.cancel_view")

    assert page.status_code == 200
    assert "will never be sent" in words_in(page)
    assert f"/messages/details/?id={message.id}" in links_in(page)
    assert Message.get_by_id(message.id).state == "held"


def test_what_is_not_to_be_done_any_more_is_not_asked(browser: Sweeper) -> None:
    message = make_message(state="sent")
    done = browser.get(f"/messages/confirm/?id={message.id}&do=messages.cancel_view")

    assert done.status_code == 409
    assert "Something else has changed" in words_in(done)


@pytest.mark.parametrize("do", ["", "nothing", "messages.readdress_view", "officers.disable_view"])
def test_only_what_is_asked_about_has_such_a_page(browser: Sweeper, do: str) -> None:
    message = make_message(state="held")

    assert browser.get(f"/messages/confirm/?id={message.id}&do={do}").status_code == 404


def test_whoever_may_not_do_it_is_not_asked(app: Flask, browser: Sweeper) -> None:
    enquiry = make_enquiry(due_on=date(2026, 9, 14))
    address = f"/enquiries/confirm/?id={enquiry.id}&do=enquiries.chase_view"
    auditor = sweeper(app, make_officer("auditor"))

    assert browser.get(address).status_code == 200
    assert auditor.get(address).status_code == 409


def test_every_action_that_asks_says_what_happens(app: Flask) -> None:
    asking = [one for view in case_views(app) for one in view.actions if one.confirm]

    assert len(asking) >= 7
    for action in asking:
        assert action.posts
        assert action.confirm.endswith(".")


# -- a record's page --------------------------------------------------------------------------


def test_each_row_of_a_record_has_its_own_way_to_change_it(browser: Sweeper) -> None:
    enquiry = make_enquiry()
    answer = browser.get(f"/enquiries/details/?id={enquiry.id}")
    page = lxml.html.fromstring(words_in(answer))
    changes = page.xpath(
        "//dl[contains(@class, 'govuk-summary-list')]//dd/a[contains(., 'Change')]"
    )
    leads = {" ".join(link.text_content().split()): link.get("href") for link in changes}

    assert leads["Change answer due"] == f"/enquiries/edit/?id={enquiry.id}#due_on"
    assert "Change reference" not in leads
    form = forms_in(browser.get(leads["Change answer due"]))[-1]
    for href in leads.values():
        assert form.xpath(f".//*[@id='{href.partition('#')[2]}']"), href


def test_whoever_may_only_look_is_offered_no_change(app: Flask) -> None:
    enquiry = make_enquiry()
    auditor = sweeper(app, make_officer("auditor"))
    page = auditor.get(f"/enquiries/details/?id={enquiry.id}")

    assert page.status_code == 200
    assert "/enquiries/edit/" not in words_in(page)
