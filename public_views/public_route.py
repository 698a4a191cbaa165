"""What anybody else is asked: the little they know, without a name if they wish."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from models.casework.referral_draft import Answers
from public_views.answers import a_child_of_school_age, email, postcode
from public_views.child_steps import FILES, YES_NO
from public_views.questions import DAY_KIND, ONE, SCHOOL, TEXT, Question, Step

ANONYMOUS = "anonymous"


def _somebody(answers: Answers, _today: date) -> Mapping[str, str]:
    if any(answers.get(name) for name in ("forenames", "surname", "described")):
        return {}
    return {"forenames": "Give a name, or describe the child below: then we know whom to look for."}


WHO = Step(
    "name",
    "Who the child is",
    (
        Question("forenames", "First names"),
        Question("surname", "Surname"),
        Question(
            "described",
            "If you do not know the name, describe the child",
            TEXT,
            hint="Such as how old the child looks, and where you see the child.",
        ),
    ),
    words=("Tell us what you know. Leave out what you do not know.",),
    check=_somebody,
)
AGE = Step(
    "born",
    "How old the child is",
    (
        Question(
            "born",
            "Date of birth",
            DAY_KIND,
            hint="For example, 27 3 2015. Leave it blank if you do not know it.",
        ),
        Question("age", "Or about how old"),
    ),
    doubt=a_child_of_school_age,
    numbers=True,
)


def _somewhere(answers: Answers, _today: date) -> Mapping[str, str]:
    if answers.get("address") or answers.get("postcode"):
        return {}
    return {"address": "Write where the child lives or was seen, as well as you know it."}


WHERE = Step(
    "address",
    "Where the child lives",
    (
        Question("address", "Address, or where you see the child", TEXT),
        Question("postcode", "Postcode", tidy=postcode),
    ),
    check=_somewhere,
)
SCHOOL_STEP = Step(
    "school",
    "School",
    (
        Question(
            "school",
            "Which school the child is at, or was at",
            SCHOOL,
            hint="Leave it blank if you do not know.",
        ),
    ),
)
WHAT = Step(
    "what",
    "What you have seen or heard",
    (
        Question(
            "background",
            "What makes you think that the child gets no education",
            TEXT,
            needed="Write what you have seen or heard.",
        ),
        Question("since", "Since when, as far as you know"),
        Question(
            "worried",
            "Are you worried that the child is being harmed or is at risk of it?",
            ONE,
            choices=YES_NO,
            needed="Say whether you are worried about the child’s safety.",
        ),
        Question("worry", "If so, what worries you", TEXT),
    ),
    numbers=True,
)
FAMILY = Step(
    "family",
    "The family",
    (
        Question("adults", "Parents or carers, as far as you know them", TEXT),
        Question("siblings", "Brothers and sisters", TEXT),
    ),
)


def _named_or_not(answers: Answers, _today: date) -> Mapping[str, str]:
    reached = any(answers.get(name) for name in ("referrer-email", "referrer-phone"))
    if answers.get(ANONYMOUS) != "no" or (answers.get("referrer-name") and reached):
        return {}
    if not answers.get("referrer-name"):
        return {"referrer-name": "Enter your name, or choose not to say who you are."}
    return {"referrer-email": "Give an email address or a phone number on which we reach you."}


YOU = Step(
    "referrer",
    "About you",
    (
        Question(
            ANONYMOUS,
            "May we know who you are?",
            ONE,
            choices=(("no", "Yes"), ("yes", "No, I do not want to say")),
            needed="Say whether we may know who you are.",
            hint="We never tell the family who referred the child. A way to ask you back helps.",
        ),
        Question("referrer-name", "Your name", group="If we may know", fills="name"),
        Question("referrer-role", "How you know the child", group="If we may know"),
        Question(
            "referrer-email",
            "Email address",
            group="If we may know",
            tidy=email,
            fills="email",
            keyboard="email",
            hint="We write to it once, that the referral has arrived.",
        ),
        Question(
            "referrer-phone", "Phone number", group="If we may know", fills="tel", keyboard="tel"
        ),
    ),
    check=_named_or_not,
)

STEPS = (WHO, AGE, WHERE, SCHOOL_STEP, WHAT, FAMILY, YOU, FILES)
