"""What stands on a child's timeline of the search itself: checks, visits, steps, outcomes."""

from __future__ import annotations

from peewee import fn

from admin_views.people.timeline import Kind, Part, text, words_of
from admin_views.people.timeline_words import What, by_whom
from models.casework.check_row import CheckRow
from models.casework.checklist import BY_NUMBER
from models.casework.outcome import Outcome
from models.casework.outcome_kinds import KINDS as OUTCOMES
from models.casework.review import Review
from models.casework.stage import Stage
from models.casework.standards import STANDARDS
from models.casework.standing import Standing
from models.casework.visit import Visit
from models.organisations.officer import Officer
from models.organisations.school import School


class Checks(Kind):
    name, title, model, endpoint, by = "checks", "Checks made", CheckRow, "checks", CheckRow.case
    joins = (CheckRow.done_by,)

    @staticmethod
    def done(_row_id: int, number: str, result: str, words: str, officer: str) -> What:
        told = f"{BY_NUMBER[int(number)].words}. {words_of(CheckRow.result, result)}: {words}"
        return f"Row {number} of the checklist done{by_whom(officer)}", told

    parts = (
        Part(
            CheckRow.done_on,
            (
                text(CheckRow.number),
                CheckRow.result,
                CheckRow.words,
                fn.COALESCE(Officer.name, ""),
            ),
            done,
        ),
    )


class Visits(Kind):
    name, title, model, endpoint, by = "visits", "Visits", Visit, "visits", Visit.case
    joins = (Visit.officer,)

    @staticmethod
    def made(row_id: int, officer: str, spoke_to: str, relation: str, result: str) -> What:
        met = f"Spoke to {spoke_to}, {relation}. " if spoke_to else ""
        return f"VIS-{row_id} made{by_whom(officer)}", f"{met}{result}"

    parts = (
        Part(
            Visit.made_on,
            (fn.COALESCE(Officer.name, ""), Visit.spoke_to, Visit.relation, Visit.result),
            made,
        ),
    )


class Steps(Kind):
    name, title, model, endpoint, by = "steps", "Steps of a search", Stage, "stages", Stage.case
    joins = (Stage.school,)

    @staticmethod
    def come_to(_row_id: int, stage: str, school: str, words: str) -> What:
        at = f" at {school}" if school else ""
        return f"{words_of(Stage.stage, stage)}{at}", words

    parts = (
        Part(Stage.from_on, (Stage.stage, fn.COALESCE(School.name, ""), Stage.words), come_to),
    )


class Standings(Kind):
    name, title, model, endpoint = "standings", "Standings", Standing, "standings"
    by = Standing.case

    @staticmethod
    def proposed(row_id: int, kind: str, reasons: str) -> What:
        return f"STA-{row_id} proposed: {words_of(Standing.kind, kind).lower()}", reasons

    @staticmethod
    def signed(row_id: int, words: str) -> What:
        return f"STA-{row_id} signed: off daily chasing", words

    @staticmethod
    def ended(row_id: int, ending: str, words: str) -> What:
        return f"STA-{row_id} ended", f"{words_of(Standing.ending, ending)}. {words}"

    parts = (
        Part(Standing.proposed_on, (Standing.kind, Standing.reasons), proposed),
        Part(Standing.signed_on, (Standing.signing_words,), signed),
        Part(Standing.ended_on, (Standing.ending, Standing.ending_words), ended),
    )


class Reviews(Kind):
    name, title, model, endpoint, by = "reviews", "Reviews", Review, "reviews", Review.case

    @staticmethod
    def held(_row_id: int, standard: str, words: str, next_step: str) -> What:
        after = f" Next: {next_step}" if next_step else ""
        return STANDARDS[standard].title, f"{words}{after}"

    parts = (Part(Review.done_on, (Review.standard, Review.words, Review.next_step), held),)


class Outcomes(Kind):
    """The closing itself is told by the case; here is how it was known, and what undid it."""

    name, title, model, endpoint, by = "outcomes", "Outcomes", Outcome, "outcomes", Outcome.case

    @staticmethod
    def known(row_id: int, kind: str, confirmed_by: str) -> What:
        return f"OUT-{row_id}: {OUTCOMES[kind].words}", f"Confirmed by {confirmed_by}."

    @staticmethod
    def undone(row_id: int, why: str) -> What:
        return f"OUT-{row_id} superseded: the case is opened again", why

    parts = (
        Part(Outcome.closed_on, (Outcome.kind, Outcome.confirmed_by), known),
        Part(Outcome.superseded_on, (Outcome.why_superseded,), undone),
    )
