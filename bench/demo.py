"""How long 100,000 invented children take to load, with their cases and enquiries.

Run as `python -m bench.demo`, or with another number after it. DATABASE_URL names an
empty database; without it a temporary SQLite file is used.
"""

from __future__ import annotations

import os
import resource
import secrets
import sys
import tempfile
from datetime import UTC, date, datetime
from time import perf_counter, process_time

from commands.demo_data.loading import load
from models.base import bind, database, on_postgresql
from models.ledger.audit import verify
from models.migrations import upgrade
from models.transaction import seal_with

KEY = secrets.token_bytes(32)
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def main(children: int = 100_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bind(os.environ.get("DATABASE_URL") or f"sqlite:///{folder}/bench.db")
        seal_with(KEY)
        database.connect()
        if database.get_tables():
            sys.exit("This database is not empty. Name an empty one.")
        upgrade()
        start, used = perf_counter(), process_time()
        rows = load(children, 873, TODAY, NOW, lambda done: None)
        seconds, used = perf_counter() - start, process_time() - used
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"database      {'PostgreSQL' if on_postgresql() else 'SQLite'}")
        print(f"children      {rows['child']:,}, in all {sum(rows.values()):,} rows")
        print(f"cases         {rows['case']:,}; enquiries {rows['enquiry']:,}")
        print(f"seconds       {seconds:.1f} on the clock, {used:.1f} of the processor")
        print(f"memory        {most} MB at most; busy {os.getloadavg()[0]:.1f}")
        faults = [chain.fault for chain in verify(KEY) if chain.fault]
        print(f"chains        {'; '.join(faults) or 'whole'}")
        database.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
