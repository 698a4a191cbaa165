"""The front page: what needs a person today, counted, in order of harm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import abort, request, url_for
from flask_admin import AdminIndexView, expose

from admin_views.asking import scope, today
from admin_views.doors.sessions import request_now
from admin_views.records.reading import Look, note
from admin_views.records.rows import is_id
from admin_views.signed_in import SignedInView
from admin_views.worklist import groups as worklist_groups
from admin_views.worklist.group import (
    COUNTED_TO,
    Asked,
    Filled,
    Group,
    Whose,
    every_group,
    filled,
)
from admin_views.worklist.line import Line
from admin_views.worklist.team import COLUMNS, may_see_team, team
from models.casework.case import Case
from models.ledger.setting import Setting
from models.organisations.authority import AuthorityRecord
from models.organisations.cover import Cover
from models.organisations.duty import DutyTurn
from models.organisations.officer import Officer

__all__ = ["Worklist", "worklist_groups"]

SHOWN = 10
PAGE_SIZE = 20


class Told(NamedTuple):
    """A line as the page has it."""

    name: str
    apart: str
    address: str
    child: str
    authority: str
    why: str
    to_do: str
    to_do_address: str


class Shown(NamedTuple):
    """A group as the page has it."""

    key: str
    title: str
    nothing: str
    in_all: str
    rest: str  # how many are not shown; "" for none
    lines: list[Told]
    address: str


class Worklist(SignedInView, AdminIndexView):
    """Officers see their own work first, everybody else that of the team."""

    @expose("/")
    def index(self) -> str:
        asked = _asked()
        groups = [one for one in _groups(asked) if one.harm is not None]
        found = filled(groups, SHOWN)
        _note(asked, found)
        return str(
            self.render(
                "worklist.html",
                groups=[_shown(one) for one in found],
                title=_title(asked.whose),
                others=_others(asked.whose),
                team=team(asked) if may_see_team(asked) else [],
                columns=[group.title for group in COLUMNS],
                no_duty=_no_duty(),
                leave=_leave(asked.whose),
            )
        )

    @expose("/worklist/<key>/")
    def group_view(self, key: str) -> str:
        asked = _asked()
        group = next((one for one in _groups(asked) if one.key == key), None)
        if group is None:
            abort(404)
        page = min(max(request.args.get("page", 1, type=int) or 1, 1), 10**6)
        (found,) = filled([group], PAGE_SIZE + 1, (page - 1) * PAGE_SIZE)
        more = len(found.lines) > PAGE_SIZE
        found = found._replace(lines=found.lines[:PAGE_SIZE])
        _note(asked, [found])
        return str(
            self.render(
                "worklist_group.html",
                group=_shown(found),
                title=_title(asked.whose),
                back=url_for(".index", **_named(asked.whose)),
                page=page,
                before=_page_address(group, page - 1) if page > 1 else "",
                after=_page_address(group, page + 1) if more else "",
            )
        )


def _no_duty() -> list[str]:
    """Return the councils whose rota is empty today, for whoever can fill it."""
    mine = scope().authorities("add", DutyTurn)
    return [one.name for one in DutyTurn.nobody_first(mine, today())] if mine else []


def _leave(whose: Whose) -> list[Cover]:
    """Return the leave this list's officer covers today: their colleagues' work stands in it."""
    me = whose.officer_id
    return [] if me is None or not whose.covered else Cover.looked_after_by(me, today())


def _asked() -> Asked:
    return Asked(scope(), request_now(), today(), Setting.in_force(today()), _whose())


def _whose() -> Whose:
    """Return whose work is asked for: by `officer`, else by `whose`, else what is usual."""
    if text := request.args.get("officer", ""):
        officer = Officer.get_or_none(Officer.id == int(text)) if is_id(text) else None
        if officer is None or not scope().may("see", Case):
            abort(404)
        return Whose(officer.id, officer.name, covered=_covered(officer.id))
    words = request.args.get("whose", "")
    if words == "nobody":
        return Whose(nobody=True)
    mine = words == "mine" or (words != "team" and _works_on_cases())
    me = scope().officer_id
    return Whose(me, covered=_covered(me)) if mine and me is not None else Whose()


def _covered(officer_id: int) -> tuple[int, ...]:
    return tuple(leave.officer_id for leave in Cover.looked_after_by(officer_id, today()))


def _works_on_cases() -> bool:
    """Business support, managers and readers own no cases: theirs is the work of the team."""
    roles = {role for held in scope().roles.values() for role in held}
    return bool(roles & {"cme_officer", "ehe_officer"}) and "manager" not in roles


def _named(whose: Whose) -> dict[str, Any]:
    """Return what stands in an address for whose work is shown."""
    if whose.nobody:
        return {"whose": "nobody"}
    if whose.team:
        return {"whose": "team"}
    return (
        {"whose": "mine"}
        if whose.officer_id == scope().officer_id
        else {"officer": whose.officer_id}
    )


def _title(whose: Whose) -> str:
    if whose.nobody:
        return "What needs somebody and has nobody"
    if whose.team:
        return "What needs the team today"
    if whose.officer_id == scope().officer_id:
        return "What needs you today"
    return f"What needs {whose.name} today"


def _others(whose: Whose) -> list[tuple[str, str, bool]]:
    """Return (words, address, whether it is this page) of the ways to look at the list."""
    if not scope().may("change", Case):
        return []
    mine = whose.officer_id is not None and whose.officer_id == scope().officer_id
    return [
        ("Mine", url_for(".index", whose="mine"), mine),
        ("My team’s", url_for(".index", whose="team"), whose.team),
    ]


def _groups(asked: Asked) -> list[Group]:
    made = [group(asked) for group in every_group()]
    return [group for group in made if group.is_shown()]


def _page_address(group: Group, page: int) -> str:
    return url_for(".group_view", key=group.key, page=page, **_named(group.asked.whose))


def _shown(found: Filled) -> Shown:
    group, lines = found.group, found.lines
    both = len(group.asked.scope.roles) > 1  # the authority is named where there are several
    rest = found.in_all - len(lines)
    return Shown(
        key=group.key,
        title=group.title,
        nothing=group.nothing,
        in_all=_number(found.in_all),
        rest=_number(rest) if rest and found.in_all <= COUNTED_TO else "" if not rest else "many",
        lines=[_told(group, line, both) for line in lines],
        address=url_for(".group_view", key=group.key, **_named(group.asked.whose)),
    )


def _number(count: int) -> str:
    return f"{COUNTED_TO:,} or more" if count > COUNTED_TO else f"{count:,}"


def _told(group: Group, line: Line, both: bool) -> Told:
    to_do, address = group.action(line) or ("", "")
    return Told(
        name=group.name(line),
        apart=group.apart(line),
        address=group.address(line),
        child=line.child,
        authority=line.authority if both else "",
        why=group.why(line),
        to_do=to_do,
        to_do_address=address,
    )


def _note(asked: Asked, found: Sequence[Filled]) -> None:
    """Note one look an authority, at the cases the page is about; and at what is on no case."""
    looked: dict[tuple[int, type[AuthorityRecord]], set[int]] = {}
    for one in found:
        for line in one.lines:
            for noun, number in one.group.shows(line):
                looked.setdefault((line.authority_id, noun), set()).add(number)
    usual = [(one, Case) for one in sorted(asked.scope.authorities("see", Case))[:1]]
    in_all = sum(one.in_all for one in found)
    for authority_id, noun in looked or usual:
        ids = sorted(looked.get((authority_id, noun), ()))
        about = {"find": "worklist", "count": in_all, "ids": ids}
        note(Look("listed", noun, authority_id, about))
