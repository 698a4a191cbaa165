"""Files of the national register to test with: the real heading, rows as they are needed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "data" / "gias_sample.csv"
HEADING, *ROWS = csv.reader(SAMPLE.read_text("cp1252").splitlines())
HEADING_OF = {
    "urn": "URN",
    "name": "EstablishmentName",
    "la": "LA (code)",
    "la_name": "LA (name)",
    "number": "EstablishmentNumber",
    "status": "EstablishmentStatus (code)",
    "opened": "OpenDate",
    "closed": "CloseDate",
    "street": "Street",
    "town": "Town",
    "postcode": "Postcode",
    "phone": "TelephoneNum",
    "website": "SchoolWebsite",
}


def row(**changes: str) -> list[str]:
    """Penistone Grammar School as the register has it, with changes."""
    cells = list(ROWS[0])
    for name, value in changes.items():
        cells[HEADING.index(HEADING_OF[name])] = value
    return cells


def register(*rows: list[str], heading: list[str] = HEADING) -> io.BytesIO:
    """A register of these rows: every cell quoted, cp1252, Windows line ends."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([heading, *rows])
    return io.BytesIO(text.getvalue().encode("cp1252"))


def links(*rows: tuple[str, str, str, str]) -> io.BytesIO:
    """A file of links: (URN, LinkURN, LinkType, LinkEstablishedDate)."""
    text = io.StringIO()
    heading = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")
    cells = [(urn, linked, "A name", kind, since) for urn, linked, kind, since in rows]
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([heading, *cells])
    return io.BytesIO(text.getvalue().encode("cp1252"))
