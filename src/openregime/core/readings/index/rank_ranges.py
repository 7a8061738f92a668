"""Best and worst ranks of many replications at once, where every score lies anywhere in its interval."""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.keys import (
    MOST_BITS,
    TOGETHER,
    Keys,
    Singles,
    limits_of,
    names_of,
    sorted_by_digits,
    sorted_by_score,
    steps_between,
)
from openregime.core.readings.index.ranking import CHUNK_CELLS, NOWHERE, ONE, Bools, Counts, Places, packed, unit_bits
from openregime.core.readings.index.table import Floats


def add_certain_pairs(pairs: Counts, low: Floats, high: Floats) -> None:
    """Count for every pair how often the row is above the column wherever both lie in their intervals.

    Args:
        pairs: units x units, changed in place.
        low, high: as for `RangeCounter.add`.
    """
    n = low.shape[1]
    tolerance = 2.0 ** (unit_bits(n) - 51)
    rows = max(1, min(255, 4_000_000 // (n * n)))
    for start in range(0, len(low), rows):
        worst, best = low[start : start + rows], high[start : start + rows]
        certain = worst[:, :, None] < (best - tolerance * np.abs(best))[:, None, :]
        pairs += np.add.reduce(certain.view(np.uint8), axis=0, dtype=np.uint8)


class RangeCounter:
    """Counts the best and the worst rank that each of n units can take when every score lies anywhere in its interval.

    Attributes:
        units: how many.
    """

    def __init__(self, units: int, nominal: npt.NDArray[np.int64] | None = None) -> None:
        """As for `RankCounter`."""
        self.units, self._shift, self._bits = units, unit_bits(units), unit_bits(units) + 1
        self._by_name = np.arange(units) if nominal is None else np.argsort(nominal, kind="stable")
        self._names = np.empty(units, dtype=np.int64)
        self._names[self._by_name] = np.arange(units)
        self._both_names = np.concatenate([self._names, self._names | (1 << self._shift)])
        self._short_names = names_of(self._both_names)
        self._by_keys = self._bits <= MOST_BITS
        self._table = np.zeros(2 * units * units, dtype=np.int32)  # best and worst, rank by rank, units side by side

    def add(self, low: Floats, high: Floats) -> None:
        """Count these replications.

        Args:
            low, high: replications x units, losses at the low and the high end of the index: high <= low, no minus
                zero.
        """
        rows = max(1, CHUNK_CELLS // (2 * self.units))
        for start in range(0, len(low), rows):
            bottom, top = low[start : start + rows], high[start : start + rows]
            ends = np.concatenate([top, bottom], axis=1)
            left = self._add_by_keys(ends) if self._by_keys else np.arange(len(ends))
            if len(left):
                self.add_in_full(bottom[left], top[left])

    def _add_by_keys(self, ends: Floats) -> Places:
        """Count what keys of 32 bits tell apart: all high ends, then all low ends. Returns the positions left."""
        keys, alike = sorted_by_score(ends, self._short_names, self._bits)
        tied = self._rivals(keys, steps_between(keys) < (TOGETHER << self._bits)).any(axis=1) | alike
        left = np.flatnonzero(tied)
        self._by_keys = 2 * len(left) <= len(ends)  # where ties are the rule, the short way is a detour
        self._add_ends(keys[~tied] if len(left) else keys)
        return left

    def _rivals(self, keys: Keys, close: Bools) -> Bools:
        """Of the close neighbours those that are ends of two units: a unit's own two ends are no rivals."""
        rivals = close.copy()
        at, place = np.divmod(np.flatnonzero(close), close.shape[1])
        rivals[at, place] = ((keys[at, place] ^ keys[at, place + 1]) & np.int32((1 << self._shift) - 1)) != 0
        return rivals

    def add_if_clear(self, ends: Singles, errors: Floats) -> tuple[Places, Places, Places]:
        """Count the replications in which no end of one unit may be on the wrong side of an end of another.

        Args:
            ends: replications x (2 * units), losses of all high ends, then of all low ends, in single precision;
                otherwise as for `add`, and all of one sign in each replication.
            errors: as for `RankCounter.add_if_clear`.
        Returns:
            As there; the second of each pair is the place of an end among the ends given.
        """
        keys, cut = sorted_by_digits(ends, self._short_names, self._bits)
        close = steps_between(keys) < limits_of(errors, cut, self._bits)[:, None]
        rivals = self._rivals(keys, close)
        doubtful = rivals.any(axis=1)
        at = np.flatnonzero(doubtful)
        if not len(at):
            self._add_ends(keys)
            return NOWHERE, NOWHERE, NOWHERE
        rows, places = np.divmod(np.flatnonzero(_in_runs_of_rivals(close[at], rivals[at])), 2 * self.units)
        found = keys[at[rows], places]
        self._add_ends(keys[~doubtful])
        units = self._by_name[found & np.int32((1 << self._shift) - 1)]
        return at, rows, units + self.units * ((found >> self._shift) & np.int32(1))

    def _add_ends(self, names: Keys) -> None:
        """Count ends in their order, without ties between rivals; of one unit the high end stands first.

        The rank of a high end is the number of low ends before it, that of a low end the number of high ends before
        it, its own left out.

        Args:
            names: of the ends in their order, in the last bits. Overwritten.
        """
        n = np.int32(self.units)
        is_low = (names >> self._shift) & np.int32(1)
        ranks = np.cumsum(is_low, axis=1, dtype=np.int32)  # low ends before, itself one of them
        # worst ranks stand behind all best ones; the place less the low ends before is the high ends before
        worst = np.arange(self.units, 3 * self.units, dtype=np.int32) - ranks
        np.copyto(ranks, worst, where=is_low.astype(np.bool_))
        ranks *= n
        names &= np.int32((1 << self._shift) - 1)
        ranks += names
        np.add.at(self._table, ranks.ravel().astype(np.intp), ONE)

    def counts(self) -> tuple[Counts, Counts]:
        """Best and worst: units x units; [i, r] counts how often the rank of unit i was r + 1."""
        best, worst = self._table.reshape(2, self.units, self.units)
        return best.T[self._names].astype(np.int64), worst.T[self._names].astype(np.int64)

    def _ordered(self, ends: Floats) -> npt.NDArray[np.int64]:
        """All ends in their order, names in the last bits and before them whether they are low ends. Overwritten."""
        found = packed(ends, self._both_names, self._bits)
        negative = found.min(initial=0) < 0
        if negative:  # below zero a higher bit sorts earlier: turn it, so that high ends come first
            found ^= (found >> 63) & np.int64(1 << self._shift)
        ends.sort(axis=1)
        if negative:
            found ^= (found >> 63) & np.int64(1 << self._shift)
        return found

    def add_in_full(self, low: Floats, high: Floats) -> None:
        """Sort both ends together; the rank is the number of the other kind of end that stands before."""
        ordered = self._ordered(np.concatenate([high, low], axis=1))
        names = (ordered & np.int64((1 << self._bits) - 1)).astype(np.int32)
        steps = ordered >> self._bits
        near = np.abs(steps[:, 1:] - steps[:, :-1]) <= 1
        if near.any():
            tied = self._rivals(names, near).any(axis=1)
            self._add_one_by_one(low[tied], high[tied])
            names = names[~tied]
        self._add_ends(names)

    def _add_one_by_one(self, low: Floats, high: Floats) -> None:
        n = self.units
        tolerance = 2.0 ** (unit_bits(n) - 51)
        for bottom, top in zip(low, high, strict=True):
            margin = tolerance * np.maximum(np.abs(bottom), np.abs(top))
            best = (bottom[None, :] < (top - margin)[:, None]).sum(axis=1)
            rivals = top[None, :] < (bottom - margin)[:, None]
            np.fill_diagonal(rivals, False)
            for kind, ranks in enumerate((best, rivals.sum(axis=1))):
                self._table[(kind * n + ranks) * n + self._names] += 1


def _in_runs_of_rivals(close: Bools, rivals: Bools) -> Bools:
    """Places in runs of close steps that hold ends of two units; a unit's own two ends are no rivals."""
    starts = np.ones((len(close), close.shape[1] + 1), dtype=np.bool_)
    starts[:, 1:] = ~close
    runs = np.cumsum(starts.ravel()) - 1
    holds = np.zeros(starts.size, dtype=np.bool_)
    holds[runs.reshape(starts.shape)[:, 1:][rivals]] = True
    return np.asarray(holds[runs].reshape(starts.shape))
