"""What a search asks of somebody: checks, visits, reviews, a signature, a place that starts."""

from __future__ import annotations

from typing import Any

from flask import url_for
from peewee import JOIN, ModelSelect, fn

from admin_views.worklist.groups.cases import OfCases, OnACase
from admin_views.worklist.line import Line
from models.casework.case import Case
from models.casework.check_row import CheckRow
from models.casework.checks_to_do import with_checks_to_do
from models.casework.clock import Clock
from models.casework.outcome import Outcome, over_age
from models.casework.review import Review
from models.casework.stage import Stage
from models.casework.standards import STANDARDS
from models.casework.standing import KINDS, Standing
from models.casework.visit import Visit
from models.organisations.school import School


class VisitsToMake(OnACase):
    key, harm, title = "visits", 54, "Visits to make"
    nothing = "No visit is planned for today or before."
    model, opens = Visit, "visits.details_view"
    to_do, does, needs = "Record what came of it", "visits.made_view", ("change", Visit)

    def rows(self) -> ModelSelect[Any]:
        return Visit.to_make(self.asked.scope).where(Visit.planned_on <= self.asked.today)

    def owner(self) -> Any:
        return fn.COALESCE(Visit.officer, Case.officer)

    def is_of(self, officer_id: int) -> Any:
        going = (Visit.officer == officer_id) | (Visit.second_officer == officer_id)
        return going | (Visit.officer.is_null() & (Case.officer == officer_id))

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Visit.planned_on}

    def name(self, line: Line) -> str:
        return f"VIS-{line.id}"

    def why(self, line: Line) -> str:
        planned = "for today" if line.day == self.asked.today else f"for {line.on}"
        return f"planned {planned}"


class ChecksToDo(OfCases):
    """Not in the first days, for which the first checks have a standard of their own."""

    key, harm, title = "checks", 56, "Checks to do"
    nothing = "Every required check is made."
    to_do, needs = "Go to the checklist", ("change", CheckRow)

    def rows(self) -> ModelSelect[Any]:
        return with_checks_to_do(self.asked.scope, self.asked.today)

    def columns(self) -> dict[str, Any]:
        done = CheckRow.count_done()
        return super().columns() | {"day": Case.opened_on, "number": done}

    def why(self, line: Line) -> str:
        done = f"{line.number} done so far" if line.number else "none is done yet"
        return f"open since {line.on}, and required checks are left; {done}"

    def action_address(self, line: Line) -> str:
        return url_for("cases.details_view", id=line.id, _anchor="checklist")


class ReviewsDue(OnACase):
    key, harm, title = "reviews", 57, "Reviews due"
    nothing = "No review is due."
    model, opens = Clock, "clocks.details_view"
    to_do, does, needs = "Record the review", "reviews.hold_view", ("add", Review)

    def rows(self) -> ModelSelect[Any]:
        due = Review.due(self.asked.scope, self.asked.today)
        return due.join(Case, JOIN.LEFT_OUTER, on=(Clock.case == Case.id))

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"what": Clock.standard, "day": Clock.due_on}

    def name(self, line: Line) -> str:
        return STANDARDS[line.what].title

    def apart(self, line: Line) -> str:
        return f" ({line.kind}-{line.case_id})"

    def why(self, line: Line) -> str:
        return "due today" if line.day == self.asked.today else f"due by {line.on}"


class OfStandings(OnACase):
    """What the groups whose rows are standings have in common."""

    model, opens = Standing, "standings.details_view"

    def name(self, line: Line) -> str:
        return f"STA-{line.id}"


class StandingsToSign(OfStandings):
    """The officer who has the case waits for it; a manager, who sees the team's, signs."""

    key, harm, title = "to-sign", 58, "Standings to be signed"
    nothing = "No standing waits for a signature."
    to_do, does, needs = "Sign it, or turn it down", "standings.details_view", ("change", Standing)

    def rows(self) -> ModelSelect[Any]:
        return Standing.to_sign(self.asked.scope)

    def action(self, line: Line) -> tuple[str, str] | None:
        manages = "manager" in self.asked.scope.roles.get(line.authority_id, ())
        return super().action(line) if manages else None

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"what": Standing.kind, "day": Standing.proposed_on}

    def why(self, line: Line) -> str:
        return f"{dict(KINDS)[line.what].lower()}, proposed on {line.on}"


class StandingsToReview(OfStandings):
    key, harm, title = "standing-reviews", 62, "Standings to be looked at again"
    nothing = "No standing is due to be looked at again."
    to_do, does, needs = "Look at it again", "standings.details_view", ("change", Standing)

    def rows(self) -> ModelSelect[Any]:
        return Standing.to_review(self.asked.scope, self.asked.today)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"what": Standing.kind, "day": Standing.review_due_on}

    def why(self, line: Line) -> str:
        return f"{dict(KINDS)[line.what].lower()}; to be looked at again by {line.on}"


class PlacesStarting(OnACase):
    key, harm, title = "places", 65, "Places that start"
    nothing = "No agreed place starts in the next days."
    model, opens = Stage, "stages.details_view"
    to_do, does, needs = "Say how far it has come", "stages.create_view", ("add", Stage)

    def rows(self) -> ModelSelect[Any]:
        return Stage.starting(self.asked.scope, self.asked.today, self.asked.values)

    def joined(self, query: ModelSelect[Any]) -> ModelSelect[Any]:
        at = Stage.school == School.id
        return super().joined(query).join_from(Stage, School, JOIN.LEFT_OUTER, on=at)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"who": School.name, "day": Stage.starts_on}

    def name(self, line: Line) -> str:
        return f"{line.kind}-{line.case_id}"

    def why(self, line: Line) -> str:
        if line.day is not None and line.day < self.asked.today:
            return f"was to start at {line.who} on {line.on}: did the child arrive?"
        return f"is to start at {line.who} on {line.on}"

    def action_address(self, line: Line) -> str:
        return url_for("stages.create_view", case=line.case_id)


class OverAge(OfCases):
    """Worked out from the date of birth; only proposed: a person closes the case, or does not."""

    key, harm, title = "over-age", 75, "Over compulsory school age: an outcome is proposed"
    nothing = "No child whose case is open is over compulsory school age."
    to_do, needs = "See why, and close the case", ("add", Outcome)

    def rows(self) -> ModelSelect[Any]:
        return over_age(self.asked.scope, self.asked.today)

    def columns(self) -> dict[str, Any]:
        return super().columns() | {"day": Case.opened_on}

    def why(self, line: Line) -> str:
        return "compulsory school age is over; open it to see how that was worked out"

    def action_address(self, line: Line) -> str:
        return url_for("outcomes.close_view", case=line.id, kind="over_age")
