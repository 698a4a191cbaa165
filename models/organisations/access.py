"""What each role may do with each noun, and which fields it may not see: the one table.

It is shown in words at /access and printed into the handbook. What is not in
it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable

ROLES = (
    ("business_support", "Business support"),
    ("cme_officer", "CME officer"),
    ("ehe_officer", "EHE officer"),
    ("manager", "Manager"),
    ("returns_officer", "Returns officer"),
    ("auditor", "Auditor"),
    ("system_administrator", "System administrator"),
)

VERBS = {"s": "see", "a": "add", "c": "change", "x": "export"}

# Noun by noun, in the order of ROLES: s see, a add, c change, x export, - nothing.
# A letter is added by producing it; a message is changed by settling it, and a chase by
# sending a failed message to another address.
_TABLE = """
                  support cme  ehe  manager returns auditor admin
Child             sacx    sacx sacx sacx    sx      sx      -
ChildName         sac     sac  sac  sac     s       s       -
Person            sacx    sacx sacx sacx    s       sx      -
Relationship      sac     sac  sac  sac     s       s       -
Address           sac     sac  sac  sac     s       s       -
ContactPromise    sac     sac  sac  sac     s       s       -
CaseKind          s       s    s    sc      s       s       -
Case              sx      sacx sacx sacx    sx      sx      -
Enquiry           sx      sacx sacx sacx    sx      sx      -
Referral          sac     sac  sac  sacx    -       sx      -
ReferralFile      sac     sac  sac  sac     -       s       -
LeaversLink       s       sac  sac  sac     -       s       -
Triage            -       c    -    c       -       -       -
NotTheSame        s       sac  s    sac     -       s       -
Clock             sac     sac  sac  sacx    sx      sx      -
CheckNeed         s       s    s    sac     s       s       -
CheckRow          sx      sacx sacx sacx    sx      sx      -
Visit             sx      sacx sacx sacx    sx      sx      -
Stage             s       sac  sac  sac     s       s       -
Standing          s       sac  sac  sacx    sx      sx      -
Review            s       sac  sac  sacx    s       s       -
Outcome           s       sac  sac  sacx    sx      sx      -
OutcomeEvidence   s       sac  sac  sac     s       s       -
OutcomeNeed       s       s    s    sac     s       s       -
Allocation        s       s    s    sac     s       s       -
BecomingCme       -       -    -    c       -       -       -
EheContact        sacx    sacx sacx sacx    sx      sx      -
Handover          s       sac  sac  sacx    s       sx      -
Concern           sac     sac  sac  sacx    sa      sx      -
Note              sac     sac  sac  sac     s       s       -
Attachment        sac     sac  sac  sac     -       s       -
Task              sac     sac  sac  sac     s       s       -
Restriction       -       -    -    sac     -       s       -
Notice            s       s    s    sacx    sx      sx      -
Letter            sa      sa   sa   sax     -       sx      -
Ladder            s       s    s    sc      -       s       -
LadderStep        s       s    s    sac     -       s       -
Chase             s       sac  sac  sacx    -       sx      -
Message           s       sac  sac  sacx    -       sx      -
ReplyLink         s       sac  sac  sac     -       s       -
LetterTemplate    s       s    s    sac     -       s       -
TemplateVersion   s       s    s    sac     -       s       -
School            sac     sac  sac  sac     s       s       sac
Term              sac     sac  sac  sac     s       s       sac
Agency            sac     sac  sac  sac     s       s       sac
Authority         s       s    s    sc      s       s       sac
Officer           s       s    s    sc      s       s       sac
Role              -       -    -    sc      -       s       sac
DutyTurn          s       s    s    sac     s       s       sac
Cover             s       sac  sac  sac     -       s       -
Patch             s       s    s    sac     -       s       -
Setting           s       s    s    sac     s       s       sac
Calendar          s       s    s    sac     s       s       sac
Figures           -       -    -    sx      sx      sx      -
History           -       -    -    sx      -       sx      -
Event             -       -    -    -       -       sx      -
JobRun            -       -    -    s       -       s       s
"""

# Fields that not every reader of the noun may see: (noun, field) -> the roles that may.
FIELDS = {
    ("Address", "lines"): frozenset({"manager"}),
    ("Address", "postcode"): frozenset({"manager"}),
    ("Letter", "recipient_address"): frozenset({"manager"}),
    ("Letter", "file"): frozenset({"manager"}),
    ("Attachment", "file"): frozenset({"manager", "auditor"}),
    ("Child", "safeguarding_note"): frozenset({"cme_officer", "ehe_officer", "manager", "auditor"}),
    ("Concern", "what"): frozenset({"cme_officer", "ehe_officer", "manager", "auditor"}),
    ("Message", "body"): frozenset({"manager", "auditor"}),
    ("Case", "referrer"): frozenset({"cme_officer", "manager", "auditor"}),
}


# How many rows each role may take away as one file.
EXPORT_ROWS = {
    "business_support": 200,
    "cme_officer": 1_000,
    "ehe_officer": 1_000,
    "manager": 5_000,
    "returns_officer": 10_000,
    "auditor": 10_000,
    "system_administrator": 0,
}


def _read(table: str) -> dict[tuple[str, str], frozenset[str]]:
    """Return (role, noun) -> verbs."""
    _heading, *lines = table.strip().splitlines()
    names = [name for name, _ in ROLES]
    granted = {}
    for noun, *cells in (line.split() for line in lines):
        for role, cell in zip(names, cells, strict=True):
            granted[role, noun] = frozenset(VERBS[letter] for letter in cell if letter != "-")
    return granted


MAY = _read(_TABLE)
NOUNS = tuple(dict.fromkeys(noun for _, noun in MAY))


def may(roles: Iterable[str], verb: str, noun: str) -> bool:
    """Say whether any of `roles` may see, add, change or export rows of `noun`."""
    return any(verb in MAY.get((role, noun), ()) for role in roles)


def may_see_field(roles: Iterable[str], noun: str, field: str) -> bool:
    """Say whether any of `roles` may see a field that is kept from some; others are open."""
    allowed = FIELDS.get((noun, field))
    return allowed is None or not allowed.isdisjoint(roles)


def export_rows(roles: Iterable[str], noun: str) -> int:
    """Return how many rows of `noun` these roles may take as one file: that of the highest."""
    return max((EXPORT_ROWS[role] for role in roles if may([role], "export", noun)), default=0)
