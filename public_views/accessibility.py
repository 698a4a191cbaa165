"""How accessible these pages are, as the regulations of 2018 ask every public body to state."""

from __future__ import annotations

from flask import Blueprint, request

from models.organisations.authority import Authority
from public_views.pages import page
from public_views.routes import shown_councils

# Pages of others to which this one leads.
ADVICE = "https://mcmw.abilitynet.org.uk/"
COMPLAINTS = "https://www.equalityadvisoryservice.com/"

blueprint = Blueprint("accessibility", __name__, template_folder="templates")


@blueprint.get("/accessibility")
def statement() -> str:
    """Say it for the council that a link names, else for each that shares the program."""
    councils: list[Authority] = shown_councils(request.args.get("authority", ""))
    here = councils[0] if len(councils) == 1 else None
    told = {"councils": councils, "advice": ADVICE, "complaints": COMPLAINTS}
    return page("accessibility.html", here, **told)
