"""The demo's mail, as its catcher kept it. Not there outside the demo."""

from __future__ import annotations

from flask import current_app
from flask_admin import BaseView, expose

from admin_views.base import SignedInView
from correspondence.caught import caught

SHOWN = 100


class CaughtMailView(SignedInView, BaseView):
    @expose("/")
    def index(self) -> str:
        mails = caught(current_app.config["MAIL_FOLDER"])[:SHOWN]
        return str(self.render("caught_mail.html", mails=mails))
