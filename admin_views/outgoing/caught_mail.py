"""The demo's mail, as its catcher kept it. Not there outside the demo."""

from __future__ import annotations

from flask import current_app
from flask_admin import BaseView, expose

from admin_views.asking import scope
from admin_views.signed_in import SignedInView
from correspondence.caught import caught
from models.outgoing.message import Message

SHOWN = 100


class CaughtMailView(SignedInView, BaseView):
    def is_accessible(self) -> bool:
        return super().is_accessible() and scope().may("see", Message)

    @expose("/")
    def index(self) -> str:
        mails = caught(current_app.config["MAIL_FOLDER"])[:SHOWN]
        return str(self.render("caught_mail.html", mails=mails))
