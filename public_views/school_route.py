"""What a school or an agency is asked, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.casework.referral_draft import Answers
from public_views.answers import (
    a_child_of_school_age,
    email,
    no_day_to_come,
    postcode,
    together,
    upn,
)
from public_views.criteria import CRITERIA, ROWS
from public_views.grounds import GROUNDS, REGULATIONS, ground_fits
from public_views.questions import (
    DAY_KIND,
    LINE,
    MANY,
    ONE,
    ONE_DAY,
    SCHOOL,
    TEXT,
    Question,
    Step,
)

YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_UNSURE = (*YES_NO, ("unsure", "Not known"))
SEXES = (("F", "Female"), ("M", "Male"), ("U", "Not known"))
SPOKEN = "Morning or afternoon, who was spoken to and how they belong to the child"

REFERRER = Step(
    "referrer",
    "About you",
    (
        Question("referrer-name", "Your name", needed="Enter your name.", fills="name"),
        Question(
            "referrer-role",
            "Your role",
            needed="Enter your role.",
            hint="Such as attendance officer or designated safeguarding lead.",
        ),
        Question(
            "referrer-organisation",
            "Your school or organisation",
            needed="Enter the name of your school or organisation.",
            fills="organization",
        ),
        Question(
            "referrer-email",
            "Email address",
            needed="Enter your email address.",
            hint="We write to it that the referral has arrived.",
            tidy=email,
            fills="email",
            keyboard="email",
        ),
        Question(
            "referrer-phone",
            "Phone number",
            needed="Enter a phone number on which we reach you.",
            fills="tel",
            keyboard="tel",
        ),
    ),
)
NAME = Step(
    "name",
    "The child’s name",
    (
        Question(
            "forenames",
            "Forenames",
            needed="Enter the child’s forenames.",
            hint="All of them, as the school has them.",
        ),
        Question("surname", "Surname", needed="Enter the child’s surname."),
        Question("known-as", "Also known as", hint="Any other name the child has or had."),
    ),
)
BIRTH = Step(
    "born",
    "Date of birth",
    (
        Question("born", "Date of birth", DAY_KIND, needed="Enter the child’s date of birth."),
        Question("sex", "Sex", ONE, choices=SEXES, needed="Choose one, or that it is not known."),
        Question("year-group", "Year group"),
    ),
    doubt=a_child_of_school_age,
    numbers=True,
)
CHILD = Step(
    "child",
    "More about the child",
    (
        Question(
            "upn",
            "Unique pupil number (UPN)",
            hint="13 characters, like H801200001001. Leave it blank if you do not have it.",
            tidy=upn,
        ),
        Question("ethnicity", "Ethnicity"),
        Question("language", "First language"),
        Question(
            "flags",
            "Which of these is true of the child?",
            MANY,
            hint="Tick all that you know of.",
            choices=(
                ("looked-after", "Looked after by a council"),
                ("social-care", "Known to social care now"),
                ("social-care-before", "Known to social care before"),
                ("plan", "Has a child protection plan"),
                ("ehcp", "Has an education, health and care plan"),
                ("sen", "Has special educational needs, without a plan"),
                ("traveller", "From a Gypsy, Roma or Traveller family"),
                ("fostered", "Privately fostered"),
                ("service", "Child of somebody in the armed forces"),
            ),
        ),
    ),
)
ADDRESS = Step(
    "address",
    "Where the child lives",
    (
        Question(
            "address",
            "Last known address",
            TEXT,
            needed="Enter the last known address, or write that it is not known.",
        ),
        Question("postcode", "Postcode", tidy=postcode),
        Question("address-from", "Lived there from", DAY_KIND),
        Question("address-before", "Addresses before", TEXT),
    ),
)


def _adult(number: int, needed: str) -> tuple[Question, ...]:
    whose, group = f"adult{number}", f"Parent or carer {number}"
    return (
        Question(f"{whose}-name", "Name", group=group, needed=needed),
        Question(
            f"{whose}-relation",
            "How they belong to the child",
            group=group,
            hint="Such as mother, grandfather or foster carer.",
        ),
        Question(
            f"{whose}-responsibility",
            "Has parental responsibility",
            ONE,
            group=group,
            choices=YES_NO_UNSURE,
        ),
        Question(f"{whose}-phone", "Phone numbers", group=group, keyboard="tel"),
        Question(f"{whose}-email", "Email address", group=group, keyboard="email"),
        Question(f"{whose}-address", "Address, if it is another", TEXT, group=group),
    )


FAMILY = Step(
    "family",
    "The family",
    (
        *_adult(1, "Enter the name of a parent or carer, or write that none is known."),
        *_adult(2, ""),
        Question(
            "contacts",
            "Other emergency contacts",
            TEXT,
            hint="Name, how they belong to the child, phone number.",
        ),
        Question("siblings", "Brothers and sisters, with their schools", TEXT),
    ),
)
SCHOOLING = Step(
    "school",
    "The last school",
    (
        Question(
            "school",
            "Name, URN or DfE number of the last school",
            SCHOOL,
            hint="We look it up in the national register. Write “none” if the child has never been at school.",
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
            "regulation",
            "Under which regulations",
            ONE,
            choices=REGULATIONS,
            group="If the name was deleted",
        ),
        Question(
            "ground",
            "Ground",
            ONE,
            choices=GROUNDS,
            group="If the name was deleted",
            hint="The letter of regulation 9(1) of 2024. For the regulations of 2006 choose the letter alone: the grounds were others.",
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
            hint="Such as 23/11/2026. Leave it blank if it was not done.",
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
FILES = Step("files", "Files", files=True)
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
