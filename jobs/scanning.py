"""Every file that is kept, shown to the virus scanner; until it has looked they are shut."""

from __future__ import annotations

import logging
from collections import Counter

from correspondence.scanning import NotScanned, Scanner, ScannerDown, Verdict
from jobs.world import Tally, World
from models.base import StaleRow
from models.casework.attachment import Attachment
from models.casework.kept_file import UNSEEN, KeptFile
from models.casework.referral_file import ReferralFile
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

SCANNING = Scope.job("scanning")
AT_MOST = 25  # files of each noun a tick: mail and chases are waiting behind them
NOUNS: tuple[type[KeptFile], ...] = (ReferralFile, Attachment)


def scan_files(world: World) -> Tally:
    """Ask the scanner about each file it has not seen. Safe to run twice, or twice at once.

    One that was kept before there was a scanner is seen too. What the scanner
    does not call clean, for whatever reason, stays shut.
    """
    if world.scanner is None:
        return {}
    tally: Counter[str] = Counter()
    for file in _unseen():
        outcome = _seen(file, world.scanner, world)
        tally[outcome] += 1
        if outcome == "down":
            break
    return dict(tally)


def _unseen() -> list[KeptFile]:
    """Return what is looked at this time: new files before those of a time without a scanner."""
    found: list[KeptFile] = []
    for noun in NOUNS:
        unseen = SCANNING.of(noun).where(noun.scan.in_(UNSEEN))
        found.extend(unseen.order_by(noun.scan.desc(), noun.id).limit(AT_MOST))
    return sorted(found, key=lambda file: file.scan == "")


def _seen(file: KeptFile, scanner: Scanner, world: World) -> str:
    try:
        verdict = scanner.scan(file.read())  # in no transaction: others write meanwhile
    except ScannerDown as down:
        logger.warning("%s", down)
        return "down"
    except NotScanned as why:
        logger.warning("%s was not scanned: %s", file.reference, why)
        return "refused"
    try:
        return _note(file, verdict, world)
    except StaleRow:
        return "changed meanwhile"  # by an officer; the next tick looks again


def _note(file: KeptFile, verdict: Verdict, world: World) -> str:
    with transaction(SCANNING, world.now) as changes:
        file = SCANNING.get(type(file), file.id)
        if file.scan not in UNSEEN:
            return "seen before"
        file.scanned(verdict.infected, world.now)
        if verdict.infected:
            changes.record("virus_found", file, about={"virus": verdict.name})
    return file.scan
