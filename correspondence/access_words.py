"""The table of roles told in words, for the page and for the handbook."""

from __future__ import annotations

from models.organisations.access import EXPORT_ROWS, FIELDS, MAY, NOUNS, ROLES

# What an officer calls each noun, where the class's own name is not it.
CALLED = {
    "ChildName": "Other names of a child",
    "Person": "Parents and others",
    "ContactPromise": "Promises about contact",
    "CaseKind": "Kinds of case",
    "ReferralFile": "Files of referrals",
    "Attachment": "Files with a child",
    "LeaversLink": "Links for lists of leavers",
    "EheContact": "Contacts with home-educating families",
    "LadderStep": "Steps of a ladder",
    "LetterTemplate": "Letter templates",
    "TemplateVersion": "Versions of a template",
    "Calendar": "Closed days",
    "NotTheSame": "Children told apart from a referral",
    "Triage": "Judging and deciding on a referral",
    "Figures": "Figures of the team's work",
    "History": "Who saw or changed a child's record",
    "Event": "The record of everything that happened",
    "JobRun": "What ran unattended",
}
KEPT_WHEN = (
    "An address, and a letter sent to one, counts only when the address is marked restricted; "
    "a file with a child only when it was taken out; the text of an email only when it is for "
    "managers."
)
ORDER = ("see", "add", "change", "export")


def called(noun: str) -> str:
    return CALLED.get(noun, noun)


def grid() -> list[tuple[str, list[str]]]:
    """Return (noun, what each role may do, in the order of ROLES)."""
    return [(called(noun), [_verbs(role, noun) for role, _ in ROLES]) for noun in NOUNS]


def _verbs(role: str, noun: str) -> str:
    granted = MAY[role, noun]
    return ", ".join(verb for verb in ORDER if verb in granted) or "nothing"


def kept_fields() -> list[tuple[str, str]]:
    """Return (field, the roles that see it)."""
    roles = dict(ROLES)
    return [
        (
            f"{called(noun)}: {field.replace('_', ' ')}",
            ", ".join(words for name, words in roles.items() if name in allowed),
        )
        for (noun, field), allowed in FIELDS.items()
    ]


def rows_in_one_file() -> list[tuple[str, str]]:
    """Return (role, how many rows it may take away at a time)."""
    return [(words, f"{EXPORT_ROWS[name]:,}") for name, words in ROLES]


def as_markdown() -> str:
    """Return the whole as a page of the handbook."""
    heads = ["Noun", *(words for _, words in ROLES)]
    rows = [[noun, *cells] for noun, cells in grid()]
    kept = [[field, roles] for field, roles in kept_fields()]
    return (
        "# Who may do what\n\n"
        "Written by `flask access write` from the one table, `models/organisations/access.py`. "
        "A role is held per authority and asked anew on every request.\n\n"
        f"{_table(heads, rows)}\n"
        "## Fields kept from some readers\n\n"
        f"{KEPT_WHEN}\n\n"
        f"{_table(['Field', 'Seen by'], kept)}\n"
        "## How many rows leave as one file\n\n"
        f"{_table(['Role', 'Rows'], [list(pair) for pair in rows_in_one_file()])}"
    )


def _table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
