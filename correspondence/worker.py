"""The walled-off process that checks templates and fills them in; it can open nothing at all."""

from __future__ import annotations

import codecs
import json
import os
import resource
import sys
from datetime import date
from itertools import product
from typing import Any, NoReturn

from docx import Document

from correspondence.checker import check, used
from correspondence.letters import LetterFault, read_group
from correspondence.merge import merge
from correspondence.prepared import bytes_of
from correspondence.workers import receive, send

CPU_SECONDS = 10
LIMITS = {
    resource.RLIMIT_NOFILE: 4,  # all four are taken by the pipe, so nothing more can be opened
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_AS: 512 * 1024 * 1024,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_CORE: 0,  # a core file would hold the letter
}


def answer(verb: str, given: Any, template: bytes) -> bytes:
    """Return D and the document, F and the faults, or E and the fault if this worker must go."""
    kind, cause = b"F", ""
    try:
        if verb == "merge":
            return b"D" + merge(template, given)
        if verb == "fields":
            return b"D" + json.dumps(used(template)).encode()
        faults = check(template, given)
    except LetterFault as fault:
        faults = fault.faults
        if fault.__cause__:  # a parser gave up: on memory, it may be, and that stays taken
            kind, cause = b"E", type(fault.__cause__).__name__
    except Exception as exc:  # noqa: BLE001  # a hostile or odd file may raise anything at all
        kind, cause = b"E", type(exc).__name__  # its message may quote the letter: not told
        faults = ["This template could not be read. Open it in Word, save a copy, and try that."]
    return kind + json.dumps({"faults": faults, "cause": cause}).encode() if faults else b"D"


def warm_up() -> None:
    """Do each kind of work once, so that every module is loaded while files can be opened."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = section.footer.paragraphs[0].text = "{{ reference }}"
    document.add_table(1, 1).cell(0, 0).text = "{{ letter_date | long_date }}"
    templates = [b"", bytes_of(document)]
    for tags in ("{{ unknown }}", "{{ cycler('a\\n') }}", "{% if x %}{% endfor %}"):
        document.add_paragraph(tags)
        templates.append(bytes_of(document))
    given = {"reference": "A", "letter_date": date(2026, 11, 23)}
    for verb, template in product(("merge", "check"), templates):
        answer(verb, given, template)
    for encoding in ("cp437", "utf-16", "latin-1", "idna"):
        codecs.lookup(encoding)


def wall_in() -> None:
    """Give up the file system, the network and the environment, for good."""
    os.chdir("/")
    os.environ.clear()
    sys.stdout = sys.stderr = None  # what a library prints must not mix with a letter
    # Copies of the reading end fill the places that RLIMIT_NOFILE leaves.
    os.dup2(0, 2)
    os.dup2(0, 3)
    os.closerange(4, 4096)  # it was started with three, so no higher one can be open
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))


def main() -> NoReturn:
    letters_in, letters_out = sys.stdin.buffer, sys.stdout.buffer
    warm_up()
    wall_in()
    send(letters_out, b"ready")
    kind = b""
    while kind != b"E":
        try:
            request, template = receive(letters_in), receive(letters_in)
        except EOFError:
            break
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + CPU_SECONDS + 1, most))
        asked = json.loads(request, object_hook=read_group)
        reply = answer(asked["verb"], asked["given"], template)
        send(letters_out, reply)
        kind = reply[:1]
    os._exit(0)  # the usual ending would try to open things


if __name__ == "__main__":
    main()
