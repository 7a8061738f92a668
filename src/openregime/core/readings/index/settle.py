"""Ranks from scores in single precision; those too near to call are settled in double precision before they count."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.rank_ranges import RangeCounter
from openregime.core.readings.index.ranking import RankCounter
from openregime.core.readings.index.single import Nearly
from openregime.core.readings.index.table import Floats

Pairs = npt.NDArray[np.intp]
Exactly = Callable[[Pairs, Pairs], Floats]
"""Losses in double precision of pairs (replications, units)."""


def add_nearly(counter: RankCounter, nearly: Nearly, exactly: Exactly) -> None:
    """Count the ranks of these replications as double precision has them."""
    doubtful, rows, units = counter.add_if_clear(nearly.losses, nearly.errors)
    if not len(doubtful):
        return
    losses = nearly.losses[doubtful].astype(np.float64)
    losses[rows, units] = exactly(doubtful[rows], units)
    counter.add_in_full(losses + 0.0)


def add_nearly_ranges(counter: RangeCounter, ends: Nearly, exactly: Exactly) -> None:
    """Count the best and the worst rank of each unit: its high ends stand first, then its low ends."""
    losses, n = ends.losses, counter.units
    np.maximum(losses[:, n:], losses[:, :n], out=losses[:, n:])  # what rounds to the same may not pass its other end
    doubtful, rows, places = counter.add_if_clear(losses, ends.errors)
    if not len(doubtful):
        return
    settled = losses[doubtful].astype(np.float64)
    settled[rows, places] = exactly(doubtful[rows], places)
    settled += 0.0
    counter.add_in_full(settled[:, n:], settled[:, :n])
