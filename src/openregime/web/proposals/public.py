"""Of which States there is anything that anyone may see: asked first by pages that many read without signing in."""

import datetime as dt
import time
from typing import Any

from openregime.web.proposals import queries
from openregime.web.proposals.stages import Stage

KEPT_SECONDS = 60
"""For so long a page may not yet know that a first claim of a State is open to anyone; what it shows it always asks."""

_kept: tuple[float, frozenset[str]] = (0.0, frozenset())


def states_spoken_of(*, now: dt.datetime) -> frozenset[str]:
    """States of which a real organisation says something that anyone may know of.

    Four queries, once a minute in each process, none in between; this says only whether it is worth asking.
    """
    global _kept
    if time.monotonic() >= _kept[0]:
        anyone = queries.sight_of(None, now=now)
        rows = queries.visible(anyone).filter(stage=Stage.APPROVED, organisation__is_invented=False).exclude(state="")
        found = frozenset(rows.values_list("state", flat=True).distinct())
        _kept = (time.monotonic() + KEPT_SECONDS, found)
    return _kept[1]


def forget(**_sent: Any) -> None:
    """Ask anew at the next page."""
    global _kept
    _kept = (0.0, frozenset())
