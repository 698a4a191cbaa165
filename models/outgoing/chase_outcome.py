"""What became of an enquiry: answered, and after which reminder; or not answered."""

from __future__ import annotations

from typing import Any

from peewee import Case as When
from peewee import fn

from models.casework.case import Case
from models.casework.enquiry import Enquiry
from models.hiding import in_sight
from models.outgoing.chase import THE_QUESTION, Chase
from models.outgoing.message import Message
from models.scope import Scope

OUTCOMES = (
    ("unprompted", "Answered before any chase"),
    ("step-1", "Answered after step 1"),
    ("step-2", "Answered after step 2"),
    ("step-3", "Answered after step 3 or later"),
    ("waiting", "Not answered yet"),
    ("closed", "Not answered when the case closed"),
)
NO_STEP = -1


def chase_outcome(scope: Scope) -> Any:
    """Return the name of the outcome, as a column of a query of `Enquiry`.

    Only mails that were sent count, in the round that the enquiry is in, and none of a
    later day than the answer: it may be recorded days after it came.
    """
    answered = When(
        fn.COALESCE(_last_step(scope), NO_STEP),
        ((NO_STEP, "unprompted"), (1, "step-1"), (2, "step-2")),
        "step-3",
    )
    return When(
        None,
        (
            (Enquiry.answered_on.is_null(False), answered),
            (fn.EXISTS(_open_case()), "waiting"),
        ),
        "closed",
    )


def _open_case() -> Any:
    # Not a join: most enquiries are answered, and then nobody asks for their case.
    return Case.select(Case.id).where(Case.id == Enquiry.case, Case.closed_on.is_null())


def _last_step(scope: Scope) -> Any:
    """The highest step that went out before the answer; null if none did."""
    query = (
        Chase.select(fn.MAX(Chase.step))
        .join(Message)
        .where(
            Chase.enquiry == Enquiry.id,
            Chase.round == Enquiry.round,
            Chase.step > THE_QUESTION,
            Message.state == "sent",
            Message.sent_on <= Enquiry.answered_on,
        )
    )
    seen = None if scope.unattended else in_sight(Chase, scope.hidden)
    return query if seen is None else query.where(seen)
