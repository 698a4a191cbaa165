"""The menu: every screen that whoever asks may open, group by group."""

from __future__ import annotations

from flask import current_app, request, url_for
from flask_login import current_user

from admin_views.asking import scope

Menu = list[tuple[str, list[tuple[str, str]]]]


def menu() -> Menu:
    """Return (group, [(name, address)]); made once for each set of roles there is.

    So what `is_accessible` of a screen in the menu says may depend on the roles alone.
    """
    if not current_user.is_authenticated:
        return []
    made: dict[tuple[str, frozenset[frozenset[str]]], Menu]
    made = current_app.extensions.setdefault("menus", {})
    key = (request.script_root, frozenset(scope().roles.values()))
    if key not in made:
        made[key] = _made()
    return made[key]


def menu_item_here() -> str:
    """Return the address in the menu under which the page asked for stands; "" for none.

    The longest that fits: templates of letters do not stand under letters.
    """
    fitting = [
        address
        for _, items in menu()
        for _, address in items
        if request.path == address or (address != "/" and request.path.startswith(address))
    ]
    return max(fitting, key=len, default="")


def _made() -> Menu:
    groups: dict[str, list[tuple[str, str]]] = {}
    for view in current_app.extensions["admin"][0]._views:
        if view.is_accessible() and view.name:
            address = url_for(f"{view.endpoint}.{view._default_view}")
            groups.setdefault(view.category or "", []).append((view.name, address))
    return list(groups.items())
