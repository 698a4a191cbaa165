"""Many who write at once: nobody meets an error, and the events stand in one whole chain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.casework.note import Note
from models.ledger.audit import verify
from models.ledger.event import AuditHead, Event
from models.organisations.authority import Authority
from models.transaction import transaction
from tests.conftest import AUDIT_KEY
from tests.making import NOW, TESTS, make_authority, make_case, make_child, make_note, saved
from tests.models.at_once import in_processes, in_threads

pytestmark = pytest.mark.usefixtures("db")

WRITERS = 16
TRANSACTIONS = 15


def faults() -> list[str]:
    return [chain.fault for chain in verify(AUDIT_KEY) if chain.fault]


def writing_again_and_again(note: Note) -> Callable[[], None]:
    def write() -> None:
        for number in range(TRANSACTIONS):
            with transaction(TESTS, NOW):
                note.text = f"{note.id}: {number}"
                note.save()

    return write


def test_f33_sixteen_processes_at_once_meet_no_error_and_lose_nothing() -> None:
    case = make_case()
    notes = [make_note(case=case) for _ in range(WRITERS)]
    before = Event.select().count()

    codes = in_processes(*[writing_again_and_again(note) for note in notes])

    assert codes == [0] * WRITERS
    assert Event.select().count() == before + WRITERS * TRANSACTIONS
    assert faults() == []
    assert {note.text for note in Note.select()} == {
        f"{note.id}: {TRANSACTIONS - 1}" for note in notes
    }


def test_f33_threads_that_write_in_two_authorities_at_once_never_block_each_other() -> None:
    theirs = make_authority(code="874", name="Peterborough City Council")
    ours, others = make_case(), make_case(child=make_child(authority=theirs))
    pairs = [(make_note(case=ours), make_note(case=others)) for _ in range(4)]
    before = Event.select().count()

    def writing_both(first: Note, second: Note) -> Callable[[], None]:
        def write() -> None:
            for number in range(5):
                with transaction(TESTS, NOW):
                    for note in (first, second):
                        note.text = f"number {number}"
                        note.save()

        return write

    # One half writes in one order and the other half in the other, as a deadlock would want it.
    works = [writing_both(*pair) for pair in pairs[:2]]
    works += [writing_both(*reversed(pair)) for pair in pairs[2:]]

    assert in_threads(*works) == [None] * 4
    assert Event.select().count() == before + 4 * 5 * 2
    assert faults() == []


def test_f33_a_chain_that_two_begin_at_once_is_one() -> None:
    new = saved(Authority(code="874", name="Peterborough City Council"))

    def begin() -> None:
        with transaction(TESTS, NOW) as tx:
            tx.record("listed", Note, authority_id=new.id, about={"count": 0})

    assert in_threads(*[begin] * 4) == [None] * 4

    head = AuditHead.get(AuditHead.chain == "874")
    assert sorted(event.sequence for event in head.events) == [1, 2, 3, 4]
    assert faults() == []
