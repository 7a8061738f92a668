"""Copeland anew on every level: rivals beaten are counted group by group, in room that stays in the cache of a core.

Scores are weighted means of counts, so their range is known beforehand: they are worked out in steps of a grid that
keys of 32 bits hold. Rows with near ties are counted again from the scores as they stand.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.keys import furthest_step, near_ties, sorted_steps
from openregime.core.readings.index.ranking import beaten_from, unit_bits
from openregime.core.readings.index.table import Floats


class _Doubt(NamedTuple):
    """Rows of one part in which near ties were counted in some order: what they are in steps, and what was counted."""

    group: int
    part: int
    rows: npt.NDArray[np.intp]
    steps: Floats
    counted: Floats


class RivalsBeaten:
    """From counts of rivals beaten on every indicator to the same at the top.

    Args:
        beaten: indicators x units, ties half.
        weights: for each level above the indicators, at least two, of the parts below: replications (or 1) x parts,
            summing to 1 in each group.
        below: for each of these levels, the parts of each group.
    """

    def __init__(self, beaten: Floats, weights: list[Floats], below: list[tuple[slice, ...]]) -> None:
        n = beaten.shape[1]
        self._units, self._bits, self._middle = n, unit_bits(n), (n - 1) / 2
        self._grain = 2 * furthest_step(self._bits) / max(n, 2)  # a little more than the range: rounding stays within
        self._ready, self._weights, self._below = self._in_steps(beaten), weights, below
        self._rows = max(len(level) for level in weights)
        self._names = np.arange(n, dtype=np.int32)
        self._begins = np.arange(self._rows)[:, None] * n
        self._places = np.tile(self._in_steps(np.arange(n, dtype=np.float64)), self._rows)

    def at_the_top(self) -> Floats:
        """Weighted means of how many rivals each unit beats in the parts of the index: replications (or 1) x units."""
        steps: list[Floats] | None = None
        for level in range(1, len(self._weights)):
            steps = self._sums(level, steps)
        assert steps is not None
        return self._as_counts(steps[0])

    def _in_steps(self, counts: Floats) -> Floats:
        return np.asarray((counts - self._middle) * self._grain)

    def _as_counts(self, steps: Floats) -> Floats:
        return np.asarray(steps / self._grain + self._middle)

    def _sums(self, level: int, steps: list[Floats] | None) -> list[Floats]:
        """Weighted means of rivals beaten over the parts of each group of a level, in steps.

        Args:
            steps: scores of the parts; None for those above the indicators, which are worked out one by one.
        """
        weights, found, doubts = self._weights[level], [], list[_Doubt]()
        room = np.empty((len(self._weights[0]), self._units))
        for group, parts in enumerate(self._below[level]):
            beaten = np.empty((parts.stop - parts.start, self._rows, self._units))
            for place, part in enumerate(range(parts.start, parts.stop)):
                if steps is None:
                    below = self._below[0][part]
                    np.matmul(self._weights[0][:, below], self._ready[below], out=room)
                scores = room if steps is None else steps[part]
                again = self._count(scores, beaten[place])
                if len(again):
                    whole = np.broadcast_to(scores, (self._rows, self._units))
                    doubts.append(_Doubt(group, part, again, whole[again], beaten[place, again]))
            shares = np.broadcast_to(weights[:, None, parts], (self._rows, 1, len(beaten)))
            found.append(np.matmul(shares, beaten.transpose(1, 0, 2))[:, 0])
        self._count_again(doubts, weights, found)
        return found

    def _count(self, steps: Floats, beaten: Floats) -> npt.NDArray[np.intp]:
        """Rivals beaten, in steps, into `beaten`: replications x units. Returns rows with near ties."""
        keys = sorted_steps(steps, self._names, self._bits)
        again = near_ties(keys, self._bits)
        keys &= np.int32((1 << self._bits) - 1)
        cells = keys.astype(np.intp)
        cells += self._begins[: len(steps)]
        beaten.reshape(-1)[cells.ravel()] = self._places[: cells.size]
        if len(steps) < self._rows:
            beaten[...] = beaten[0]
            return np.arange(self._rows)[: self._rows if len(again) else 0]
        return again

    def _count_again(self, doubts: list[_Doubt], weights: Floats, found: list[Floats]) -> None:
        """Put the rivals beaten that scores as they stand have in the place of what keys had."""
        if not doubts:
            return
        counts = beaten_from(self._as_counts(np.concatenate([doubt.steps for doubt in doubts])))
        ends = np.cumsum([len(doubt.rows) for doubt in doubts])[:-1]
        for doubt, truth in zip(doubts, np.split(self._in_steps(counts), ends), strict=True):
            share = np.broadcast_to(weights[:, doubt.part], (self._rows,))[doubt.rows, None]
            found[doubt.group][doubt.rows] += share * (truth - doubt.counted)
