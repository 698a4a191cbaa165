"""A new version of a letter: checked before it is kept, and tried on a case before it counts."""

from __future__ import annotations

from datetime import date, datetime

from correspondence.checker import check_template
from correspondence.fields import PURPOSES, example_values, field_names
from correspondence.letters import LetterFault, render_letter
from correspondence.producing import Row, row_named, values_for
from models.base import OutOfScope, RuleBroken
from models.outgoing.template import LetterTemplate, TemplateVersion
from models.scope import Scope
from models.transaction import transaction


def keep_draft(
    scope: Scope, template: LetterTemplate, content: bytes, now: datetime
) -> TemplateVersion:
    """Keep an uploaded .docx as a draft version; raise LetterFault with every fault, or keep it."""
    if not scope.may("add", TemplateVersion, template.authority_id):
        raise OutOfScope("There is no such letter, or it is not open to you.")
    if template.name not in PURPOSES:
        raise RuleBroken(f"{template.title} is no longer a letter of this program.")
    # Before the transaction: a hostile file may take ten seconds, and nobody else should wait.
    faults = check_template(content, field_names(template.name), example_values(template.name))
    if faults:
        raise LetterFault(faults)
    with transaction(scope, now):
        return template.add_draft(content, scope, now)


def row_called(scope: Scope, reference: str, authority_id: int) -> Row:
    """Return what that reference names there; RuleBroken, in the same words, if it is not open."""
    row = row_named(scope, reference)
    if row is not None and row.authority_id == authority_id:
        return row
    raise RuleBroken(
        "There is no enquiry, notice or case of this reference that you can open. An enquiry’s"
        " reference is like ENQ-1, a notice’s like NOT-1, a case’s like CME-1 or EHE-1."
    )


def preview(scope: Scope, version: TemplateVersion, row: Row, today: date) -> bytes:
    """Return the .docx this version would make of the row. Nothing is kept and nothing is sent."""
    values = values_for(scope, version.template.name, row, today)
    try:
        return render_letter(version.file.read(), values)
    except LetterFault as fault:
        raise RuleBroken("The letter cannot be made. " + " ".join(fault.faults)) from fault
