"""Whether the public pages tell, by the clock or in words, that a child is known.

Run as `python -m bench.known`. A referral of a child on record and of one nobody has heard
of are written and sent by turns, 500 each, and the times of the pages compared by their
ranks; the pages themselves are compared word for word.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from flask import Flask

from bench._referrer import FORM_KEY, RECEIPT, STEPS, TOKEN
from bench.doors import HERE, NOW, an_officer, report, served_from
from models.base import database
from models.organisations.authority import Authority
from models.people.child import Child
from models.scope import Scope
from models.transaction import transaction

TIMES = 500
KNOWN, UNKNOWN = "Quill", "Quack"
# What is another on every page, and says nothing.
CHANGING = re.compile(r'(name="(?:csrf_token|form_key)"[^>]*value=")[^"]*')


def main(times: int = TIMES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = served_from(Path(folder))
        database.obj.pragma("synchronous", 0, permanent=True)
        an_officer()
        with transaction(Scope.command("bench"), NOW):
            council = Authority.get()
            born = date(2015, 3, 12)
            Child.create(authority=council, forenames="Zephyrine", surname=KNOWN, born_on=born)
        took: dict[str, dict[str, list[float]]] = {"write": {}, "send": {}}
        different = 0
        for number in range(times + 10):
            pages = {}
            for surname in (KNOWN, UNKNOWN)[:: 1 if number % 2 else -1]:
                pages[surname], seconds = referred(app, surname)
                for part, value in zip(took, seconds, strict=True):
                    took[part].setdefault(surname, []).append(value)
            different += pages[KNOWN] != pages[UNKNOWN]
        for part, by_name in took.items():
            report(part, by_name[KNOWN][10:], by_name[UNKNOWN][10:])
        print(f"pages that differ: {different} of {times + 10}; busy {os.getloadavg()[0]:.1f}")
        database.close()


def referred(app: Flask, surname: str) -> tuple[list[str], tuple[float, float]]:
    """Write and send one referral; return its pages, and the seconds of writing and sending."""
    app.config["GATE"].forget()
    database.execute_sql("DELETE FROM sent_from")
    client = app.test_client()
    token = {"csrf_token": TOKEN.findall(client.get("/refer/begin", base_url=HERE).text)[0]}
    begun = perf_counter()
    first = {"route": "public", "council": "873"}
    client.post("/refer/begin", data=token | first, base_url=HERE)
    for name, fields in STEPS:
        said = fields | ({"surname": surname} if "surname" in fields else {})
        client.post(f"/refer/step/{name}", data=token | said, base_url=HERE)
    check = client.get("/refer/check", base_url=HERE).text
    written = perf_counter()
    key = FORM_KEY.findall(check)[0]
    client.post("/refer/check", data=token | {"form_key": key}, base_url=HERE)
    sent = client.get("/refer/sent", base_url=HERE).text
    done = perf_counter()
    database.connect(reuse_if_open=True)
    pages = [RECEIPT.sub("", CHANGING.sub(r"\1", page)) for page in (check, sent)]
    return [page.replace(surname, "") for page in pages], (written - begun, done - written)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
