"""Why a child is referred and what was done to find it: the lists a school ticks."""

from __future__ import annotations

from collections.abc import Collection

CRITERIA = (
    ("no-contact", "Every contact we have for the family has failed"),
    ("moved", "The family has moved, and no school or address there is known"),
    ("not-taken-up", "The child did not take up a place that was offered"),
    ("new-here", "The child has newly come to the area, or was newly found here"),
    ("history", "There is a history of absence"),
    ("leave", "There is a pattern of leave during term"),
    ("evidence", "There is evidence that the family has moved"),
)

# The rows of the council's own checklist that a school or an agency may have done.
ROWS = (
    ("call", "Calls by a person on the first day of absence"),
    ("contacts", "Parents and every emergency contact, at different times of day"),
    ("friends", "Staff, friends, and the schools of brothers and sisters"),
    ("visit", "Visits to the home"),
    ("records", "Own records and admissions"),
    ("s2s", "The message to all schools (school to school)"),
    ("health", "The GP, school nurse or health visitor"),
    ("media", "What is open to everybody on social media"),
    ("councils", "Other councils and schools"),
    ("agencies", "Other agencies: social care, early help, police, housing"),
)

# The reason of a case that a criterion points to, the most telling first. Triage decides.
_REASONS = (
    ("not-taken-up", "no_start"),
    ("moved", "moved_out"),
    ("new-here", "newly_found"),
    ("no-contact", "vanished"),
)


def reason_of(ticked: Collection[str]) -> str:
    """Return the reason of a case that the ticks point to, or ""."""
    return next((reason for tick, reason in _REASONS if tick in ticked), "")
