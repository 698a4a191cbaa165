"""Files that came with referrals, shown to the virus scanner; until it has looked they are shut."""

from __future__ import annotations

import logging
from collections import Counter

from correspondence.scanning import NotScanned, Scanner, ScannerDown, Verdict
from jobs.world import Tally, World
from models.casework.referral_file import UNSEEN, ReferralFile
from models.scope import Scope
from models.transaction import transaction

logger = logging.getLogger(__name__)

SCANNING = Scope.job("scanning")
AT_MOST = 25  # files a tick: mail and chases are waiting behind them


def scan_files(world: World) -> Tally:
    """Ask the scanner about each file it has not seen. Safe to run twice, or twice at once.

    One that was kept before there was a scanner is seen too. What the scanner
    does not call clean, for whatever reason, stays shut.
    """
    if world.scanner is None:
        return {}
    tally: Counter[str] = Counter()
    unseen = SCANNING.of(ReferralFile).where(ReferralFile.scan.in_(UNSEEN))
    for file in list(unseen.order_by(ReferralFile.id).limit(AT_MOST)):
        outcome = _seen(file, world.scanner, world)
        tally[outcome] += 1
        if outcome == "down":
            break
    return dict(tally)


def _seen(file: ReferralFile, scanner: Scanner, world: World) -> str:
    try:
        verdict = scanner.scan(file.read())  # in no transaction: others write meanwhile
    except ScannerDown as down:
        logger.warning("%s", down)
        return "down"
    except NotScanned as why:
        logger.warning("%s was not scanned: %s", file.reference, why)
        return "refused"
    return _note(file.id, verdict, world)


def _note(file_id: int, verdict: Verdict, world: World) -> str:
    with transaction(SCANNING, world.now) as changes:
        file = SCANNING.get(ReferralFile, file_id)
        if file.scan not in UNSEEN:
            return "seen before"
        file.scan = "infected" if verdict.infected else "clean"
        file.scanned_at = world.now
        file.save()
        if verdict.infected:
            changes.record("virus_found", file, about={"virus": verdict.name})
    return file.scan
