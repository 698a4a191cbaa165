"""How long planning the chasing of 10,000 overdue enquiries takes, and how many questions it asks.

Run as `python -m bench.planning`; `--enquiries` sets another number. DATABASE_URL
names an empty database; without it a temporary SQLite file is used.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from statistics import median
from time import perf_counter, process_time
from typing import Any

from models.base import BaseModel, bind, database, on_postgresql
from models.casework.case import Case, CaseKind
from models.casework.enquiry import Enquiry
from models.migrations import upgrade
from models.organisations.authority import Authority
from models.organisations.school import School
from models.outgoing.chase import Chase
from models.outgoing.ladder import Ladder
from models.outgoing.message import Message
from models.people.child import Child
from models.people.person import Person
from models.people.relationship import Relationship
from models.scope import Scope
from models.transaction import seal_with, transaction

BENCH = Scope.command("bench")
TODAY = date(2026, 9, 22)
SENT, DUE = date(2026, 9, 7), date(2026, 9, 14)
TIMES = 9


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--enquiries", type=int, default=10_000)
    number = asked.parse_args().enquiries
    with tempfile.TemporaryDirectory() as folder:
        bind(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.db")
        seal_with(secrets.token_bytes(32))
        database.connect()
        if database.get_tables():
            sys.exit("This database is not empty. Name an empty one.")
        upgrade()
        fill(number)
        report(number)
        database.close()


def fill(number: int) -> None:
    """Enquiries to schools and, every fifth, to a parent; a step of every third taken."""
    now = datetime(2026, 9, 15, 9, tzinfo=UTC)
    with transaction(BENCH, now):
        authority = Authority.create(code="873", name="Cambridgeshire County Council", ours=True)
        Ladder.start_for(authority)
        kind = CaseKind.create(code="CME", name="Child missing education", active=True)
    one = {"authority": authority.id, "row_version": 1}
    schools = max(number // 20, 1)
    insert(
        School,
        (
            {
                "urn": f"{100000 + n}",
                "name": f"School {n}",
                "local_authority": authority.id,
                "email": f"office{n}@school.example",
            }
            for n in range(schools)
        ),
    )
    insert(Child, ({**one, "forenames": "Élodie", "surname": f"O’Neil {n}"} for n in range(number)))
    insert(
        Case,
        (
            {**one, "child": n + 1, "kind": kind.id, "reason": "vanished", "opened_on": SENT}
            for n in range(number)
        ),
    )
    insert(
        Person,
        ({**one, "surname": "O’Neil", "email": f"parent{n}@home.example"} for n in range(number)),
    )
    insert(
        Relationship,
        ({**one, "child": n + 1, "person": n + 1, "kind": "mother"} for n in range(number)),
    )
    insert(
        Enquiry,
        (
            {
                **one,
                "case": n + 1,
                "question": "When was the child last there?",
                "school": None if n % 5 == 0 else n % schools + 1,
                "person": n + 1 if n % 5 == 0 else None,
                "sent_on": SENT,
                "due_on": DUE,
            }
            for n in range(number)
        ),
    )
    third = range(0, number, 3)
    insert(
        Message,
        (
            {
                **one,
                "recipient": f"someone{n}@school.example",
                "subject": "ENQ",
                "body": "x",
                "message_id": f"<{n}@council.example>",
                "state": "sent",
                "due_on": TODAY,
                "sent_on": TODAY,
            }
            for n in third
        ),
    )
    insert(
        Chase,
        (
            {
                **one,
                "enquiry": n + 1,
                "round": 1,
                "step": 1,
                "message": place + 1,
                "recipient": f"someone{n}@school.example",
                "made_at": now,
            }
            for place, n in enumerate(third)
        ),
    )


def insert(model: type[BaseModel], rows: Iterator[dict[str, Any]]) -> None:
    """Fill a table behind the program's back: what is measured is reading it."""
    while some := list(islice(rows, 500)):
        model.insert_many(some).execute()


@contextmanager
def counting() -> Iterator[list[str]]:
    asked: list[str] = []
    plain = type(database.obj).execute_sql

    def counted(self: Any, sql: str, params: Any = None) -> Any:
        asked.append(sql)
        return plain(self, sql, params)

    type(database.obj).execute_sql = counted
    try:
        yield asked
    finally:
        type(database.obj).execute_sql = plain


def report(number: int) -> None:
    with counting() as asked:
        planned = Chase.plan(BENCH, TODAY)
    seconds, busy = [], []
    for _ in range(TIMES):
        start, worked = perf_counter(), process_time()
        Chase.plan(BENCH, TODAY)
        seconds.append(perf_counter() - start)
        busy.append(process_time() - worked)
    print(f"database   {'PostgreSQL' if on_postgresql() else 'SQLite'}")
    print(
        f"enquiries  {len(planned):,} of {number:,} overdue, "
        f"{sum(one.step is not None for one in planned):,} to be chased"
    )
    print(f"queries    {len(asked)}")
    print(f"seconds    median {median(seconds):.2f}, slowest {max(seconds):.2f} of {TIMES}")
    print(f"processor  median {median(busy):.2f} s")


if __name__ == "__main__":
    main()
