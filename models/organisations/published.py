"""What a council tells the public of its pages: how accessible they are, and of its privacy."""

from __future__ import annotations

import re

from peewee import CharField, DateField, TextField

from models.base import EditableModel, RuleBroken

CONFORMANCE = (
    ("", "Not checked yet"),
    ("full", "Checked: nothing falls short"),
    ("partial", "Checked: some of it falls short"),
    ("none", "Checked: most of it falls short"),
)
SHORT = ("partial", "none")

_ADDRESS = re.compile(r"https://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?")


class Published(EditableModel):
    """What stands on the pages for people outside. Nothing is claimed that nobody checked."""

    privacy_notice = CharField(default="")  # the address of its page, https://...
    # What the accessibility regulations of 2018 ask a public body to state.
    accessibility = CharField(default="", choices=CONFORMANCE)
    accessibility_faults = TextField(default="")
    accessibility_checked_on = DateField(null=True)
    accessibility_checked_by = CharField(default="")  # and in which way
    accessibility_stated_on = DateField(null=True)  # when the statement was last gone over

    def refuse_to_publish(self) -> None:
        """Raise RuleBroken, in words, for what is not fit to be published."""
        self.privacy_notice = (self.privacy_notice or "").strip()
        if self.privacy_notice and not _ADDRESS.fullmatch(self.privacy_notice):
            raise RuleBroken("Enter the privacy notice’s whole address, beginning with https://.")
        if self.accessibility and not self.accessibility_checked_on:
            raise RuleBroken("Enter the day on which it was checked how accessible the pages are.")
        if self.accessibility in SHORT and not self.accessibility_faults.strip():
            raise RuleBroken("Write down in which way the pages are not accessible.")
