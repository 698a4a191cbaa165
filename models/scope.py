"""Whose records these are: every query of case data starts from `scope.of(Model)`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from peewee import Expression, ModelSelect

from models.answering import is_answer
from models.base import BaseModel, OutOfScope
from models.casework.referral import DECIDING
from models.casework.restriction import NOTHING_HIDDEN, Hidden
from models.hiding import in_sight
from models.ledger.event import AuditHead, DailyHead, Event, EventChild, EventDetail
from models.organisations.access import FIELDS, export_rows, may, may_see_field
from models.organisations.authority import Authority, Named
from models.organisations.officer import Officer
from models.rights import Rights

M = TypeVar("M", bound=BaseModel)

# What is written whoever asks: events are about anybody.
_EVERYBODYS_ROWS = frozenset({"Session", "Event", "EventDetail"})
# What somebody without an account may add besides, and never see or change.
_VISITORS_ROWS = frozenset({"Referral", "ReferralFile", "StoredFile", "Clock"})

VISITOR = "visitor"

# What is asked about under another noun's name.
PART_OF = {
    "SearchKey": "Child",
    "EventDetail": "Event",
    "EventChild": "Event",
    "DailyHead": "History",
    "AuditHead": "Event",
    "RestrictionReader": "Restriction",
    "BrokenGlass": "Restriction",
    "SecondFactor": "Officer",
    "TrustedDevice": "Officer",
    "DoorLink": "Officer",
    "BadAddress": "Message",
    "MailStop": "Message",
    "ReplyCode": "ReplyLink",
}

NEVER_OPENED = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Scope:
    """Who is asking and for which authorities.

    Made by `officer`, `link`, `visitor`, `job` and `command` below and nowhere else.
    """

    actor: str
    officer_id: int | None = None
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)
    unattended: bool = False
    publishes_for: frozenset[int] = frozenset()
    hidden: Hidden = NOTHING_HIDDEN
    ours: tuple[Named, ...] = ()  # the councils that share the program, by code
    worried: bool = False  # a welfare concern may be open where this officer works
    where: str = ""  # the client's address, told in every event
    # Of whoever answers by a link: the rows it is about, by noun, and whose they are.
    linked: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def officer(cls, officer: Officer, now: datetime | None = None) -> Scope:
        """Read the officer's roles now, so that a role taken away bites on the next request.

        Without `now` no broken glass is looked at: restricted records stay shut.
        """
        roles: dict[int, set[str]] = {}
        publishes_for = set()
        rights = Rights.of(officer.id, now or NEVER_OPENED)
        if officer.active:
            for authority_id, name, may_publish in rights.held:
                roles.setdefault(authority_id, set()).add(name)
                if may_publish:
                    publishes_for.add(authority_id)
        return cls(
            actor=f"officer:{officer.id}",
            officer_id=officer.id,
            roles={authority: frozenset(names) for authority, names in roles.items()},
            publishes_for=frozenset(publishes_for),
            ours=tuple(rights.ours),
            worried=rights.worried,
            hidden=rights.hidden(_read_shut(roles)),
        )

    @classmethod
    def visitor(cls) -> Scope:
        """Somebody not signed in: may hold a session and send a referral, reads no case data."""
        return cls(actor=VISITOR)

    @classmethod
    def link(cls, link: BaseModel, about: Collection[BaseModel]) -> Scope:
        """Somebody outside who answers by a reply link: sees and writes what it is about only."""
        rows = {type(row).__name__: row.id for row in (link, *about)}
        return cls(
            actor=f"link:{link.id}", linked={**rows, "Authority": link.__data__["authority"]}
        )

    @classmethod
    def job(cls, name: str) -> Scope:
        return cls(actor=f"job:{name}", unattended=True)

    @classmethod
    def command(cls, name: str) -> Scope:
        return cls(actor=f"command:{name}", unattended=True)

    def asking_from(self, address: str | None) -> Scope:
        """Return the same scope for a request that came from this client address."""
        return replace(self, where=address or "")

    def authorities(self, verb: str, noun: type[BaseModel] | str) -> frozenset[int]:
        """Return the ids of the authorities in which this officer may `verb` a `noun`."""
        name = noun if isinstance(noun, str) else noun.__name__
        asked = PART_OF.get(name, name)
        return frozenset(
            authority for authority, roles in self.roles.items() if may(roles, verb, asked)
        )

    def may(self, verb: str, noun: type[BaseModel] | str, authority_id: int | None = None) -> bool:
        """Say whether `verb` (see, add, change, export) is allowed: there, or anywhere if None."""
        if self.unattended:
            return True
        allowed = self.authorities(verb, noun)
        return bool(allowed) if authority_id is None else authority_id in allowed

    def may_take(self, noun: str, authority_id: int) -> int:
        """Return how many rows of `noun` this officer may take from there as one file."""
        return export_rows(self.roles.get(authority_id, frozenset()), noun)

    def sees_field(self, row: BaseModel, field: str) -> bool:
        """Say whether this reader may see a field that is kept from some, on this row."""
        noun = type(row).__name__
        if self.unattended or (noun, field) not in FIELDS or not row.keeps(field):
            return True
        roles = self.roles.get(row.__data__["authority"], frozenset())
        return may_see_field(roles, noun, field)

    def of(self, model: type[M], in_order: bool = False) -> ModelSelect[M]:
        """Return the rows of `model` this reader may see. The start of every query.

        `in_order` words it so that the database goes along the order asked for and does
        not first gather the rows of each authority: for who sees most of the table.
        """
        query = model.select()
        if self.unattended:
            return query
        if self.linked:
            return query.where(model.id == self.linked.get(model.__name__))
        allowed = self.authorities("see", model)
        if not allowed:
            return query.where(False)
        for condition in (_within(model, allowed, in_order), in_sight(model, self.hidden)):
            if condition is not None:
                query = query.where(condition)
        return query

    def get(self, model: type[M], row_id: int) -> M:
        """Return one row, or raise OutOfScope in the same words whether or not it exists."""
        row: M | None = self.of(model).where(model.id == row_id).get_or_none()
        if row is None:
            raise OutOfScope("There is no such record, or it is not open to you.")
        return row

    def check_write(self, row: BaseModel) -> None:
        """Raise OutOfScope unless this actor may write `row`."""
        if self.unattended or type(row).__name__ in _EVERYBODYS_ROWS:
            return
        if self.actor == VISITOR and type(row).__name__ in _VISITORS_ROWS and row.id is None:
            return
        if not type(row).audited and self.officer_id is not None:
            return  # the program's own bookkeeping for somebody signed in
        if self.linked and is_answer(row, self.linked):
            return
        if type(row).__name__ == "Referral" and not self._may_decide(row):
            raise OutOfScope("Deciding on a referral is for a CME officer or a manager.")
        allowed = self._is_own(row) or self._publishes(row) or self._tells_of_concern(row)
        if not (allowed or self._may_write(row)):
            raise OutOfScope("You may look at this record but not change it. Ask your manager.")

    def _is_own(self, row: BaseModel) -> bool:
        """Everybody looks after the door to their own account: its password, phone and devices."""
        if isinstance(row, Officer):
            mine = row.id is not None and row.id == self.officer_id
            return mine and {field.name for field in row.dirty_fields} <= {"password_hash"}
        is_door = PART_OF.get(type(row).__name__) == "Officer"
        return is_door and row.__data__["officer"] == self.officer_id

    def _publishes(self, row: BaseModel) -> bool:
        """Publishing is a permission, not a rank: it is to write that it was done, and no more."""
        if type(row).__name__ != "TemplateVersion" or row.id is None:
            return False
        written = {field.name for field in row.dirty_fields}
        there = row.__data__["authority"] in self.publishes_for
        return there and written <= {"state", "published_by", "published_at"}

    def _tells_of_concern(self, row: BaseModel) -> bool:
        """Whoever may raise a welfare concern has the mail that tells of it written with it."""
        if type(row).__name__ != "Message" or row.id is not None or not row.__data__["urgent"]:
            return False
        return self.may("add", "Concern", row.__data__["authority"])

    def _may_decide(self, row: BaseModel) -> bool:
        """A referral may be taken down by who may not judge its risk or decide on it."""
        written = {field.name for field in row.dirty_fields} if row.id is not None else set()
        return not written & DECIDING or self.may("change", "Triage", row.__data__["authority"])

    def _may_write(self, row: BaseModel) -> bool:
        """A row of one authority is for those who write there; one for all, for who does in all."""
        verb = "add" if row.id is None else "change"
        noun, owner = type(row), row._meta.fields.get("authority")
        authority_id = row.__data__.get("authority")
        if owner is None or authority_id is not None:
            return self.may(verb, noun, authority_id)
        ours = {one.id for one in Authority.select(Authority.id).where(Authority.ours)}
        return bool(ours) and ours <= self.authorities(verb, noun)


def _read_shut(roles: Mapping[int, Collection[str]]) -> list[int]:
    """Return the authorities in which restrictions hold: an auditor there reads everything."""
    return [authority for authority, names in roles.items() if "auditor" not in names]


def _within(
    model: type[BaseModel], authorities: frozenset[int], in_order: bool = False
) -> Expression | None:
    """Return what keeps a reader of `model` to these authorities; None if all may be seen.

    A row of no authority, such as a bank holiday, belongs to everyone.
    """
    if issubclass(model, (EventDetail, EventChild)):
        return model.event.in_(Event.select(Event.id).where(_within(Event, authorities)))
    if issubclass(model, (Event, DailyHead)):
        return model.head.in_(AuditHead.select(AuditHead.id).where(_within(AuditHead, authorities)))
    field = model._meta.fields.get("authority")
    if field is None:
        return None
    asked = field + 0 if in_order else field  # no index is of a sum
    theirs: Expression = asked.in_(authorities)
    return theirs | field.is_null() if field.null else theirs
