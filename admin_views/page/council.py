"""Whose pages these are: the council's name and colour, for the head of every page."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, abort, g

from admin_views.asking import scope
from models.organisations.authority import Authority, Named

PLAIN = "#1d4f91"

blueprint = Blueprint("council", __name__)


class Council(NamedTuple):
    """The name to show, and the code whose colour the page wears ("" for a plain one)."""

    name: str
    code: str


def council(authorities: frozenset[int] | None = None) -> Council:
    """Return the council whose page this is; several that share the program stand side by side."""
    ours = _ours()
    mine = [one for one in ours if authorities is None or one[0] in authorities] or ours
    code = mine[0][1] if len(mine) == 1 else ""
    return Council(" and ".join(name for _id, _code, name in mine) or "Whereabouts", code)


def our_authorities() -> frozenset[int]:
    """Return the ids of the authorities that hold records here."""
    return frozenset(number for number, _code, _name in _ours())


def _ours() -> list[Named]:
    if scope().officer_id is not None:
        return list(scope().ours)  # they came with the roles
    if "our_authorities" not in g:
        g.our_authorities = Authority.named_ours()
    return list(g.our_authorities)


@blueprint.get("/council/<code>.css")
def colours(code: str) -> Response:
    """A style sheet of two lines: no style may stand in a page."""
    authority = Authority.get_or_none(Authority.code == code, Authority.ours)
    if authority is None:
        abort(404)
    colour = authority.colour or PLAIN
    rule = f":root{{--council:{colour};--council-ink:{ink_on(colour)}}}\n"
    response = Response(rule, mimetype="text/css")
    response.cache_control.public = True
    response.cache_control.max_age = 3600
    return response


def ink_on(colour: str) -> str:
    """Return black or white, whichever stands out more (WCAG 2.2, relative luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"
