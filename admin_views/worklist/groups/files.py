"""Files of referrals that the virus scanner should have looked at by now."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from admin_views.records.words import moment
from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile


class FilesWaiting(Group):
    """The scanner is down, or will not take this one: the operator is to be told."""

    key, harm, title = "files-waiting", 45, "Files waiting for the virus scanner"
    nothing = "No file waits for the virus scanner."
    model, opens = ReferralFile, "referral-files.details_view"
    everybodys = True

    def rows(self) -> ModelSelect[Any]:
        return ReferralFile.waiting_too_long(self.asked.scope, self.asked.now)

    def columns(self) -> dict[str, Any]:
        return {"number": Referral.id, "moment": Referral.received_at}

    def name(self, line: Line) -> str:
        return f"RF-{line.id}"

    def why(self, line: Line) -> str:
        since = moment(line.moment) if line.moment else "long ago"
        return (
            f"came with REF-{line.number} on {since} and stays shut until the scanner answers. "
            "Tell whoever runs it"
        )

    def order(self, line: Line) -> Any:
        return line.id
