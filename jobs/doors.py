"""What the door leaves to be done unattended: mail to officers, and rows nobody needs any more."""

from __future__ import annotations

from correspondence import officer_emails
from jobs.world import Tally, World
from models.organisations.kept_form import KeptForm
from models.organisations.sent_form import SentForm
from models.organisations.throttle import Throttle
from models.scope import Scope
from models.transaction import transaction

DOOR = Scope.job("doors")


def queue_officer_mail(world: World) -> Tally:
    """Write the mails that officers are to get. Safe to run twice."""
    return {"queued": officer_emails.queue_officer_mail(DOOR, world.now, world.today)}


def sweep_doors(world: World) -> Tally:
    """Take away forms kept for an hour, keys of forms sent, and guesses of more than a day ago."""
    with transaction(DOOR, world.now):
        forms = KeptForm.sweep(world.now) + SentForm.sweep(world.now)
        return {"forms": forms, "throttles": Throttle.sweep(world.now)}
