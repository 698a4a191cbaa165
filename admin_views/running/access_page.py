"""The table of roles in words, for auditors and whoever else asks what they may do."""

from __future__ import annotations

from flask_admin import BaseView, expose

from admin_views.signed_in import SignedInView
from correspondence.access_words import KEPT_WHEN, grid, kept_fields, rows_in_one_file
from models.organisations.access import ROLES


class AccessView(SignedInView, BaseView):
    @expose("/")
    def index(self) -> str:
        heads = [words for _, words in ROLES]
        return str(
            self.render(
                "access.html",
                heads=heads,
                rows=grid(),
                kept=kept_fields(),
                kept_when=KEPT_WHEN,
                limits=rows_in_one_file(),
            )
        )
