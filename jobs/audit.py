"""Goes through the chains of events each morning and notes where they stood. It mends nothing."""

from __future__ import annotations

import logging
from collections import Counter

from jobs.world import Tally, World
from models.ledger.heads import checked, not_noted, note_head
from models.scope import Scope
from models.transaction import seal_key, transaction

logger = logging.getLogger(__name__)


def note_heads(world: World) -> Tally:
    """Note each chain's head at the end of yesterday. Safe to run twice, or twice at once."""
    tally: Counter[str] = Counter()
    for head in not_noted(world.now):
        # Outside the transaction: it may take minutes, and others have to write meanwhile.
        chain = checked(head, seal_key())
        with transaction(Scope.job("audit"), world.now):
            note_head(head, chain, world.now)
        if chain.fault:
            logger.error("chain %s: %s", chain.name, chain.fault)
        tally.update(chains=1, events=chain.events, faults=int(bool(chain.fault)))
    return dict(tally)
