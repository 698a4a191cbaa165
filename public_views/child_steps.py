"""What a school or an agency is asked about itself, the child and the family."""

from __future__ import annotations

from public_views.answers import (
    a_child_of_school_age,
    email,
    postcode,
    upn,
)
from public_views.questions import (
    DAY_KIND,
    MANY,
    ONE,
    TEXT,
    Question,
    Step,
)

YES_NO = (("yes", "Yes"), ("no", "No"))
YES_NO_UNSURE = (*YES_NO, ("unsure", "Not known"))
SEXES = (("F", "Female"), ("M", "Male"), ("U", "Not known"))

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
FILES = Step("files", "Files", files=True)
