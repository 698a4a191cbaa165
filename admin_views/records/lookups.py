"""Finding the one record a form means from what an officer typed: a reference or a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from peewee import Expression, Field, ForeignKeyField, ModelSelect

from admin_views.records.paging import COUNTED_TO, counted
from admin_views.records.rows import load_named
from models.base import BaseModel
from models.casework.case import Case
from models.casework.ehe_contact import EheContact
from models.casework.enquiry import Enquiry
from models.organisations.access import FIELDS, may_see_field
from models.organisations.agency import Agency
from models.organisations.authority import Authority
from models.organisations.school import School
from models.outgoing.message import Message
from models.people.address import Address
from models.people.child import Child
from models.people.person import Person
from models.people.search import SearchKey
from models.scope import Scope
from models.statute.notice import Notice

MOST = 10
LONGEST = 200  # characters: no name is longer, and a query must not grow with what is pasted


class Fitting(NamedTuple):
    """Some of the rows that fit what was typed: at most ten, from `first` on, of `total`."""

    rows: list[BaseModel]
    first: int
    total: int  # 1,001 means more than 1,000


# What stands in the number of a reference, and in which columns words are looked for.
WORDS: dict[type[BaseModel], tuple[Field, ...]] = {
    Child: (),
    Case: (),
    Enquiry: (),
    Notice: (),
    Person: (Person.forenames, Person.surname),
    School: (School.found_by,),
    Agency: (Agency.name,),
    Authority: (Authority.name, Authority.code),
    Address: (Address.lines, Address.postcode),
    EheContact: (),
    Message: (),
}

# The column by which a record hangs on a child, for finding it by the child's name.
TO_CHILD: dict[type[BaseModel], Field] = {
    Child: Child.id,
    Case: Case.child,
    Notice: Notice.child,
    Enquiry: Enquiry.case,
    EheContact: EheContact.case,
}


# The same way as a path, for saying which child a record is about.
CHILD_AT: dict[type[BaseModel], str] = {
    Case: "child",
    Notice: "child",
    Enquiry: "case.child",
    EheContact: "case.child",
}


def labels(rows: list[BaseModel], asking: Scope) -> list[str]:
    """Return how each row is offered as a choice: a case with its child, whom one knows it by."""
    path = CHILD_AT.get(type(rows[0]), "") if rows else ""
    if path:
        load_named(rows, [path], asking)
    return [_with_child(row, path) for row in rows]


def _with_child(row: BaseModel, path: str) -> str:
    holder: BaseModel | None = row
    for step in path.split(".") if path else ():
        holder = holder.__rel__.get(step) if holder is not None else None
    return str(row) if holder is None or holder is row else f"{row}: {holder}"


def words_match(columns: Iterable[Field], text: str, scope: Scope) -> Expression | None:
    """Return that every word of `text` stands in some column; % and _ are only themselves.

    A field kept from this reader is not looked into: a hit would tell what it holds.
    """
    columns = tuple(columns)
    found: Expression | None = None
    for word in text[:LONGEST].split():
        in_one: Expression | None = None
        for column in columns:
            contains = _open_to(column, scope) & column.contains(word)
            in_one = contains if in_one is None else in_one | contains
        if in_one is not None:
            found = in_one if found is None else found & in_one
    return found


def _open_to(column: Field, scope: Scope) -> Expression | bool:
    """Return which rows may be searched by `column`: all, or those whose field is not kept."""
    model = column.model
    if (model.__name__, column.name) not in FIELDS or scope.unattended:
        return True
    seeing = [
        authority
        for authority, roles in scope.roles.items()
        if may_see_field(roles, model.__name__, column.name)
    ]
    theirs: Expression = model.authority.in_(seeing)
    open_rows = model.open_rows(column.name)
    return theirs if open_rows is None else theirs | open_rows


def of_children(column: Field, text: str, scope: Scope) -> list[Expression]:
    """Return one condition a word: the child `column` leads to has that name, UPN, postcode ..."""
    authorities = None if scope.unattended else scope.authorities("see", Child)
    return [_leads_to(column, query) for query in SearchKey.children(text, authorities)]


def _leads_to(column: Field, children: ModelSelect[SearchKey]) -> Expression:
    """Follow a column to the child by sub-queries, which never repeat a row as joins would."""
    if isinstance(column, ForeignKeyField) and column.rel_model is not Child:
        onward = TO_CHILD[column.rel_model]
        model = column.rel_model
        return column.in_(model.select(model.id).where(_leads_to(onward, children)))
    return column.in_(children)


def names_by_words(field: ForeignKeyField) -> bool:
    """Say whether a form names this column's row by words, and not by a choice of all rows."""
    return field.rel_model in WORDS and field.name != "authority"


def look_up(model: type[BaseModel], text: str, scope: Scope, first: int = 0) -> Fitting:
    """Return rows of `model` in scope that `text` may mean; a reference means one."""
    query: ModelSelect[BaseModel] = scope.of(model)
    text = text[:LONGEST]
    if (number := _number_in(text)) is not None:
        rows = [row for row in query.where(model.id == number) if _is_called(row, text)]
        if rows:
            return Fitting(rows, 0, len(rows))
    conditions: list[Expression] = []
    if model in TO_CHILD:
        conditions = of_children(TO_CHILD[model], text, scope)
    elif (found := _called(model, text, scope)) is not None:
        conditions = [found]
    if not conditions:
        return Fitting([], 0, 0)
    fitting = query.where(*conditions)
    rows = list(fitting.order_by(model.id).limit(MOST).offset(first))
    if first == 0 and len(rows) < MOST:
        return Fitting(rows, first, len(rows))
    count = counted(fitting, model)
    return Fitting(rows, first, COUNTED_TO + 1 if count.more else count.rows)


def _called(model: type[BaseModel], text: str, scope: Scope) -> Expression | None:
    if model is School:
        found: Expression | None = School.fitting(text)
        return found
    return words_match(WORDS[model], _without_bracket(text), scope)


def _number_in(text: str) -> int | None:
    match = re.search(r"\b[A-Za-z]+-([0-9]{1,9})\b", text)
    return int(match[1]) if match else None


def _is_called(row: BaseModel, text: str) -> bool:
    reference = str(getattr(row, "reference", ""))
    return bool(reference) and reference.casefold() in text.casefold()


def _without_bracket(text: str) -> str:
    """Take the marks back off a label this program wrote, such as "(123456)", keeping its words."""
    return re.sub(r"[(),]", " ", text)
