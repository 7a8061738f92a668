"""Ranks from scores in single precision; those too near to call are settled in double precision before they count."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.ranking import RangeCounter, RankCounter
from openregime.core.readings.index.single import Nearly
from openregime.core.readings.index.table import Floats

Pairs = npt.NDArray[np.intp]
Exactly = Callable[[Pairs, Pairs], Floats]
"""Losses in double precision of pairs (replications, units)."""


def add_nearly(counter: RankCounter, nearly: Nearly, exactly: Exactly) -> None:
    """Count the ranks of these replications as double precision has them."""
    doubtful, rows, units = counter.add_if_clear(nearly.losses.copy(), nearly.errors)
    if not len(doubtful):
        return
    losses = nearly.losses[doubtful]
    losses[rows, units] = exactly(doubtful[rows], units)
    counter.add(losses + 0.0)


def add_nearly_ranges(counter: RangeCounter, low: Nearly, high: Nearly, exactly: tuple[Exactly, Exactly]) -> None:
    """Count the best and the worst rank of each unit; `exactly` is for low and for high ends."""
    ends = np.maximum(low.losses, high.losses), high.losses  # what rounds to the same may not pass its other end
    doubtful, rows, units, is_low = counter.add_if_clear(*ends, np.maximum(low.errors, high.errors))
    if not len(doubtful):
        return
    settled = [end[doubtful] for end in ends]
    for losses, these, work_out in zip(settled, (is_low, ~is_low), exactly, strict=True):
        losses[rows[these], units[these]] = work_out(doubtful[rows[these]], units[these])
    counter.add(settled[0] + 0.0, settled[1] + 0.0)
