"""What an officer may do, and for which authority: the one table of roles."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import BooleanField, CharField, ForeignKeyField

from models.organisations.authority import AuthorityRecord
from models.organisations.officer import Officer

ROLES = (
    ("business_support", "Business support"),
    ("cme_officer", "CME officer"),
    ("ehe_officer", "EHE officer"),
    ("manager", "Manager"),
    ("returns_officer", "Returns officer"),
    ("auditor", "Auditor"),
    ("system_administrator", "System administrator"),
)

_SUPPORT = {
    "people": "write",
    "contacts": "write",
    "letters": "write",
    "casework": "see",
    "notices": "see",
    "templates": "see",
    "ladders": "see",
    "organisations": "write",
    "settings": "see",
    "colleagues": "see",
}
_OFFICER = _SUPPORT | {"casework": "write"}
_MANAGER = _OFFICER | {
    "notices": "write",
    "templates": "write",
    "ladders": "write",
    "settings": "write",
    "officers": "see",
    "ledger": "see",
}
_READER = dict.fromkeys(_MANAGER, "see")

# role -> area -> "see" or "write"; to write is also to see. What is not here is refused.
MAY: dict[str, dict[str, str]] = {
    "business_support": _SUPPORT,
    "cme_officer": _OFFICER,
    "ehe_officer": _OFFICER,
    "manager": _MANAGER,
    "returns_officer": {
        "people": "see",
        "contacts": "see",
        "casework": "see",
        "notices": "see",
        "organisations": "see",
        "settings": "see",
        "colleagues": "see",
    },
    "auditor": _READER,
    "system_administrator": {
        "officers": "write",
        "colleagues": "write",
        "organisations": "write",
        "settings": "write",
        "operations": "see",
    },
}


class Role(AuthorityRecord):
    """One officer's role in one authority. Publishing is a permission, not a rank."""

    area = "officers"

    officer = ForeignKeyField(Officer, on_delete="RESTRICT", backref="roles")
    officer_id: int
    name = CharField(choices=ROLES)
    may_publish = BooleanField(default=False)
    active = BooleanField(default=True)

    class Meta:
        indexes = ((("officer", "authority", "name"), True),)

    def __str__(self) -> str:
        return dict(ROLES).get(self.name, self.name)


def may(roles: Iterable[str], verb: str, area: str) -> bool:
    """Say whether any of `roles` may `verb` ("see" or "write") rows of `area`."""
    granted = {MAY.get(role, {}).get(area) for role in roles}
    return "write" in granted or (verb == "see" and "see" in granted)
