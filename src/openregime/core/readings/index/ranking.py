"""Ranks of many replications at once, counted without being kept.

Scores are sorted with the number of their unit packed into the last bits, which is three times faster than sorting
positions. What differs by less than the packed bits (a relative 2e-13 for 200 units) shares a rank.
"""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.table import Floats

Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
ONE = np.int32(1)  # of the type of the tables: others are added ten times more slowly
FEW_UNITS = 500
CHUNK_CELLS = 65_536
"""Scores that are ranked together: half a megabyte, which stays in the cache of a core."""


def unit_bits(units: int) -> int:
    """Bits that hold the number of a unit, at least 1."""
    return max(1, (units - 1).bit_length())


def _packed(losses: Floats, names: npt.NDArray[np.int64], bits: int) -> npt.NDArray[np.int64]:
    """A view of the losses with names in their last bits; sorting the losses sorts it."""
    packed = losses.view(np.int64)
    packed &= np.int64(-1 << bits)
    packed |= names
    return packed


def _are_close(packed: npt.NDArray[np.int64], errors: Floats, bits: int) -> npt.NDArray[np.bool_]:
    """Where neighbours in the order may stand the other way round: a difference of d is at most d * 2^53 steps."""
    steps = packed[:, 1:] - packed[:, :-1]
    np.abs(steps, out=steps)
    limits = (2.02 * 2.0**53 * errors).astype(np.int64) + (2 << bits)
    return np.asarray(steps < limits[:, None])


def _sorted(
    losses: Floats, names: npt.NDArray[np.int64] | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64] | None]:
    """Losses sorted with the number of their unit in the last bits, and ranks (0 is best) where some row has a tie.

    Args:
        losses: replications x units, lower is better, finite, no minus zero. Overwritten: the result is a view of it.
        names: number of each unit, 0 to n - 1; None for its position.
    """
    n = losses.shape[1]
    bits = unit_bits(n)
    packed = _packed(losses, np.arange(n, dtype=np.int64) if names is None else names, bits)
    losses.sort(axis=1)
    steps = packed[:, 1:] - packed[:, :-1]
    np.abs(steps, out=steps)
    if n == 1 or steps.min() >= 2 << bits:
        return packed, None
    places = np.broadcast_to(np.arange(n, dtype=np.int64), packed.shape).copy()
    places[:, 1:][steps < 2 << bits] = 0
    return packed, np.maximum.accumulate(places, axis=1)


class RankCounter:
    """Counts how often each of n units had each rank, without keeping the ranks; up to two thousand million times.

    Args:
        units: how many.
        nominal: the rank that each is likely to be near, which changes no count: units of like ranks stand side by side
            in the table, so that what is counted again and again stays in the cache of a core.
    """

    def __init__(self, units: int, nominal: npt.NDArray[np.int64] | None = None) -> None:
        self._units, self._bits = units, unit_bits(units)
        self._by_name = np.arange(units) if nominal is None else np.argsort(nominal, kind="stable")
        self._names = np.empty(units, dtype=np.int64)
        self._names[self._by_name] = np.arange(units)
        self._table = np.zeros(units * units, dtype=np.int32)  # rank by rank, units side by side

    def add(self, losses: Floats) -> None:
        """Count these replications: replications x units, lower is better, no minus zero. Overwritten."""
        n, bits = self._units, self._bits
        rows = max(1, CHUNK_CELLS // n)
        places = np.arange(n, dtype=np.int64) * n
        for start in range(0, len(losses), rows):
            packed, ranks = _sorted(losses[start : start + rows], self._names)
            packed &= np.int64((1 << bits) - 1)
            packed += places if ranks is None else ranks * n
            np.add.at(self._table, packed.ravel(), ONE)

    def add_if_clear(self, losses: Floats, errors: Floats) -> tuple[Places, Places, Places]:
        """Count the replications whose order is certain although their losses are only nearly right.

        Args:
            losses: as for `add`, all of one sign in each replication. Overwritten.
            errors: bound of their relative error, per replication.
        Returns:
            Replications that were not counted, as positions; and in those every pair (position among them, unit)
            whose place is in doubt.
        """
        n, bits = self._units, self._bits
        packed = _packed(losses, self._names, bits)
        losses.sort(axis=1)
        close = _are_close(packed, errors, bits)
        units = packed & np.int64((1 << bits) - 1)
        doubtful = close.any(axis=1)
        clear = units[~doubtful] if doubtful.any() else units
        np.add.at(self._table, (clear + np.arange(n, dtype=np.int64) * n).ravel(), ONE)
        at = np.flatnonzero(doubtful)
        beside = np.zeros((len(at), n), dtype=np.bool_)
        beside[:, 1:] = close[at]
        beside[:, :-1] |= close[at]
        rows, places = np.nonzero(beside)
        return at, rows, self._by_name[units[at[rows], places]]

    def counts(self) -> Counts:
        """units x units; [i, r] counts how often unit i had rank r + 1."""
        return self._table.reshape(self._units, self._units).T[self._names].astype(np.int64)


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


def beaten_from(scores: Floats) -> Floats:
    """How many rivals each unit beats, ties half: rows x units, higher is better.

    Scores are laid on a grid of as many steps as leave room for the number of the unit in 32 bits, which sort twice as
    fast as 64; a row in which neighbours lie within two steps is ranked again as it stands.
    """
    n = scores.shape[1]
    found = np.empty(scores.shape)
    rows, bits = max(1, CHUNK_CELLS // 2 // n), unit_bits(n)
    beaten = np.broadcast_to(np.arange(n, dtype=np.float64), (rows, n)).ravel()
    begins, names = np.arange(rows, dtype=np.uint32)[:, None] * np.uint32(n), np.arange(n, dtype=np.uint32)
    least, most = float(scores.min()), float(scores.max())
    if not most > least:
        return np.full(scores.shape, (n - 1) / 2)
    scale = (2.0 ** (32 - bits) - 2) / (most - least)
    close = np.empty(len(scores), dtype=np.bool_)
    for start in range(0, len(scores), rows):
        chunk, part = scores[start : start + rows], found[start : start + rows]
        np.subtract(chunk, least, out=part)
        part *= scale
        packed = part.astype(np.uint32)
        packed <<= np.uint32(bits)
        packed |= names
        packed.sort(axis=1)
        close[start : start + rows] = (packed[:, 1:] - packed[:, :-1]).min(axis=1, initial=2 << bits) < (2 << bits)
        packed &= np.uint32((1 << bits) - 1)
        packed += begins[: len(chunk)]
        part.reshape(-1)[packed.ravel().astype(np.intp)] = beaten[: chunk.size]
    if close.any():
        found[close] = _beaten_with_ties(scores[close])
    return found


def _beaten_with_ties(scores: Floats) -> Floats:
    above, below = ranks_from(0.0 - scores), ranks_from(scores + 0.0)
    return np.asarray((scores.shape[1] - 1 + below - above) / 2)


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
        self._table = np.zeros(2 * units * units, dtype=np.int32)  # best and worst, rank by rank, units side by side

    def add(self, low: Floats, high: Floats) -> None:
        """Count these replications.

        Args:
            low, high: replications x units, losses at the low and the high end of the index: high <= low, no minus
                zero.
        """
        rows = max(1, CHUNK_CELLS // (2 * self.units))
        for start in range(0, len(low), rows):
            self._add_chunk(low[start : start + rows], high[start : start + rows])

    def add_if_clear(self, ends: Floats, errors: Floats) -> tuple[Places, Places, Places]:
        """Count the replications in which no end of one unit may be on the wrong side of an end of another.

        Args:
            ends: replications x (2 * units), losses of all high ends, then of all low ends; otherwise as for `add`,
                and all of one sign in each replication. Overwritten.
            errors: as for `RankCounter.add_if_clear`.
        Returns:
            As there; the second of each pair is the place of an end among the ends given.
        """
        packed = self._ordered(ends)
        close = _are_close(packed, errors, self._bits)
        names = packed & np.int64((1 << self._bits) - 1)
        rivals = close.copy()
        where = np.nonzero(close)
        rivals[where] = ((names[where] ^ names[where[0], where[1] + 1]) & np.int64((1 << self._shift) - 1)) != 0
        doubtful = rivals.any(axis=1)
        self._add_ends(names[~doubtful] if doubtful.any() else names)
        at = np.flatnonzero(doubtful)
        rows, places = np.nonzero(_in_runs_of_rivals(close[at], rivals[at]))
        found = names[at[rows], places]
        units = self._by_name[found & np.int64((1 << self._shift) - 1)]
        return at, rows, units + self.units * (found >> self._shift)

    def _add_ends(self, names: npt.NDArray[np.int64]) -> None:
        """Count ends in their order, without ties between rivals; of one unit the high end stands first.

        The rank of a high end is the number of low ends before it, that of a low end the number of high ends before
        it, its own left out.
        """
        n = np.int64(self.units)
        is_low = (names >> self._shift).astype(np.int32)
        before = np.cumsum(is_low, axis=1, dtype=np.int32)
        before -= is_low
        other = np.arange(2 * self.units, dtype=np.int32) - before
        other -= before
        other += np.int32(self.units - 1)  # worst ranks stand behind all best ones
        other *= is_low
        before += other
        cells = before * n
        cells += names
        cells -= is_low.astype(np.int64) << self._shift
        np.add.at(self._table, cells.ravel(), ONE)

    def counts(self) -> tuple[Counts, Counts]:
        """Best and worst: units x units; [i, r] counts how often the rank of unit i was r + 1."""
        best, worst = self._table.reshape(2, self.units, self.units)
        return best.T[self._names].astype(np.int64), worst.T[self._names].astype(np.int64)

    def _ordered(self, ends: Floats) -> npt.NDArray[np.int64]:
        """All ends in their order, names in the last bits and before them whether they are low ends. Overwritten."""
        packed = _packed(ends, self._both_names, self._bits)
        negative = packed.min(initial=0) < 0
        if negative:  # below zero a higher bit sorts earlier: turn it, so that high ends come first
            packed ^= (packed >> 63) & np.int64(1 << self._shift)
        ends.sort(axis=1)
        if negative:
            packed ^= (packed >> 63) & np.int64(1 << self._shift)
        return packed

    def _add_chunk(self, low: Floats, high: Floats) -> None:
        """Sort both ends together; the rank is the number of the other kind of end that stands before."""
        packed = self._ordered(np.concatenate([high, low], axis=1))
        names = packed & np.int64((1 << self._bits) - 1)
        steps = packed >> self._bits
        near = np.abs(steps[:, 1:] - steps[:, :-1]) <= 1
        if near.any():
            units = names & np.int64((1 << self._shift) - 1)
            tied = (near & (units[:, 1:] != units[:, :-1])).any(axis=1)
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
