"""Sixteen writers until 10,000 events stand in one chain; then one event is tampered with.

Run as `python -m bench.writers`. DATABASE_URL names an empty database; without
it a temporary SQLite file is used. It makes the tables itself, and it ends with
a ledger that is broken on purpose, so a database that holds anything is refused.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from time import perf_counter
from typing import NamedTuple

from peewee import DatabaseError

from models.base import bind, database, on_postgresql
from models.casework.case import Case, CaseKind
from models.casework.note import Note
from models.ledger.audit import verify
from models.ledger.event import AuditHead, Event
from models.migrations import upgrade
from models.organisations.authority import Authority
from models.people.child import Child
from models.scope import Scope
from models.transaction import seal_with, transaction

WRITERS = 16
EVENTS = 10_000
KEY = secrets.token_bytes(32)
BENCH = Scope.command("bench")


class Result(NamedTuple):
    """What one writer met; `slowest` is its longest transaction, in seconds."""

    errors: int
    slowest: float
    first_error: str


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bind(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.db")
        seal_with(KEY)
        database.connect()
        if database.get_tables():
            sys.exit("This database is not empty. Name an empty one: its ledger will be broken.")
        upgrade()
        report_writing(first_notes())
        report_tampering()
        database.close()


def first_notes() -> list[int]:
    """Make the smallest case there is, with a note for each writer; return their ids."""
    day = date(2026, 9, 1)
    with transaction(BENCH, datetime.now(UTC)):
        authority = Authority.create(code="873", name="Cambridgeshire County Council", ours=True)
        kind = CaseKind.create(code="CME", name="Child missing education", active=True)
        child = Child.create(authority=authority, forenames="Élodie", surname="O’Neil")
        case = Case.create(
            authority=authority, child=child, kind=kind, reason="vanished", opened_on=day
        )
        notes = [
            Note.create(authority=authority, child=child, case=case, written_on=day, text="new")
            for _ in range(WRITERS)
        ]
    return [note.id for note in notes]


def report_writing(notes: Sequence[int]) -> None:
    before = Event.select().count()
    start = perf_counter()
    results = all_at_once(notes)
    seconds = perf_counter() - start
    written = Event.select().count() - before
    print(f"database      {'PostgreSQL' if on_postgresql() else 'SQLite'}")
    print(f"writers       {len(results)} processes, {os.cpu_count()} processors")
    print(f"errors        {sum(result.errors for result in results)}")
    for first_error in {result.first_error for result in results} - {""}:
        print(f"  {first_error}")
    print(f"events        {written:,}")
    print(f"seconds       {seconds:.1f} ({written / seconds:,.0f} events a second)")
    print(f"slowest write {max(result.slowest for result in results) * 1000:,.0f} ms")
    start = perf_counter()
    print(f"chains        {faults() or 'whole'} (checked in {perf_counter() - start:.1f} s)")


def all_at_once(notes: Sequence[int]) -> list[Result]:
    # SQLite forbids taking a connection, or what it knows of a file, across a fork.
    database.close()
    context = multiprocessing.get_context("fork")
    start, results = context.Barrier(len(notes)), context.SimpleQueue()

    def writer(note: int) -> None:
        with database.connection_context():
            start.wait()
            results.put(tuple(write(note, EVENTS // WRITERS)))

    running = [context.Process(target=writer, args=(note,)) for note in notes]
    for one in running:
        one.start()
    for one in running:
        one.join()
    database.connect()
    met = []
    while not results.empty():
        met.append(Result(*results.get()))
    died = len(running) - len(met)
    return met + [Result(1, 0.0, "a writer died")] * died


def write(note_id: int, times: int) -> Result:
    """Change one note again and again, each time in a transaction with its event."""
    errors, slowest, first_error = 0, 0.0, ""
    note = Note.get_by_id(note_id)
    for number in range(times):
        start = perf_counter()
        try:
            with transaction(BENCH, datetime.now(UTC)):
                note.text = f"written {number}"
                note.save()
        except DatabaseError as error:
            errors += 1
            first_error = first_error or str(error)
        slowest = max(slowest, perf_counter() - start)
    return Result(errors, slowest, first_error)


def faults() -> str:
    return "; ".join(f"{chain.name}: {chain.fault}" for chain in verify(KEY) if chain.fault)


def report_tampering() -> None:
    head = AuditHead.get(AuditHead.chain == "873")
    middle = Event.get(Event.head == head, Event.sequence == EVENTS // 2)
    behind_the_programs_back(f"UPDATE event SET actor = 'somebody else' WHERE id = {middle.id}")
    print(f"tampered with event {middle.sequence} (row {middle.id}) of chain 873")
    print(f"verify names  {faults() or 'nothing'}")


def behind_the_programs_back(sql: str) -> None:
    """Change a row that the database itself guards, as its owner can."""
    if on_postgresql():
        database.execute_sql(f"SET session_replication_role = replica; {sql}")
        return
    database.execute_sql("DROP TRIGGER event_no_UPDATE")
    database.execute_sql(sql)


if __name__ == "__main__":
    main()
