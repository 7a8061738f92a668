"""What if: some values of an index set otherwise, and every unit's interval and ranks before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.faults import BadDesign, Fault, refuse_if_any
from openregime.core.readings.index.intervals import bounds_of
from openregime.core.readings.index.spread import Over
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.uncertainty import (
    RankDistributions,
    RankRangeDistributions,
    rank_distributions,
    rank_range_distributions,
)
from openregime.core.readings.index.worlds import Design, Worlds, worlds_of


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value set otherwise.

    Attributes:
        unit, indicator: which cell.
        value: in the unit of the indicator, as in the table; None for not known.
    """

    unit: str
    indicator: str
    value: float | None


@dataclass(frozen=True)
class IndexStanding:
    """Where all units stand.

    Attributes:
        low, high: unit -> index over all fillings of the gaps, with the steps as they stand.
        ranks: distribution of the rank; or of the best and the worst rank, where gaps stay open.
    """

    low: dict[str, float]
    high: dict[str, float]
    ranks: RankDistributions | RankRangeDistributions

    def rank_interval(self, unit: str, share: float = 0.9) -> tuple[float, float]:
        """Lowest and highest rank of the middle `share` of all worlds, whatever open gaps hold."""
        ranks = self.ranks
        found = ranks.interval(share) if isinstance(ranks, RankDistributions) else ranks.outer_interval(share)
        low, high = found[ranks.units.index(unit)]
        return float(low), float(high)


@dataclass(frozen=True)
class IndexScenario:
    """An index before and after some changes, in the same worlds: what differs is due to the changes alone."""

    changes: tuple[ValueChange, ...]
    before: IndexStanding
    after: IndexStanding

    def moved(self) -> tuple[str, ...]:
        """Units whose index or ranks are not what they were, those that were not changed included."""
        ranks = self.before.ranks, self.after.ranks
        found = []
        for i, unit in enumerate(ranks[0].units):
            same = (self.before.low[unit], self.before.high[unit]) == (self.after.low[unit], self.after.high[unit])
            if not same or any(not np.array_equal(a[i], b[i]) for a, b in zip(*map(_counts, ranks), strict=True)):
                found.append(unit)
        return tuple(found)


def _counts(ranks: RankDistributions | RankRangeDistributions) -> tuple[np.ndarray, ...]:
    return (ranks.counts,) if isinstance(ranks, RankDistributions) else (ranks.best, ranks.worst)


def with_changes(table: IndicatorTable, changes: Sequence[ValueChange]) -> IndicatorTable:
    """The table with some values set otherwise.

    Raises:
        BadDesign: nothing changes, no such unit or indicator, a cell that is changed twice, or a value that is not
            finite.
    """
    if not changes:
        raise BadDesign.because("Nothing changes. Give at least one value.")
    cells = [(change.unit, change.indicator) for change in changes]
    faults = []
    for change, cell in zip(changes, cells, strict=True):
        if change.unit not in table.units:
            faults.append(Fault(change.unit, change.indicator, "Is no unit of the index. Use a name of the table."))
        if change.indicator not in table.columns:
            faults.append(Fault(change.unit, change.indicator, "Is no indicator of the index. Use its ids."))
        if change.value is not None and (isinstance(change.value, bool) or not np.isfinite(change.value)):
            faults.append(Fault(*cell, f"{change.value!r} is no value. Give a finite number, or None for not known."))
    twice = sorted({cell for cell in cells if cells.count(cell) > 1})
    faults += [Fault(*cell, "Is changed twice. Give one value.") for cell in twice]
    refuse_if_any(faults, BadDesign)
    values = np.array(table.values)
    for change in changes:
        at = table.units.index(change.unit), table.columns.index(change.indicator)
        values[at] = np.nan if change.value is None else change.value
    return table.with_values(values)


def index_after(
    design: Design, changes: Sequence[ValueChange], replications: int, *, over: Over = map, parts: int = 1
) -> IndexScenario:
    """Every unit's interval and ranks before and after some changes.

    Every step runs anew, so where the data set the scale, a change of one unit may move others; on goalposts it moves
    nobody else's index. Both sides see the same draws.

    Args:
        design: the index and what varies in it.
        changes: values set otherwise, "do these three things".
        replications, over, parts: as for `rank_distributions`.
    Raises:
        BadDesign: as `with_changes`. Otherwise as `rank_distributions` and `rank_range_distributions`.
    """
    before = worlds_of(design)
    after = worlds_of(replace(design, table=with_changes(design.table, changes)))
    if before.units != after.units:
        raise BadDesign.because("With the changes a step leaves other units out. Screen first, and compare the rest.")
    open_ = any(len(worlds.gaps) and not worlds.fills_gaps for worlds in (before, after))
    count = rank_range_distributions if open_ else rank_distributions
    standings = []
    for worlds in (before, after):
        low, high = _ends(worlds)
        standings.append(IndexStanding(low, high, count(worlds, replications, over=over, parts=parts)))
    return IndexScenario(tuple(changes), *standings)


def _ends(worlds: Worlds) -> tuple[dict[str, float], dict[str, float]]:
    """The index of every unit with all gaps low and all gaps high, steps and weights as they stand."""
    nominal, tree = worlds.nominal, worlds.tree
    weights = {
        part: float(weight)
        for ids, level in zip(tree.levels, nominal.weights, strict=False)
        for part, weight in zip(ids, level[0], strict=True)
    }
    definition = worlds.design.definition.with_weights(weights)
    order = [tree.levels[0].index(indicator.id) for indicator in definition.indicators]
    low, high = nominal.low[:, order], nominal.high[:, order]
    methods, top = worlds.nominal_methods, definition.top
    if low is high or np.array_equal(low, high):
        column = aggregated(definition, low, methods, worlds.units)[top]
        found = dict(zip(worlds.units, column.tolist(), strict=True))
        return found, dict(found)
    bounds = bounds_of(definition, low, high, methods, worlds.units)
    ends = (dict(zip(worlds.units, end[top].tolist(), strict=True)) for end in (bounds.low, bounds.high))
    return next(ends), next(ends)
