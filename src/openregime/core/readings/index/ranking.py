"""Ranks of many replications at once, counted without being kept.

Scores are sorted with the number of their unit packed into the last bits, which is three times faster than sorting
positions. What differs by less than the packed bits (a relative 2e-13 for 200 units) shares a rank.
"""

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.keys import (
    Keys,
    Singles,
    limits_of,
    names_of,
    sorted_by_digits,
    steps_between,
)
from openregime.core.readings.index.table import Floats

Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]
ONE = np.int32(1)  # of the type of the tables: others are added ten times more slowly
FEW_UNITS = 500
CHUNK_CELLS = 65_536
"""Scores that are ranked together: half a megabyte, which stays in the cache of a core."""
RANKS_TOGETHER = 32
"""Ranks that are counted together where units are many."""
NOWHERE = np.empty(0, dtype=np.intp)


def unit_bits(units: int) -> int:
    """Bits that hold the number of a unit, at least 1."""
    return max(1, (units - 1).bit_length())


def packed(losses: Floats, names: npt.NDArray[np.int64], bits: int) -> npt.NDArray[np.int64]:
    """A view of the losses with names in their last bits; sorting the losses sorts it."""
    found = losses.view(np.int64)
    found &= np.int64(-1 << bits)
    found |= names
    return found


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
    ordered = packed(losses, np.arange(n, dtype=np.int64) if names is None else names, bits)
    losses.sort(axis=1)
    steps = ordered[:, 1:] - ordered[:, :-1]
    np.abs(steps, out=steps)
    if n == 1 or steps.min() >= 2 << bits:
        return ordered, None
    places = np.broadcast_to(np.arange(n, dtype=np.int64), ordered.shape).copy()
    places[:, 1:][steps < 2 << bits] = 0
    return ordered, np.maximum.accumulate(places, axis=1)


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
        self._short_names = names_of(self._names)
        self._table = np.zeros(units * units, dtype=np.int32)  # rank by rank, units side by side

    def add(self, losses: Floats) -> None:
        """Count these replications: replications x units, lower is better, no minus zero. Overwritten."""
        rows = max(1, CHUNK_CELLS // self._units)
        if self._units > FEW_UNITS:
            self._add_many_units(losses, rows)
            return
        for start in range(0, len(losses), rows):
            self.add_in_full(losses[start : start + rows])

    def add_in_full(self, losses: Floats) -> None:
        """As `add`, where units are few: all in one go."""
        n, bits = self._units, self._bits
        ordered, ranks = _sorted(losses, self._names)
        ordered &= np.int64((1 << bits) - 1)
        ordered += np.arange(n, dtype=np.int64) * n if ranks is None else ranks * n
        np.add.at(self._table, ordered.ravel(), ONE)

    def _add_keys(self, keys: Keys, left: Places) -> None:
        """Count what stands where in these replications, but for some of them. Keys are overwritten."""
        keys &= np.int32((1 << self._bits) - 1)
        cells = keys.astype(np.intp)
        cells += np.arange(self._units) * self._units
        np.add.at(self._table, cells.ravel(), ONE)
        if len(left):
            np.add.at(self._table, cells[left].ravel(), -ONE)

    def _add_many_units(self, losses: Floats, rows: int) -> None:
        """Rank by rank: the counts of one rank stay in the cache, those of all would not."""
        n, bits = self._units, self._bits
        found = np.empty(losses.shape, dtype=np.uint16)
        clear = np.ones(len(losses), dtype=np.bool_)
        for start in range(0, len(losses), rows):
            ordered, ranks = _sorted(losses[start : start + rows], self._names)
            ordered &= np.int64((1 << bits) - 1)
            if ranks is None:
                found[start : start + rows] = ordered
            else:
                clear[start : start + rows] = False
                np.add.at(self._table, (ordered + ranks * n).ravel(), ONE)
        if not clear.all():
            found = found[clear]
        for first in range(0, n, RANKS_TOGETHER):
            names = found[:, first : first + RANKS_TOGETHER].T
            places = np.arange(first, first + len(names), dtype=np.intp)[:, None] * n
            np.add.at(self._table, np.add(names, places).ravel(), ONE)

    def add_if_clear(self, losses: Singles, errors: Floats) -> tuple[Places, Places, Places]:
        """Count the replications whose order is certain although their losses are only nearly right.

        Args:
            losses: as for `add`, in single precision, all of one sign in each replication.
            errors: bound of their relative error, per replication.
        Returns:
            Replications that were not counted, as positions; and in those every pair (position among them, unit)
            whose place is in doubt.
        """
        n, bits = self._units, self._bits
        keys, cut = sorted_by_digits(losses, self._short_names, bits)
        close = steps_between(keys) < limits_of(errors, cut, bits)[:, None]
        at = np.flatnonzero(close.any(axis=1))
        if not len(at):
            self._add_keys(keys, at)
            return NOWHERE, NOWHERE, NOWHERE
        beside = np.zeros((len(at), n), dtype=np.bool_)
        beside[:, 1:] = close[at]
        beside[:, :-1] |= beside[:, 1:]
        rows, places = np.divmod(np.flatnonzero(beside), n)
        units = keys[at[rows], places] & np.int32((1 << bits) - 1)
        self._add_keys(keys, at)
        return at, rows, self._by_name[units]

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
    """How many rivals each unit beats, ties half: rows x units, higher is better."""
    n = scores.shape[1]
    found = np.empty(scores.shape)
    rows = max(1, CHUNK_CELLS // n)
    places = np.arange(n, dtype=np.int64)
    for start in range(0, len(scores), rows):
        ordered, first = _sorted(scores[start : start + rows] + 0.0)
        ordered &= np.int64((1 << unit_bits(n)) - 1)
        beaten = np.broadcast_to(places, ordered.shape) if first is None else (first + _last_of_ties(first)) / 2
        np.put_along_axis(found[start : start + rows], ordered, beaten, axis=1)
    return found


def _last_of_ties(first: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The last place of each tie, from the first: replications x places."""
    n = first.shape[1]
    last = np.broadcast_to(np.arange(n), first.shape).copy()
    last[:, :-1][first[:, 1:] == first[:, :-1]] = n
    return np.minimum.accumulate(last[:, ::-1], axis=1)[:, ::-1]


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
