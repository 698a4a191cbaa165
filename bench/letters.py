"""A two-page letter against its peers, and what hostile templates cost before they are stopped.

Run as `python -m bench.letters`. docx-mailmerge2 is measured where it is installed
(`bench/requirements.txt`). Each round makes letters by every way in turn, so that
what else the machine is doing falls on all of them alike.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment

from bench._two_pages import merge_template, our_template, values_of
from correspondence import workers
from correspondence.environment import long_date, weekday_date
from correspondence.letters import LetterFault, render_letter
from correspondence.workers import Workers, close_workers

ROUNDS = 10
LETTERS_A_ROUND = {"ours": 100, "docxtpl": 15, "docx-mailmerge2": 30, "zipfile": 50}
PAIRS = 7  # of one worker and then two
LETTERS_A_PAIR = 300
OURS, NUMBERS = our_template(), count(1)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def main() -> None:
    report_speed()
    report_two_workers()
    report_hostile_templates()


# --- against its peers ------------------------------------------------------------------------


def report_speed() -> None:
    ways = dict(our_way_and_its_peers())
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for make in ways.values():
        make(values_of(0))  # each has its imports and its first time behind it
    for _ in range(ROUNDS):
        for name, make in ways.items():
            taken[name] += [timed(make, values_of(next(NUMBERS))) for _ in letters(name)]
    print(f"processors {os.cpu_count()}, busy {os.getloadavg()[0]:.1f}; milliseconds a letter")
    ours = median(taken["ours"])
    for name, times in taken.items():
        half, p95 = median(times) * 1000, quantiles(times, n=20)[-1] * 1000
        print(
            f"{name:<16}N {len(times):>5,}  median {half:7.2f}  p95 {p95:7.2f}"
            f"  {1000 / half:6,.0f} a second  ours is {median(times) / ours:5.1f} times as fast"
        )
    total = sum(taken["ours"])
    print(f"ours, new workers included: {len(taken['ours']) / total:,.0f} a second\n")


def letters(name: str) -> range:
    return range(LETTERS_A_ROUND[name])


def timed(make: Callable[[Mapping[str, Any]], bytes], values: Mapping[str, Any]) -> float:
    start = perf_counter()
    letter = make(values)
    seconds = perf_counter() - start
    assert letter.startswith(b"PK")
    return seconds


def our_way_and_its_peers() -> Iterator[tuple[str, Callable[[Mapping[str, Any]], bytes]]]:
    yield "ours", by_us
    yield "docxtpl", by_docxtpl
    if find_spec("mailmerge"):
        yield "docx-mailmerge2", by_mail_merge
    else:
        print("docx-mailmerge2 is not installed, so it is not measured")
    finished = by_us(values_of(0))
    yield "zipfile", lambda _: written_again(finished)


def by_us(values: Mapping[str, Any]) -> bytes:
    return render_letter(OURS, values)


def by_docxtpl(values: Mapping[str, Any]) -> bytes:
    jinja = Environment(autoescape=True)
    jinja.filters |= {"long_date": long_date, "weekday_date": weekday_date}
    document = DocxTemplate(BytesIO(OURS))
    document.render(dict(values), jinja)
    return saved(document)


MERGED = merge_template()


def by_mail_merge(values: Mapping[str, Any]) -> bytes:
    from mailmerge import MailMerge

    fields: dict[str, Any] = {
        name: values[name] for name in ("reference", "council_name", "child", "salutation")
    }
    fields |= {name: str(long_date(values[name])) for name in ("last_day", "reply_by")}
    rows = [
        {"visit_on": str(long_date(v["on"])), "visit_how": v["how"], "visit_said": v["said"]}
        for v in values["visits"]
    ]
    written = BytesIO()
    with MailMerge(BytesIO(MERGED)) as document:
        document.merge(address="\n".join(values["address"]), **fields)
        document.merge_rows("visit_on", rows)
        document.write(written)
    return written.getvalue()


def written_again(letter: bytes) -> bytes:
    """Unpack and pack every part: the least that any tool does which opens the file as a zip."""
    written = BytesIO()
    with (
        ZipFile(BytesIO(letter)) as old,
        ZipFile(written, "w", ZIP_DEFLATED, compresslevel=6) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return written.getvalue()


# --- two workers ------------------------------------------------------------------------------


def report_two_workers() -> None:
    one, two = [], []
    for _ in range(PAIRS):
        one.append(letters_a_second(1))
        two.append(letters_a_second(2))
    times = sorted(second / first for first, second in zip(one, two, strict=True))
    print(f"N {PAIRS} pairs of {LETTERS_A_PAIR} letters; busy {os.getloadavg()[0]:.1f}")
    print(f"one worker    median {median(one):6,.0f} a second")
    print(f"two workers   median {median(two):6,.0f} a second")
    print(f"two for one   median {median(times):.2f} ({times[0]:.2f} to {times[-1]:.2f})")
    print("It means something only where nothing else wants the processors.\n")


def letters_a_second(count_of_workers: int) -> float:
    close_workers()
    workers._workers = Workers(count_of_workers)
    wanted = [values_of(next(NUMBERS)) for _ in range(LETTERS_A_PAIR)]
    with ThreadPoolExecutor(count_of_workers) as askers:
        together = threading.Barrier(count_of_workers)

        def first(_: int) -> None:
            together.wait()
            by_us(wanted[0])

        list(askers.map(first, range(count_of_workers)))  # each worker has started
        start = perf_counter()
        for _ in askers.map(by_us, wanted):
            pass  # each as it comes
        return LETTERS_A_PAIR / (perf_counter() - start)


# --- hostile templates ------------------------------------------------------------------------


def report_hostile_templates() -> None:
    close_workers()
    workers._workers = Workers()
    print("hostile or huge templates: seconds on the clock, most memory of the worker, answer")
    values = {"name": "Amira", "lines": ["a line"] * 1000}
    for about, template in hostile_templates().items():
        by_us(values_of(0))  # a worker is there
        start = perf_counter()
        with memory_watched() as most:
            try:
                answer = f"a letter of {len(render_letter(template, values)):,} bytes"
            except LetterFault as fault:
                answer = fault.faults[0]
        seconds = perf_counter() - start
        print(f"{about:<34}{seconds:6.1f} s {max(most) / 1024:6.0f} MB  {answer[:76]}")
        again = perf_counter()
        by_us(values_of(0))
        assert perf_counter() - again < 30, "the next letter did not come out"


def hostile_templates() -> dict[str, bytes]:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>".format
    words = "every child of compulsory school age is entitled to an education"
    loops = "{% for a in lines %}{% for b in lines %}{{ b }}{% endfor %}{% endfor %}{{ name }}"
    tag = paragraph("Dear {{ name }},")
    return {
        "tags opened and never closed": with_body(paragraph("{% " * 60_000)),
        "braces without end": with_body(paragraph("{{" * 200_000)),
        "two loops of 1,000": with_body(paragraph(loops)),
        "1,500,000 paragraphs": with_body(
            "".join(f'<w:p w:rsidR="{n % 9973}"/>' for n in range(1_500_000))
        ),
        "12 MB of XML, words": with_body(tag + repeated(paragraph(f"{{}} {words}"))),
        "12 MB of XML, tags": with_body(
            repeated(paragraph(f"{{}} {{{{{{{{ name }}}}}}}} {words}"))
        ),
        "12 MB of XML, rows of no column": with_body(
            f"{tag}<w:tbl><w:tblGrid/>{repeated('<w:tr><w:tc><w:p/></w:tc><!--{}--></w:tr>')}</w:tbl>"
        ),
        "12 MB of XML, 200 deep": with_body(
            tag + repeated("<w:sdt><!--{}-->" + "<w:sdt>" * 199 + "</w:sdt>" * 200)
        ),
    }


def repeated(xml: str) -> str:
    """Return 12 MB of the XML, another number in each: all alike, it would pack too well."""
    return "".join(xml.format(crc32(b"%d" % n)) for n in range(12_000_000 // (len(xml) + 8)))


def with_body(xml: str) -> bytes:
    document = BytesIO(saved(Document()))
    written = BytesIO()
    with ZipFile(document) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name == "word/document.xml":
                body = f'<w:document xmlns:w="{W}"><w:body>{xml}</w:body></w:document>'
                new.writestr(name, body)
            else:
                new.writestr(name, old.read(name))
    return written.getvalue()


@contextmanager
def memory_watched() -> Iterator[list[int]]:
    """Yield the kilobytes that the workers were seen to hold at most, looked at every 10 ms."""
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for worker in list(workers._workers.live):
                most.append(peak_of(worker.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def peak_of(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def saved(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
