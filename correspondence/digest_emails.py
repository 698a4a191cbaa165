"""The words of the weekly email to a manager: who looked at how much. It names no child."""

from __future__ import annotations

from collections.abc import Sequence

from correspondence.emails import Words
from models.dates.words import long_date
from models.ledger.week import COUNTED, GLASS, Looked, Week
from models.organisations.authority import Authority
from models.organisations.officer import Officer

ORDER = (*dict.fromkeys(COUNTED.values()), GLASS)


def digest_email(
    manager: Officer, authority: Authority, week: Week, looked: Sequence[Looked], rows_taken: int
) -> Words:
    """Return the email. Numbers only: what each officer opened stands on the page it names."""
    lines = [f"  {one.name}: {_counts(one)}" for one in looked]
    body = "\n\n".join(
        [
            f"Dear {manager.name},",
            f"This is who looked at records of {authority.name} from {long_date(week.first)} to "
            f"{long_date(week.last)}.",
            "\n".join(lines) or "  Nobody looked at any record.",
            f"Rows that left as files: {rows_taken:,}.",
            "If a number surprises you, ask the officer this week. What was opened, and every "
            "download with its reason, stands under Running it, Who looked at what.",
            "You are told because you are a manager of this authority.",
        ]
    )
    return Words(f"Who looked at records, week from {long_date(week.first)}", f"{body}\n")


def _counts(one: Looked) -> str:
    return ", ".join(f"{one.counts[what]} {what}" for what in ORDER if one.counts.get(what))
