"""What a council may decide for itself: a value from a day on, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from models.base import EditableModel, RuleBroken
from models.organisations.authority import Authority


class Known(NamedTuple):
    default: int
    least: int
    meaning: str
    source: str
    for_all: bool = False  # one queue, one value: no authority has its own


# No council page seen states a legal limit: these are what several publish, put together.
PUBLISHED = "practice published by several councils; no legal limit"

KNOWN = {
    "enquiry_days": Known(
        5, 1, "working days an enquiry has to be answered; sending is day zero", "local practice"
    ),
    "reply_link_days": Known(
        30,
        1,
        "calendar days a link in a mail opens, counted from the last mail that carried it",
        "local practice",
    ),
    "handover_days": Known(
        5,
        1,
        "working days another authority has to acknowledge a hand-over; sending is day zero",
        "local practice",
    ),
    "notice_period_days": Known(
        21,
        15,
        "calendar days a s.437(1) notice gives, beginning with the day of service",
        "Education Act 1996 s.437(2): not less than 15",
    ),
    "first_class_days": Known(
        2,
        1,
        "working days after posting until first class is served",
        "Interpretation Act 1978 s.7",
    ),
    "second_class_days": Known(
        4,
        1,
        "working days after posting until second class is served",
        "Interpretation Act 1978 s.7",
    ),
    "chases_a_week": Known(
        3, 1, "chasing messages one recipient may get in a calendar week", "local practice"
    ),
    "quiet_days": Known(
        28,
        1,
        "calendar days a case may go with nothing done on it before the worklist says so",
        "local practice: reviewed every four weeks",
    ),
    "quiet_days_ehe": Known(
        365,
        1,
        "the same for home education",
        "local practice: in touch at least once a year",
    ),
    "answer_soon_days": Known(
        7,
        0,
        "calendar days before a home-educating family's answer is due that the worklist has it",
        "local practice",
    ),
    "openings_shown_days": Known(
        14, 1, "calendar days the opening of a restricted record stays on it", "local practice"
    ),
    "concern_minutes": Known(
        15,
        1,
        "minutes a welfare concern may wait to be acknowledged before the second manager is told",
        "local practice: at once",
    ),
    "days_to_acknowledge": Known(
        1, 0, "working days to acknowledge a referral; the day it comes in is day zero", PUBLISHED
    ),
    "days_to_triage": Known(
        0,
        0,
        "working days to judge a referral's risk and decide on it; 0 is the same day",
        PUBLISHED,
    ),
    "days_to_allocate": Known(
        2, 0, "working days after a CME case is opened to give it an officer", PUBLISHED
    ),
    "days_to_first_checks": Known(
        5, 0, "working days after a CME case is opened to make the first checks", PUBLISHED
    ),
    "days_to_visit": Known(
        10, 0, "working days after a CME case is opened to visit the family", PUBLISHED
    ),
    "days_to_review_4": Known(
        28, 1, "calendar days after a CME case is opened to its first review", PUBLISHED
    ),
    "days_to_review_8": Known(
        56, 1, "calendar days after a CME case is opened to its second review", PUBLISHED
    ),
    "days_to_review_12": Known(
        84, 1, "calendar days after a CME case is opened to its third review", PUBLISHED
    ),
    "days_to_review_monthly": Known(
        28, 1, "calendar days from the third review of a CME case to each that follows", PUBLISHED
    ),
    "days_to_school_10": Known(
        10, 1, "school days missed until the first joint review with the school", PUBLISHED
    ),
    "days_to_school_20": Known(
        20, 1, "school days missed until the second joint review with the school", PUBLISHED
    ),
    "standing_weeks": Known(
        12, 1, "weeks from the signing of a standing to its review, and between reviews", PUBLISHED
    ),
    "place_soon_days": Known(
        7,
        0,
        "calendar days before a school place starts that the worklist has it",
        "local practice",
    ),
    "leavers_link_days": Known(
        90,
        1,
        "calendar days a school's link for its list of leavers is good for",
        "local practice",
    ),
    "referrals_an_hour": Known(
        5,
        1,
        "referrals that may be sent from one internet address in an hour",
        "local practice; a school's own link for many is not counted",
        True,
    ),
    "pages_an_hour": Known(
        60,
        20,
        "pages for people outside that one internet address may open, and send, in an hour",
        "local practice",
        True,
    ),
    "referrals_an_hour_in_all": Known(
        300,
        1,
        "referrals in an hour from everybody, above which each has to be confirmed by email",
        "local practice",
        True,
    ),
    "messages_a_minute": Known(
        50, 1, "messages handed to the mail server in a minute", "what your server allows", True
    ),
}


class InForce(NamedTuple):
    """What the rows say on one day, read at once; `everyone` is under None."""

    values: Mapping[tuple[int | None, str], int]

    def of(self, authority_id: int | None, name: str) -> int:
        """Return the authority's own value, else everyone's, else ours: as `Setting.of` does."""
        for whose in (authority_id, None):
            if (value := self.values.get((whose, name))) is not None:
                return value
        return KNOWN[name].default


class Setting(EditableModel):
    """One value, for one authority or (empty) for all, from a day on."""

    authority = ForeignKeyField(Authority, on_delete="RESTRICT", null=True, backref="+")
    authority_id: int | None
    name = CharField(choices=[(name, name.replace("_", " ").capitalize()) for name in KNOWN])
    value = IntegerField()
    effective_from = DateField()

    class Meta:
        indexes = ((("authority", "name", "effective_from"), True),)

    def save(self, force_insert: bool = False, only: object = None) -> int:
        known = KNOWN.get(self.name)
        if known is None:
            raise RuleBroken(f"There is no setting called {self.name}.")
        if self.value < known.least:
            raise RuleBroken(
                f"{known.meaning.capitalize()}: at least {known.least}. {known.source}."
            )
        if known.for_all and self.authority_id is not None:
            raise RuleBroken("This is one for all councils here: leave the authority empty.")
        return super().save(force_insert, only)

    @classmethod
    def in_force(cls, on: date) -> InForce:
        """Return every value in force that day, in one query."""
        rows = cls.select().where(cls.effective_from <= on).order_by(cls.effective_from)
        return InForce({(row.authority_id, row.name): row.value for row in rows})

    @classmethod
    def of(cls, authority_id: int | None, name: str, on: date) -> int:
        """Return the value in force that day: the authority's own, else everyone's, else ours."""
        row = (
            cls.select()
            .where(
                cls.name == name,
                cls.effective_from <= on,
                cls.authority.is_null() | (cls.authority == authority_id),
            )
            .order_by(cls.authority.is_null(), cls.effective_from.desc())
            .first()
        )
        return row.value if row else KNOWN[name].default
