"""Ranks of a study as intervals over worlds; gaps that no factor fills stay open in each of them."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index import (
    Aggregate,
    BadDesign,
    Design,
    Factor,
    IndicatorTable,
    Minimum,
    PowerMean,
    RankDistributions,
    RankRangeDistributions,
    WeightNoise,
    Worlds,
    rank_distributions,
    rank_range_distributions,
    worlds_of,
)
from openregime.core.readings.index.intervals import bounds_of
from openregime.core.readings.index.statistics import quantiles_of_counts
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.uncertainty import Over
from openregime.core.readings.index.worlds import Variant
from openregime.core.readings.studies.pillar_ranks import pillar_ranks
from openregime.core.readings.studies.results import ends_of_values
from openregime.core.readings.studies.study import Study

MOST_WORLDS = 1_000_000
SHARE = 0.9
"""Of all worlds, the share that a rank interval holds."""


@dataclass(frozen=True, eq=False)
class StudyRanks:
    """Every rank as an interval over worlds.

    Attributes:
        units: names. low, high: ends of the middle `SHARE` of all worlds; with open gaps from the best rank possible
            to the worst, whatever the gaps hold.
        best_median, worst_median: the median rank, twice the same; with open gaps of the best and of the worst.
        replications, seed: how many worlds were drawn, and from where.
        is_over_gaps: whether gaps were kept open in every world.
        counted: the distributions themselves; None where only the ends were asked of them.
    """

    units: tuple[str, ...]
    low: npt.NDArray[np.int64]
    high: npt.NDArray[np.int64]
    best_median: Floats
    worst_median: Floats
    replications: int
    seed: int
    is_over_gaps: bool
    counted: RankDistributions | RankRangeDistributions | None

    def interval_of(self, unit: str) -> tuple[int, int]:
        """Lowest and highest rank of one unit. Raises ValueError: no such unit."""
        i = self.units.index(unit)
        return int(self.low[i]), int(self.high[i])


def rank_study(
    study: Study,
    *,
    factors: tuple[Factor, ...] | None = None,
    replications: int | None = None,
    pairs: str = "none",
    over: Over = map,
    parts: int = 1,
) -> StudyRanks:
    """Draw worlds and count ranks; gaps that no factor fills stay open in each of them.

    Args:
        factors, replications: instead of the study's own. pairs, over, parts: as for `rank_distributions`.
    Raises:
        BadDesign, BadStep, BadIndicatorTable: as for `rank_distributions`.
    """
    n = study.replications if replications is None else replications
    used = study.factors if factors is None else factors
    if (noise := _pillar_noise(study, used)) is not None:
        return _rank_pillars(study, noise, n)
    worlds = study_worlds(study, used)
    is_open = bool(len(worlds.gaps)) and not worlds.fills_gaps
    if is_open:
        ranges = rank_range_distributions(worlds, n, pairs=pairs, over=over, parts=parts)
        around = ranges.outer_interval(SHARE)
        best, worst = (quantiles_of_counts(c, (0.5,))[:, 0] for c in (ranges.best, ranges.worst))
        return _study_ranks(study, ranges, around, best, worst, n, is_over_gaps=True)
    ranks = rank_distributions(worlds, n, pairs=pairs, over=over, parts=parts)
    return _study_ranks(study, ranks, ranks.interval(SHARE), ranks.median(), ranks.median(), n, is_over_gaps=False)


def _study_ranks(
    study: Study,
    counted: RankDistributions | RankRangeDistributions,
    around: Floats,
    best: Floats,
    worst: Floats,
    n: int,
    *,
    is_over_gaps: bool,
) -> StudyRanks:
    low, high = around[:, 0].astype(np.int64), around[:, 1].astype(np.int64)
    return StudyRanks(counted.units, low, high, best, worst, n, study.seed, is_over_gaps, counted)


def _pillar_noise(study: Study, factors: tuple[Factor, ...]) -> float | None:
    """How much the weights of pillars vary, where nothing else does and pillars are known within ends."""
    level = len(study.definition.levels) - 1
    if study.ends is None or len(factors) != 1 or not isinstance(factors[0], WeightNoise):
        return None
    return factors[0].share if factors[0].levels == (level,) else None


def _rank_pillars(study: Study, noise: float, replications: int) -> StudyRanks:
    Design(study.definition, study.table, study.steps, (), study.seed)  # refuses a seed that is none
    if isinstance(replications, bool) or not isinstance(replications, int) or not 1 <= replications <= MOST_WORLDS:
        raise BadDesign.because(f"{replications!r} replications are out of range. Ask for 1 to {MOST_WORLDS:,}.")
    stage, low, high = ends_of_values(study)
    last = study.steps[-1]
    assert isinstance(last, Aggregate)
    methods = last.methods_for(stage.definition)
    bounds = bounds_of(stage.definition, low, high, methods, stage.table.units)
    at_low, at_high = (np.column_stack([side[p] for p in study.pillars]) for side in (bounds.low, bounds.high))
    weights = np.array([study.definition[p].weight for p in study.pillars], dtype=np.float64)
    mean = methods[-1]
    assert isinstance(mean, PowerMean | Minimum)
    around = (1 - SHARE) / 2
    found = pillar_ranks(
        at_low, at_high, weights, mean, noise=noise, seed=study.seed, replications=replications,
        shares=(around, 0.5, 1 - around),
    )  # fmt: skip
    return StudyRanks(
        stage.table.units, found.best[0], found.worst[2], found.best[1].astype(np.float64),
        found.worst[1].astype(np.float64), replications, study.seed, bool((low < high).any()), None,
    )  # fmt: skip


def study_worlds(study: Study, factors: tuple[Factor, ...], *, fill_gaps_only: bool = False) -> Worlds:
    """The worlds of a study; where values lie between ends, with these instead of gaps.

    Args:
        fill_gaps_only: leave what does not count at the middle of its ends, so that only true gaps are drawn.
    """
    if study.ends is None:
        return worlds_of(Design(study.definition, study.table, study.steps, factors, study.seed))
    _, low, high = ends_of_values(study)
    if fill_gaps_only:
        middle = (low + high) / 2
        low = np.where(study.ends.does_not_count, middle, low)
        high = np.where(study.ends.does_not_count, middle, high)
    # the engine looks for columns that tell nothing apart; with goalposts they tell what they tell
    n, m = low.shape
    spread = np.linspace(0.0, 1.0, max(n, 2))[:n, None] * np.ones(m)
    stand_in = IndicatorTable(study.table.units, study.table.columns, spread)
    worlds = worlds_of(Design(study.definition, stand_in, study.steps, factors, study.seed))
    at = worlds.tree.columns
    low, high = np.ascontiguousarray(low[:, at]), np.ascontiguousarray(high[:, at])
    variants = tuple(Variant(low, high, variant.weights) for variant in worlds.variants)
    nominal = Variant(low, high, worlds.nominal.weights)
    return replace(worlds, variants=variants, nominal=nominal, gaps=np.argwhere(low < high))
