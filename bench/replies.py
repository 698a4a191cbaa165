"""Whether the clock tells a reply link that opens no more from one there never was, 500 each.

Run as `python -m bench.replies`. The page of an unknown link is asked for by turns with that
of one that is too old, one that was revoked, and one about a child kept from most since; the
rank test of Mann and Whitney says whether their waits can be told apart. The disk is not
waited for.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench.doors import NOW, an_officer, get, report, served_from, timed
from models.base import database
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.casework.restriction import Restriction
from models.organisations.authority import Authority
from models.organisations.school import School
from models.outgoing.reply_link import ReplyLink
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction

BENCH = Scope.command("bench")
TODAY = NOW.date()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = served_from(Path(folder))
        database.obj.pragma("synchronous", 0, permanent=True)
        an_officer()
        ends = {"too old": too_old, "revoked": revoked, "of a restricted child": restricted}
        with transaction(BENCH, NOW):
            kind = CaseKind.create(code="CME", name="Child missing education", active=True)
        asked_for = partial(refused, app.test_client())
        for why, end in ends.items():
            token = a_link(app, kind, end)
            report(why, *timed(asked_for, token, secrets.token_urlsafe(32)))
        print(f"busy {os.getloadavg()[0]:.1f}")
        database.close()


def refused(client: FlaskClient, token: str) -> None:
    get(client, f"/reply/{token}", 410)


def a_link(app: Flask, kind: CaseKind, end: Callable[[ReplyLink], object]) -> str:
    """Return the token of a link that a school was mailed, and that opens no more."""
    with transaction(BENCH, NOW):
        council = Authority.get()
        number = School.select().count()
        school = School(urn=f"{100000 + number}", name="Hilltop", local_authority=council)
        school.email = f"office{number}@hilltop.example"
        school.save()
        child = Child.create(authority=council, forenames="Zephyrine", surname="Quill")
        about = {"child": child, "kind": kind, "reason": "vanished", "opened_on": TODAY}
        case = Case.create(authority=council, **about)
        asked = {"case": case, "school": school, "question": "Is he with you?", "sent_on": TODAY}
        enquiry = Enquiry.create(authority=council, **asked)
        link = ReplyLink.carried(enquiry, school.email, NOW, TODAY)
        assert link is not None
        token = link.token(app.config["SEAL"])
        end(link)
    return token


def too_old(link: ReplyLink) -> None:
    link.expires_on = TODAY - timedelta(days=1)
    link.save()


def revoked(link: ReplyLink) -> None:
    link.revoke(None, NOW)


def restricted(link: ReplyLink) -> None:
    about = {"child": link.enquiry.case.child, "reason": "A new name.", "made_on": TODAY}
    Restriction.create(authority=link.authority, **about)


if __name__ == "__main__":
    main()
