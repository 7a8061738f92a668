"""Ranks of many replications at once, counted without being kept.

Scores are sorted with the number of their unit packed into the last bits, which is three times faster than sorting
positions. What differs by less than the packed bits (a relative 2e-13 for 200 units) shares a rank.
"""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.table import Floats

Counts = npt.NDArray[np.int64]
FEW_UNITS = 500
CHUNK_CELLS = 65_536
"""Scores that are ranked together: half a megabyte, which stays in the cache of a core."""


def unit_bits(units: int) -> int:
    """Bits that hold the number of a unit, at least 1."""
    return max(1, (units - 1).bit_length())


def _sorted(losses: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
    """Losses sorted with the number of their unit in the last bits, and ranks (0 is best) where some row has a tie.

    Args:
        losses: replications x units, lower is better, finite, no minus zero. Overwritten: the result is a view of it.
    """
    n = losses.shape[1]
    bits = unit_bits(n)
    packed = losses.view(np.int64)
    packed &= np.int64(-1 << bits)
    packed |= np.arange(n, dtype=np.int64)
    losses.sort(axis=1)
    steps = packed[:, 1:] - packed[:, :-1]
    np.abs(steps, out=steps)
    if n == 1 or steps.min() >= 2 << bits:
        return packed, None
    places = np.broadcast_to(np.arange(n, dtype=np.int64), packed.shape).copy()
    places[:, 1:][steps < 2 << bits] = 0
    return packed, np.maximum.accumulate(places, axis=1)


class RankCounter:
    """Counts how often each of n units had each rank, without keeping the ranks."""

    def __init__(self, units: int) -> None:
        self._units, self._bits = units, unit_bits(units)
        self._table = np.zeros(units << self._bits, dtype=np.int64)  # rank by rank, units side by side

    def add(self, losses: Floats) -> None:
        """Count these replications: replications x units, lower is better, no minus zero. Overwritten."""
        n, bits = self._units, self._bits
        rows = max(1, CHUNK_CELLS // n)
        places = np.arange(n, dtype=np.int64) << bits
        for start in range(0, len(losses), rows):
            packed, ranks = _sorted(losses[start : start + rows])
            packed &= np.int64((1 << bits) - 1)
            packed |= places if ranks is None else ranks << bits
            if n > FEW_UNITS:  # so large a table costs more to make anew than to add to
                np.add.at(self._table, packed.ravel(), 1)
            else:
                self._table += np.bincount(packed.ravel(), minlength=n << bits)

    def counts(self) -> Counts:
        """units x units; [i, r] counts how often unit i had rank r + 1."""
        return np.ascontiguousarray(self._table.reshape(self._units, 1 << self._bits)[:, : self._units].T)


def ranks_from(losses: Floats) -> npt.NDArray[np.int32]:
    """Ranks, 1 is best, ties share the lowest: replications x units. No minus zero; losses are overwritten."""
    n = losses.shape[1]
    found = np.empty(losses.shape, dtype=np.int32)
    rows = max(1, CHUNK_CELLS // n)
    places = np.arange(1, n + 1, dtype=np.int32)
    for start in range(0, len(losses), rows):
        units, ranks = _sorted(losses[start : start + rows])
        units &= np.int64((1 << unit_bits(n)) - 1)
        values = np.broadcast_to(places, units.shape) if ranks is None else (ranks + 1).astype(np.int32)
        np.put_along_axis(found[start : start + rows], units, values, axis=1)
    return found


def add_pairs(pairs: Counts, ranks: npt.NDArray[np.int32]) -> None:
    """Count for every pair how often the row has a better rank than the column.

    Args:
        pairs: units x units, changed in place.
        ranks: replications x units.
    """
    n = ranks.shape[1]
    small: npt.NDArray[np.uint8 | np.uint16] = ranks.astype(np.uint8 if n < 256 else np.uint16)
    rows = max(1, min(255, 4_000_000 // (n * n)))
    for start in range(0, len(small), rows):
        part = small[start : start + rows]
        above = part[:, :, None] < part[:, None, :]
        pairs += np.add.reduce(above.view(np.uint8), axis=0, dtype=np.uint8)


def add_range_histograms(best: Counts, worst: Counts, low: Floats, high: Floats) -> None:
    """Count the best and the worst rank that each unit can take when every score lies anywhere in its interval.

    Args:
        best, worst: units x units histograms, changed in place.
        low, high: replications x units, losses at the low and the high end of the index: high <= low, no minus
            zero.
    """
    n = low.shape[1]
    rows = max(1, CHUNK_CELLS // (2 * n))
    for start in range(0, len(low), rows):
        _add_ranges(best, worst, low[start : start + rows], high[start : start + rows])


def _add_ranges(best: Counts, worst: Counts, low: Floats, high: Floats) -> None:
    """Sort both ends together; the rank is the number of the other kind of end that stands before."""
    n = low.shape[1]
    bits = unit_bits(n) + 1
    ends = np.concatenate([high, low], axis=1)
    packed = ends.view(np.int64)
    packed &= np.int64(-1 << bits)
    tag = np.int64(1 << (bits - 1))
    packed |= np.concatenate([np.arange(n, dtype=np.int64), np.arange(n, dtype=np.int64) | tag])
    packed ^= (packed >> 63) & tag  # below zero a higher bit sorts earlier: turn it, so that high ends come first
    ends.sort(axis=1)
    steps = packed >> bits
    units = packed & (tag - 1)
    near = (np.abs(steps[:, 1:] - steps[:, :-1]) <= 1) & (units[:, 1:] != units[:, :-1])
    tied = near.any(axis=1)
    if tied.any():
        _add_ranges_one_by_one(best, worst, low[tied], high[tied])
        packed, units = packed[~tied], units[~tied]
    is_low = ((packed ^ (packed >> 63)) & tag) != 0
    lows_before = np.cumsum(is_low, axis=1, dtype=np.int32)
    places = np.arange(2 * n, dtype=np.int32)
    # at a low end the high ends before it are its rivals, its own among them; at a high end the low ends are
    ranks = np.where(is_low, places - lows_before, lows_before).astype(np.int64)
    key = (ranks * 2 + is_low << (bits - 1)) | units
    found = np.bincount(key.ravel(), minlength=2 * n << (bits - 1)).reshape(n, 2, tag)
    best += found[:, 0, :n].T
    worst += found[:, 1, :n].T


def _add_ranges_one_by_one(best: Counts, worst: Counts, low: Floats, high: Floats) -> None:
    n = low.shape[1]
    units = np.arange(n)
    tolerance = 2.0 ** (unit_bits(n) - 51)
    for bottom, top in zip(low, high, strict=True):
        margin = tolerance * np.maximum(np.abs(bottom), np.abs(top))
        best[units, (bottom[None, :] < (top - margin)[:, None]).sum(axis=1)] += 1
        rivals = top[None, :] < (bottom - margin)[:, None]
        np.fill_diagonal(rivals, False)
        worst[units, rivals.sum(axis=1)] += 1
