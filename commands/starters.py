"""Takes the starter letters into the database; it never writes into their folder."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from models.organisations.authority import Authority
from models.outgoing.template import LetterTemplate
from models.scope import Scope
from models.transaction import transaction

FOLDER = Path(__file__).parent.parent / "letter_templates"


def load_starters(now: datetime) -> list[str]:
    """Load each letter for each authority of ours; return a line for each that was added.

    The first of its name is published as version 1; a changed one becomes a
    draft for a manager to look at.
    """
    lines = []
    with transaction(Scope.command("starters"), now):
        for authority in Authority.select().where(Authority.ours).order_by(Authority.code):
            for path in sorted(FOLDER.glob("*.docx")):
                done = LetterTemplate.load_starter(authority, path.stem, path.read_bytes(), now)
                if not done.endswith("already there"):
                    lines.append(f"{authority.code} {done}")
    return lines
