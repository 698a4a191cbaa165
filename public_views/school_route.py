"""What a school or an agency is asked, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.casework.referral_draft import Answers
from public_views.answers import no_day_to_come, together
from public_views.child_steps import ADDRESS, BIRTH, CHILD, FAMILY, FILES, NAME, REFERRER, YES_NO
from public_views.criteria import CRITERIA, ROWS
from public_views.grounds import GROUNDS, ground_fits, letter_of_2006
from public_views.questions import DAY_KIND, LINE, MANY, ONE, ONE_DAY, SCHOOL, TEXT, Question, Step

SPOKEN = "Morning or afternoon, and who was spoken to"


SCHOOLING = Step(
    "school",
    "The last school",
    (
        Question(
            "school",
            "Name, URN or DfE number of the last school",
            SCHOOL,
            hint="We look it up in the national register. Write “none” if there was no school yet.",
            needed="Enter the last school, or write “none”.",
        ),
    ),
)
ATTENDANCE = Step(
    "attendance",
    "Attendance",
    (
        Question("last-attended", "Last day at school", DAY_KIND),
        Question("last-seen", "Last day anybody saw the child", DAY_KIND),
        Question("attendance", "Attendance this school year", hint="In per cent, like 83."),
        Question("leave", "Leave that was agreed: from, to and why", TEXT),
    ),
    check=together(
        no_day_to_come("last-attended", "The last day at school cannot be still to come."),
        no_day_to_come("last-seen", "The day somebody saw the child cannot be still to come."),
    ),
)


def _roll(answers: Answers, today: date) -> Mapping[str, str]:
    """A pupil taken off the roll has a ground for it."""
    if answers.get("on-roll") == "off":
        return ground_fits(answers)
    return {}


ROLL = Step(
    "roll",
    "The school’s roll",
    (
        Question(
            "on-roll",
            "Is the child on a school’s roll now?",
            ONE,
            choices=(
                ("on", "Yes"),
                ("off", "No, the name was deleted"),
                ("never", "No, the child was never on a roll here"),
                ("unsure", "Not known"),
            ),
            needed="Say whether the child is on a school’s roll.",
        ),
        Question(
            "deleted-on", "Day the name was deleted", DAY_KIND, group="If the name was deleted"
        ),
        Question(
            "ground",
            "Ground under regulation 9(1) of 2024",
            ONE,
            choices=GROUNDS,
            group="If the name was deleted",
        ),
        Question(
            "ground-before",
            "Or, before 19 August 2024, the letter of regulation 8(1) of 2006",
            group="If the name was deleted",
            tidy=letter_of_2006,
        ),
    ),
    words=(
        "A pupil who is on your roll, and whose family is known to live where they did, is absent "
        "and not missing education: use your attendance procedure.",
    ),
    check=_roll,
)
WHY = Step(
    "why",
    "Why you refer the child",
    (
        Question(
            "criteria",
            "Which of these is so?",
            MANY,
            choices=CRITERIA,
            hint="Tick all that are.",
            needed="Tick at least one.",
        ),
        Question(
            "background", "What happened", TEXT, needed="Write what happened, in your own words."
        ),
    ),
)


def _row(key: str, label: str) -> tuple[Question, ...]:
    return (
        Question(
            f"{key}-on",
            "Day",
            ONE_DAY,
            group=label,
            hint="Such as 23/11/2026.",
        ),
        Question(f"{key}-who", SPOKEN, LINE, group=label),
        Question(f"{key}-result", "Result", TEXT, group=label),
    )


ENQUIRIES = Step(
    "enquiries",
    "What has been done to find the child",
    tuple(question for key, label in ROWS for question in _row(f"did-{key}", label)),
    words=(
        "School and council share the duty to make reasonable enquiries. Fill in what was done and "
        "leave the rest.",
    ),
    folded=True,
)
SAFEGUARDING = Step(
    "safeguarding",
    "Safeguarding",
    (
        Question(
            "worried",
            "Are you worried that the child is being harmed or is at risk of it?",
            ONE,
            choices=YES_NO,
            needed="Say whether you are worried about the child’s safety.",
        ),
        Question("worry", "What worries you", TEXT),
        Question("hub-on", "Day it was referred to the safeguarding hub", DAY_KIND),
        Question("hub-outcome", "What came of that", TEXT),
        Question("lead", "Designated safeguarding lead"),
    ),
    numbers=True,
)
DESTINATION = Step(
    "destination",
    "Where the child may be now",
    (
        Question("destination-place", "Country, or council area in the United Kingdom"),
        Question("destination-address", "Address there", TEXT),
        Question("destination-school", "School there"),
        Question("destination-from", "Day the child starts or started there", DAY_KIND),
        Question("destination-how", "How you know", TEXT),
    ),
)
MORE = Step("more", "Anything else", (Question("more", "Anything else we should know", TEXT),))

STEPS = (
    REFERRER,
    NAME,
    BIRTH,
    CHILD,
    ADDRESS,
    FAMILY,
    SCHOOLING,
    ATTENDANCE,
    ROLL,
    WHY,
    ENQUIRIES,
    SAFEGUARDING,
    DESTINATION,
    MORE,
    FILES,
)
