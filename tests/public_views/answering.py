"""Somebody outside with a link: what their mailbox gets, and the pages they then see."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from correspondence.chases import still_to_go
from correspondence.officer_emails import Door
from correspondence.reply_links import with_replies
from models.casework.enquiry import Enquiry
from models.outgoing.message import Message
from models.scope import Scope
from tests.browsing import Browser
from tests.conftest import clock
from tests.making import NOW, TODAY, make_reply_link

SENDING = Scope.job("sending")
LINK = re.compile(r"http://127\.0\.0\.1:8000(/reply/[\w-]{43})\b")
CODE = re.compile(r"^ {4}([0-9]{6})$", re.MULTILINE)


def door(app: Flask) -> Door:
    return Door(app.config["BASE_URL"], app.config["SEAL"])


def address_for(app: Flask, enquiry: Enquiry) -> str:
    """The path of the link in a mail about this question."""
    message = Message(
        recipient=enquiry.asked.email, body=f"[reply link {make_reply_link(enquiry).id}]"
    )
    found = LINK.search(with_replies(SENDING, message, message.body, door(app), NOW, TODAY))
    assert found is not None
    return found[1]


def code_in_the_mail(app: Flask, recipient: str) -> str:
    """The digits in the newest mail to that address, as it would leave now."""
    mails = Message.select().where(Message.recipient == recipient, Message.urgent)
    message = mails.order_by(Message.id.desc()).first()
    assert message is not None
    if not still_to_go(SENDING, message, clock["now"], TODAY):
        return ""
    body = with_replies(SENDING, message, message.body, door(app), clock["now"], TODAY)
    found = CODE.search(body)
    return found[1] if found else ""


class Outside(Browser):
    """A browser of somebody who has no account, at the address of a link."""

    def __init__(self, app: Flask, address: str) -> None:
        super().__init__(app)
        self.app, self.address = app, address

    def token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.words())
        return found[1] if found else ""

    def words(self) -> str:
        return self.get(self.address).get_data(as_text=True)

    def open_by_code(self, recipient: str) -> None:
        assert self.post(f"{self.address}/code").status_code == 302
        digits = code_in_the_mail(self.app, recipient)
        assert self.post(f"{self.address}/open", {"code": digits}).status_code == 302


def later(minutes: float) -> None:
    clock["now"] = NOW + timedelta(minutes=minutes)
