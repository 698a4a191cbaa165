"""Files that nobody can open: the virus scanner has not looked, or has found something."""

from __future__ import annotations

from typing import Any

from peewee import ModelSelect

from admin_views.records.words import moment
from admin_views.worklist.group import Group
from admin_views.worklist.line import Line
from models.casework.attachment import Attachment
from models.casework.case import Case
from models.casework.referral import Referral
from models.casework.referral_file import ReferralFile
from models.organisations.authority import AuthorityRecord

TELL = "stays shut until the scanner answers. Tell whoever runs it"


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
        return f"came with REF-{line.number} on {_since(line)} and {TELL}"

    def order(self, line: Line) -> Any:
        return line.id


class AttachmentsWaiting(Group):
    """The same of a file that an officer put with a child."""

    key, harm, title = "attachments-waiting", 46, "Files with a child waiting for the virus scanner"
    nothing = "No file with a child waits for the virus scanner."
    model, opens = Attachment, "attachments.details_view"
    everybodys = True

    def rows(self) -> ModelSelect[Any]:
        return Attachment.waiting_too_long(self.asked.scope, self.asked.now)

    def columns(self) -> dict[str, Any]:
        return {"moment": Attachment.added_at, "case_id": Attachment.case}

    def shows(self, line: Line) -> list[tuple[type[AuthorityRecord], int]]:
        return [(Case, line.case_id)] if line.case_id is not None else super().shows(line)

    def name(self, line: Line) -> str:
        return f"ATT-{line.id}"

    def why(self, line: Line) -> str:
        return f"was attached on {_since(line)} and {TELL}"

    def order(self, line: Line) -> Any:
        return line.id


class InfectedAttachments(AttachmentsWaiting):
    """Told to whoever attached it, until it is taken out."""

    key, harm, title = "files-with-virus", 48, "Files with a virus in them"
    nothing = "No file with a child has a virus in it."
    everybodys = False
    to_do, does, needs = "Take it out", "attachments.out_view", ("change", Attachment)

    def rows(self) -> ModelSelect[Any]:
        return Attachment.with_virus(self.asked.scope)

    def owner(self) -> Any:
        return Attachment.added_by

    def why(self, line: Line) -> str:
        return (
            f"was attached on {_since(line)} and never opens: a virus was found in it. Ask for a "
            "clean one, and take this one out"
        )


def _since(line: Line) -> str:
    return moment(line.moment) if line.moment else "long ago"
