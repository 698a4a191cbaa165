"""What stands first on the page of a case: how far it has come, what is due, and the checklist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from peewee import ModelSelect

from admin_views.asking import scope
from admin_views.people.explained import Holidays
from admin_views.records.joining import naming
from models.base import BaseModel
from models.casework.case import CME, Case
from models.casework.check_row import CheckRow, Line, checklist_of, still_to_do
from models.casework.clock import Clock
from models.casework.enquiry import Enquiry
from models.casework.outcome import Outcome
from models.casework.review import Review
from models.casework.stage import STAGES, Stage
from models.casework.standards import REVIEWS
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.dates.explanation import Explained, new_pupil_return_explained
from models.dates.words import long_date
from models.together import together

# What hangs on a case and stands on its page, with what each names.
HANGING: tuple[tuple[type[BaseModel], Sequence[Any]], ...] = (
    (Stage, (Stage.school,)),
    (Standing, ()),
    (Review, ()),
    (Clock, ()),
    (Outcome, (Outcome.school, Outcome.other_authority)),
)


class Due(NamedTuple):
    """A standard of service as the page has it."""

    title: str
    explained: Explained
    state: str
    is_late: bool
    to_do: str  # what is to be pressed, and its address; "" for nothing
    address: str


class CasePage(NamedTuple):
    """Everything the template asks for. `lines` is empty for a case without a checklist."""

    lines: Sequence[Line]
    left: int
    stages: Sequence[Stage]  # the newest first
    standings: Sequence[Standing]
    reviews: Sequence[Review]
    dues: Sequence[Due]
    danger: Sequence[Visit]
    outcomes: Sequence[Outcome]
    may_record: bool
    may_ask: bool

    @property
    def stage(self) -> Stage | None:
        return self.stages[0] if self.stages else None

    @property
    def standing(self) -> Standing | None:
        return next((one for one in self.standings if one.ended_on is None), None)

    @property
    def outcome(self) -> Outcome | None:
        return next((one for one in self.outcomes if one.superseded_on is None), None)

    @property
    def before(self) -> list[Outcome]:
        """Return the outcomes that were superseded."""
        return [one for one in self.outcomes if one.superseded_on is not None]

    @property
    def step(self) -> str:
        return self.stage.in_words if self.stage is not None else STAGES[0][1]

    @property
    def return_due(self) -> Explained | None:
        """Return by when the school tells us that the child is on its roll; None before that."""
        starts = self.stage.starts_on if self.stage is not None else None
        return new_pupil_return_explained(starts) if starts is not None else None

    @property
    def step_number(self) -> int:
        keys = [key for key, _ in STAGES]
        return keys.index(self.stage.stage) if self.stage is not None else 0

    @property
    def steps(self) -> list[str]:
        return [words for _, words in STAGES]

    @classmethod
    def of(cls, case: Case, today: date) -> CasePage | None:
        """Return the page of a case of a child missing education; None for another kind."""
        if case.kind.code != CME:
            return None
        lines = checklist_of(case)
        hanging = (_newest(noun, case, names) for noun, names in HANGING)
        stages, standings, reviews, clocks, outcomes = together(*hanging)
        for row in (*stages, *standings, *reviews, *clocks, *outcomes):
            row.__rel__["case"] = case
        writes = case.is_open and scope().may("change", CheckRow, case.authority_id)
        holidays = Holidays(case.authority_id)
        return cls(
            lines,
            len(still_to_do(lines)),
            stages,
            standings,
            reviews,
            [_due(clock, holidays, today) for clock in sorted(clocks, key=_by_day)],
            Visit.warnings(scope(), case) if case.is_open else [],
            outcomes,
            writes,
            writes and scope().may("add", Enquiry, case.authority_id),
        )


def _newest(noun: type[BaseModel], case: Case, names: Sequence[Any]) -> ModelSelect[Any]:
    """Return what hangs on the case, the newest first, with what each names."""
    query = naming(scope().of(noun), noun, names)
    newest: ModelSelect[Any] = query.order_by(noun.id.desc())
    return newest.where(noun._meta.fields["case"] == case.id)


def _by_day(clock: Clock) -> tuple[date, int]:
    return clock.due_on, clock.id


def _due(clock: Clock, holidays: Holidays, today: date) -> Due:
    state, (to_do, address) = clock.in_words(today), _to_do(clock)
    if clock.met_on is not None:
        state = f"{state}, {long_date(clock.met_on)}"
    return Due(
        clock.title,
        clock.explained(holidays.near(clock.started_on)),
        state,
        clock.is_late(today),
        to_do,
        address,
    )


def _to_do(clock: Clock) -> tuple[str, str]:
    if not clock.runs:
        return "", ""
    may_review = scope().may("add", Review, clock.authority_id)
    if clock.standard in REVIEWS and may_review:
        return "Record the review", url_for("reviews.hold_view", id=clock.id)
    if clock.standard == "visit" and scope().may("add", Visit, clock.authority_id):
        return "Plan a visit", url_for("visits.create_view", case=clock.case_id)
    return "", ""
