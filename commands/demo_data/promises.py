"""What the council has promised parents about contact. It saves nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from commands.demo_data.household import Household
from models.people.contact_promise import ContactPromise

# what is promised -> weight
PROMISES: dict[str, int] = {
    "in writing only": 4,
    "no email": 4,
    "not before": 4,
    "interpreter": 4,
    "safe address": 2,
    "nothing": 82,
}


def promise(draft: Household, what: str) -> None:
    """Make the promise to the first person of the family, who lives with the children."""
    if what == "nothing":
        return
    person = draft.family.people[0]
    terms: dict[str, Any] = {}
    if what == "in writing only":
        terms = {"in_writing_only": True, "by_phone": False}
    elif what == "no email":
        terms = {"by_email": False}
    elif what == "not before":
        terms = {"not_before": draft.today + timedelta(days=draft.rng.randint(5, 60))}
    elif what == "interpreter":
        language = draft.origin.language
        terms = {"interpreter": "British Sign Language" if language == "English" else language}
    elif what == "safe address":
        care_of = draft.home()._replace(lines="c/o Law Centre\n4 Market Passage")
        terms = {"safe_address": draft.lives_at(person, care_of, restricted=True)}
    draft.family.promises.append(
        ContactPromise(authority=draft.authority_id, person=person, **terms)
    )
