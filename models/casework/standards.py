"""What a council sets itself to do on a referral or a case, and by when: the table of standards."""

from __future__ import annotations

from typing import NamedTuple

WORKING, CALENDAR, SCHOOL = "working", "calendar", "school"


class Standard(NamedTuple):
    """What is to be done, counted in which days from what. Its number of days is a Setting."""

    title: str
    begins: str  # what day nought is, as the rest of a sentence
    days: str = WORKING

    def setting(self, key: str) -> str:
        return f"days_to_{key}"


# The composite of what councils publish; local practice and no law, so each number is a setting.
STANDARDS = {
    "acknowledge": Standard("Acknowledge the referral", "the referral came in"),
    "triage": Standard("Judge the risk and decide on the referral", "the referral came in"),
    "allocate": Standard("Give the case an officer", "the case was opened"),
    "first_checks": Standard("Make the first checks", "the case was opened"),
    "visit": Standard("Visit the family", "the case was opened"),
    "review_4": Standard("Manager's review at 4 weeks", "the case was opened", CALENDAR),
    "review_8": Standard("Manager's review at 8 weeks", "the case was opened", CALENDAR),
    "review_12": Standard("Manager's review at 12 weeks", "the case was opened", CALENDAR),
    "review_monthly": Standard("Manager's monthly review", "the last review was held", CALENDAR),
    "school_10": Standard("Joint review with the school at its 10th school day", "", SCHOOL),
    "school_20": Standard("Joint review with the school at its 20th school day", "", SCHOOL),
}

OF_A_REFERRAL = ("acknowledge", "triage")
REVIEWS = ("review_4", "review_8", "review_12", "review_monthly", "school_10", "school_20")
OF_A_NEW_CASE = ("allocate", "first_checks", "visit", "review_4", "review_8", "review_12")
