"""What follows when a mail has failed: somebody knows, and nothing more goes to a bad address.

Called inside the transaction that marks the message.
"""

from __future__ import annotations

from datetime import date

from models.casework.enquiry import Enquiry
from models.casework.task import Task
from models.outgoing.chase import chases_in
from models.outgoing.message import Message
from models.people.bad_address import BadAddress

MOST_NAMED = 20  # enquiries named in one task; the message lists the rest


def give_tasks(message: Message, today: date) -> None:
    """One task for each officer who waits for an answer, else one for the team."""
    waiting: dict[int | None, list[Enquiry]] = {}
    for chase in chases_in(message):
        waiting.setdefault(chase.enquiry.case.officer_id, []).append(chase.enquiry)
    for officer_id, enquiries in waiting.items():
        references = ", ".join(one.reference for one in enquiries[:MOST_NAMED])
        Task.create(
            authority=message.authority_id,
            case=enquiries[0].case_id,
            officer=officer_id,
            what=f"{message.reference} about {references} could not be delivered. "
            "Check the address, or call.",
            due_on=today,
        )
    if not waiting:
        Task.create(
            authority=message.authority_id,
            what=f"{message.reference} could not be delivered. Check the address, or call.",
            due_on=today,
        )


def mark_address(message: Message, said: str, today: date) -> None:
    """The server knows no such address: nothing is chased to it until somebody puts it right."""
    BadAddress.mark(message.authority_id, message.recipient, said, today)
