"""A chase: one step of the ladder for one enquiry, taken once and never twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from peewee import CharField, ForeignKeyField, IntegerField

from models.base import InstantField, RuleBroken
from models.casework.enquiry import Asked, Enquiry
from models.dates.deadlines import step_due
from models.dates.words import long_date
from models.dates.working_days import is_working_day, week_of
from models.ledger.calendar import Calendar
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.outgoing.ladder import Ladder, LadderStep
from models.outgoing.message import WAITING, Message
from models.scope import Scope


@dataclass(frozen=True)
class Planned:
    """An enquiry that is late today: the step that would be taken, or why none is."""

    enquiry: Enquiry
    asked: Asked
    step: LadderStep | None
    why: str


class Chase(AuthorityRecord):
    """Unique by enquiry, round, step and recipient, so no run can take a step again."""

    enquiry = ForeignKeyField(Enquiry, on_delete="RESTRICT", backref="chases")
    enquiry_id: int
    round = IntegerField()
    step = IntegerField()
    recipient = CharField()
    message = ForeignKeyField(Message, on_delete="RESTRICT", backref="chases")
    message_id: int
    made_at = InstantField()

    class Meta:
        indexes = ((("enquiry", "round", "step", "recipient"), True),)

    @classmethod
    def plan(cls, scope: Scope, today: date) -> list[Planned]:
        """Return every overdue enquiry with what would be sent today, and why or why not."""
        late = list(Enquiry.awaiting_answer(scope).where(Enquiry.due_on < today))
        authorities = {enquiry.authority_id for enquiry in late}
        closed = {one: Calendar.holidays(one, today) for one in authorities}
        planned = [cls._planned(enquiry, today, closed[enquiry.authority_id]) for enquiry in late]
        return _within_limits(planned, today)

    @classmethod
    def _planned(cls, enquiry: Enquiry, today: date, closed: Collection[date]) -> Planned:
        asked = enquiry.asked
        if why := enquiry.no_chasing(today):
            return Planned(enquiry, asked, None, why)
        if not is_working_day(today, closed):
            return Planned(enquiry, asked, None, "today is not a working day")
        steps = Ladder.steps_for(enquiry.authority_id, asked.kind)
        step = step_due(enquiry.due_on, steps, cls.taken(enquiry), today, closed)
        if step is None:
            return Planned(enquiry, asked, None, "no further step has fallen due")
        return Planned(
            enquiry,
            asked,
            step,
            f"answer was due {long_date(enquiry.due_on)}; step {step.number} comes "
            f"{step.working_days} working days after",
        )

    @classmethod
    def taken(cls, enquiry: Enquiry) -> set[int]:
        query = cls.select(cls.step).where(cls.enquiry == enquiry, cls.round == enquiry.round)
        return {chase.step for chase in query}

    def as_planned(self) -> Planned:
        """Return the step as it was planned, to write it into another message."""
        steps = Ladder.steps_for(self.enquiry.authority_id, self.enquiry.asked.kind)
        step = next((step for step in steps if step.number == self.step), None)
        if step is None:
            raise RuleBroken(f"Step {self.step} is no longer on the ladder.")
        return Planned(self.enquiry, self.enquiry.asked, step, "")

    @property
    def reference(self) -> str:
        return f"CHASE-{self.id}"

    def __str__(self) -> str:
        return f"Step {self.step} for ENQ-{self.enquiry_id}"


def _within_limits(planned: list[Planned], today: date) -> list[Planned]:
    """Hold back what would be a recipient's second message today or too many this week."""
    held: dict[tuple[int, str], str] = {}
    writing: dict[str, int] = {}
    for one in planned:
        key = (one.enquiry.authority_id, one.asked.email)
        if one.step is None or key in held:
            continue
        held[key] = _too_many(*key, today)
        # The longest due goes first; a school that two authorities ask still hears once a day.
        if not held[key] and writing.setdefault(one.asked.email, key[0]) != key[0]:
            held[key] = "another authority writes to them today"
    return [
        Planned(one.enquiry, one.asked, None, why)
        if one.step and (why := held[one.enquiry.authority_id, one.asked.email])
        else one
        for one in planned
    ]


def _too_many(authority_id: int, recipient: str, today: date) -> str:
    monday, _ = week_of(today)
    messages = Message.to_since(recipient, monday)
    if any(message.state in WAITING for message in messages):
        return "a message to them is still waiting to be sent"
    days = [message.sent_on or message.due_on for message in messages]
    if today in days:
        return "had a message today already"
    most = Setting.of(authority_id, "chases_a_week", today)
    return f"had {most} messages this week already" if len(days) >= most else ""


def by_recipient(planned: Iterable[Planned]) -> dict[tuple[int, str], list[Planned]]:
    """Put together what goes in one message: one recipient of one authority."""
    together: dict[tuple[int, str], list[Planned]] = {}
    for one in planned:
        if one.step is not None:
            together.setdefault((one.enquiry.authority_id, one.asked.email), []).append(one)
    return together


def chases_in(message: Message) -> list[Chase]:
    return list(Chase.select().where(Chase.message == message).order_by(Chase.id))
