"""Ranks of many replications at once, counted without being kept.

Scores are sorted with the number of their unit packed into the last bits, which is three times faster than sorting
positions. What differs by less than the packed bits (a relative 2e-13 for 200 units) shares a rank.
"""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.table import Floats

Counts = npt.NDArray[np.int64]
CHUNK_CELLS = 65_536
"""Scores that are ranked together: half a megabyte, which stays in the cache of a core."""


def unit_bits(units: int) -> int:
    """Bits that hold the number of a unit, at least 1."""
    return max(1, (units - 1).bit_length())


def order_of(losses: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
    """Units from best to worst, and their ranks where there are ties.

    Args:
        losses: replications x units, lower is better, finite. Overwritten.
    Returns:
        replications x units: the unit at each place; and the rank at each place, 0 is best, None where no row has a
        tie, so that the rank is the place.
    """
    n = losses.shape[1]
    bits = unit_bits(n)
    losses += 0.0  # minus zero becomes zero
    packed = losses.view(np.int64)
    packed &= np.int64(-1 << bits)
    packed |= np.arange(n, dtype=np.int64)
    losses.sort(axis=1)
    steps = packed >> bits
    near = np.abs(steps[:, 1:] - steps[:, :-1]) <= 1 if n > 1 else np.zeros((len(losses), 0), dtype=bool)
    packed &= np.int64((1 << bits) - 1)
    if not near.any():
        return packed, None
    places = np.broadcast_to(np.arange(n, dtype=np.int64), packed.shape).copy()
    places[:, 1:][near] = 0
    return packed, np.maximum.accumulate(places, axis=1)


def add_to_histogram(histogram: Counts, losses: Floats) -> None:
    """Count the ranks of these replications.

    Args:
        histogram: units x units; [i, r] counts how often unit i has rank r + 1. Changed in place.
        losses: replications x units, lower is better. Overwritten.
    """
    n = losses.shape[1]
    rows = max(1, CHUNK_CELLS // n)
    places = np.arange(n, dtype=np.int64)
    found = np.zeros(n * n, dtype=np.int64)
    for start in range(0, len(losses), rows):
        units, ranks = order_of(losses[start : start + rows])
        units *= n
        units += places if ranks is None else ranks
        if n > 1000:  # a table this large costs more to make anew than to add to
            np.add.at(found, units.ravel(), 1)
        else:
            found += np.bincount(units.ravel(), minlength=n * n)
    histogram += found.reshape(n, n)


def ranks_from(losses: Floats) -> npt.NDArray[np.int32]:
    """Ranks, 1 is best, ties share the lowest: replications x units. Losses are overwritten."""
    n = losses.shape[1]
    found = np.empty(losses.shape, dtype=np.int32)
    rows = max(1, CHUNK_CELLS // n)
    places = np.arange(1, n + 1, dtype=np.int32)
    for start in range(0, len(losses), rows):
        units, ranks = order_of(losses[start : start + rows])
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
        low, high: replications x units, losses at the low and the high end of the index: high <= low. Overwritten.
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
    ends += 0.0
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
    lows_before = np.cumsum(is_low, axis=1, dtype=np.int64)
    places = np.arange(2 * n, dtype=np.int64)
    highs_before = places - lows_before  # at a low end: its own high end stands before, less itself
    key = units * n + np.where(is_low, highs_before, lows_before)
    best += np.bincount(key[~is_low], minlength=n * n).reshape(n, n)
    worst += np.bincount(key[is_low], minlength=n * n).reshape(n, n)


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
