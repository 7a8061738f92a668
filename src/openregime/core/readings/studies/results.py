"""What comes out of a study: every unit as an interval, ranks as distributions, the audit, which choice matters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index import (
    Aggregate,
    Audit,
    BadDefinition,
    BadDesign,
    Check,
    Definition,
    Design,
    Factor,
    GapsFilled,
    IndexResult,
    IndicatorTable,
    Minimum,
    Normalise,
    OneDropped,
    PowerMean,
    RankDistributions,
    RankRangeDistributions,
    Sensitivity,
    Stage,
    WeightNoise,
    Worlds,
    audit_index,
    build_index,
    estimated_sensitivity,
    exact_sensitivity,
    rank_distributions,
    rank_range_distributions,
    worlds_of,
)
from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.intervals import bounds_of, filled_ends, rank_ranges
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.statistics import quantiles_of_counts
from openregime.core.readings.index.table import Floats
from openregime.core.readings.index.uncertainty import Over
from openregime.core.readings.index.worlds import Variant
from openregime.core.readings.studies.pillar_ranks import pillar_ranks, without_rounding
from openregime.core.readings.studies.study import Study

UNKNOWN_FACTOR = "what is not known"
MOST_ENUMERATED = 20_000
MOST_WORLDS = 1_000_000
SHARE = 0.9
"""Of all worlds, the share that a rank interval holds."""


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a study says of one unit.

    Attributes:
        low, high: the index over all fillings of the gaps; None where it has no value at all.
        pillars: pillar id -> (low, high).
        weakest: pillars that are the least in some filling; one name where it is certain; empty without values.
        certainly_weakest: pillars than which no other can be weaker, whatever the gaps hold; often none.
        best_rank, worst_rank: ranks still possible over the fillings alone, 1 is best; None without a value.
        coverage: share of the indicators that count for it and have a value.
        gaps: indicators that count for it and have none.
    """

    unit: str
    low: float | None
    high: float | None
    pillars: dict[str, tuple[float, float]]
    weakest: tuple[str, ...]
    certainly_weakest: tuple[str, ...]
    best_rank: int | None
    worst_rank: int | None
    coverage: float
    gaps: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Results:
    """A study that was worked out.

    Attributes:
        study: what was asked. units: one result per unit that the steps left, in the order of the table.
        notes: what the steps did, one sentence each, after the study's own.
        part_low, part_high: every part of the index, units x parts in the order of `parts`; NaN without a value.
    """

    study: Study
    units: tuple[UnitResult, ...]
    notes: tuple[str, ...]
    parts: tuple[str, ...]
    part_low: Floats
    part_high: Floats

    def of(self, unit: str) -> UnitResult:
        """The result of one unit. Raises KeyError: no such unit."""
        for one in self.units:
            if one.unit == unit:
                return one
        raise KeyError(unit)

    def by_strength(self) -> tuple[UnitResult, ...]:
        """Best middle of the interval first, then the narrower interval; without a value last."""
        return tuple(sorted(self.units, key=_strongest_first))


def _strongest_first(one: UnitResult) -> tuple[float, float, str]:
    if one.low is None or one.high is None:
        return (1.0, 0.0, one.unit)
    return (-(one.low + one.high), one.high - one.low, one.unit)


def results_of(study: Study) -> Results:
    """Work a study out, gaps kept as intervals wherever the scale is fixed and the means are monotone.

    Raises:
        BadIndicatorTable, BadStep, BadDefinition: as for `build_index`.
    """
    stage, low, high, methods = _stage_and_ends(study)
    units = stage.table.units
    if low is None or high is None:
        values = aggregated(stage.definition, stage.table.values, methods, units)
        both = (values, values)
    else:
        bounds = bounds_of(stage.definition, low, high, methods, units)
        both = (bounds.low, bounds.high)
    parts = tuple(part for level in stage.definition.levels for part in level)
    arrays = [np.column_stack([side[part] for part in parts]) for side in both]
    notes = (*study.notes, *(n for n in stage.notes if not n.startswith("Normalised: ")))  # the step says it better
    return Results(study, _units(study, stage, *both), notes, parts, arrays[0], arrays[1])


def _stage_and_ends(study: Study) -> tuple[Stage, Floats | None, Floats | None, tuple[Method, ...]]:
    """The stage before aggregation, and its values with gaps at both ends (None: gaps have no ends here)."""
    last = study.steps[-1]
    if study.ends is not None and isinstance(last, Aggregate):
        stage, low, high = _between(study)
        return stage, low, high, last.methods_for(stage.definition)
    result = build_index(study.definition, study.table, study.steps)
    stage = result.stages[-2][1] if len(result.stages) > 1 else result.start
    methods = result.aggregate.methods_for(stage.definition)
    if not np.isnan(stage.table.values).any():
        return stage, None, None, methods
    if stage.scale is None or not all(method.is_monotone for method in methods):
        note = "Gaps stay gaps: on a scale that comes from the data they have no ends, so their units have no value."
        return replace(stage, notes=(*stage.notes, note)), None, None, methods
    return stage, *filled_ends(stage), methods


def _between(study: Study) -> tuple[Stage, Floats, Floats]:
    """Ends of the values on their scale. The only step before the last is Normalise by goalposts."""
    assert study.ends is not None
    step = study.steps[0]
    assert isinstance(step, Normalise)
    sides = [
        step.apply(Stage(study.definition, study.table.with_values(values)))
        for values in (study.ends.low, study.ends.high)
    ]
    low, high = (side.table.values for side in sides)
    return sides[0], np.minimum(low, high), np.maximum(low, high)


def _units(study: Study, stage: Stage, low: dict[str, Floats], high: dict[str, Floats]) -> tuple[UnitResult, ...]:
    top, pillars = stage.definition.top, stage.definition.children[stage.definition.top]
    counted = [pillar for pillar in pillars if stage.definition[pillar].weight > 0]
    at_low, at_high = low[top], high[top]
    there = ~np.isnan(at_low)
    best, worst = np.zeros(len(at_low), dtype=np.int64), np.zeros(len(at_low), dtype=np.int64)
    if there.any():
        ends = without_rounding(np.stack([at_low[there], at_high[there]]))
        best[there], worst[there] = rank_ranges(ends[0], ends[1])
    coverage, gaps = _coverage(study)
    found = []
    for i, unit in enumerate(stage.table.units):
        spans = {p: (float(low[p][i]), float(high[p][i])) for p in pillars}
        found.append(
            UnitResult(
                unit=unit,
                low=float(at_low[i]) if there[i] else None,
                high=float(at_high[i]) if there[i] else None,
                pillars=spans,
                weakest=_weakest(spans, counted),
                certainly_weakest=_certainly_weakest(spans, counted),
                best_rank=int(best[i]) if there[i] else None,
                worst_rank=int(worst[i]) if there[i] else None,
                coverage=coverage[unit],
                gaps=gaps[unit],
            )
        )
    return tuple(found)


def _weakest(ends: dict[str, tuple[float, float]], counted: Sequence[str]) -> tuple[str, ...]:
    ceilings = [ends[p][1] for p in counted]
    if np.isnan(ceilings).any():
        return ()
    ceiling = min(ceilings) * (1 + 1e-12)
    return tuple(p for p in counted if ends[p][0] <= ceiling)


def _certainly_weakest(ends: dict[str, tuple[float, float]], counted: Sequence[str]) -> tuple[str, ...]:
    floor = min((ends[p][0] for p in counted), default=float("nan"))
    return tuple(p for p in counted if ends[p][1] <= floor * (1 + 1e-12))


def _coverage(study: Study) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    columns = study.table.of([i.id for i in study.definition.indicators])
    gaps = np.isnan(columns.values)
    counts = np.ones(gaps.shape, dtype=bool) if study.ends is None else ~study.ends.does_not_count
    gaps &= counts
    share = 1 - gaps.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    names = [tuple(c for c, gap in zip(columns.columns, row, strict=True) if gap) for row in gaps.tolist()]
    return dict(zip(columns.units, share.tolist(), strict=True)), dict(zip(columns.units, names, strict=True))


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
        ranges = rank_range_distributions(worlds, n, over=over, parts=parts)
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
    stage, low, high = _between(study)
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
    _, low, high = _between(study)
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


def audit_of(study: Study) -> Audit:
    """The audit of a study, with two checks more: columns that cannot be judged, and units without a score.

    Raises:
        BadStep, BadIndicatorTable: as for `build_index` and `audit_index`.
    """
    silent = _silent_columns(study)
    definition = _without(study.definition, silent)
    steps = study.steps
    result = build_index(definition, study.table, steps)
    audit = audit_index(result, study.limits)
    scored = int((~np.isnan(result.column(result.definition.top))).sum())
    return replace(audit, checks=(*_checks_of_gaps(study, result, silent, scored), *audit.checks))


def _silent_columns(study: Study) -> tuple[str, ...]:
    """Indicators of a study with frozen ends that hold no value, or one value only."""
    if study.ends is None:
        return ()
    found = []
    for name, column in zip(study.table.columns, study.table.values.T, strict=True):
        known = column[~np.isnan(column)]
        if not len(known) or (known == known[0]).all():
            found.append(name)
    return tuple(found)


def _without(definition: Definition, ids: Sequence[str]) -> Definition:
    for each in ids:
        try:
            definition = definition.without(each)
        except BadDefinition:
            raise BadDefinition.because(
                "Nothing known differs between units, so there is nothing to audit. Ask for another day or more data."
            ) from None
    return definition


def _checks_of_gaps(study: Study, result: IndexResult, silent: Sequence[str], scored: int) -> list[Check]:
    n = len(result.units)
    found = []
    if study.ends is not None:
        words = f"{len(silent)} indicators have no known value or one value only: they could not be audited."
        found.append(Check("silent-indicators", not silent, words, tuple(silent)))
    words = f"{scored} of {n} units have a score without gaps; correlations with the index rest on these alone."
    found.append(Check("scored-units", scored >= study.limits.least_coverage * n, words))
    return found


@dataclass(frozen=True, eq=False)
class StudySensitivity:
    """Which choice matters: the engine's answer, and what was added to be able to give it (one sentence each)."""

    found: Sensitivity
    notes: tuple[str, ...]


def sensitivity_of(study: Study, *, samples: int | None = None, over: Over = map, parts: int = 1) -> StudySensitivity:
    """First and total order of every factor, exactly where all settings can be gone through, else estimated.

    Where gaps are open and no factor fills them, one is added that does, and said so: what is not known is a choice
    that nobody made, and how much it matters is the first thing to know.

    Raises:
        BadDesign, BadStep, BadIndicatorTable: as for `estimated_sensitivity`.
    """
    factors: tuple[Factor, ...] = study.factors if study.trials is None else study.trials
    notes: list[str] = []
    worlds = study_worlds(study, factors, fill_gaps_only=True)
    if len(worlds.gaps) and not worlds.fills_gaps:
        factors = (*factors, GapsFilled(UNKNOWN_FACTOR))
        worlds = study_worlds(study, factors, fill_gaps_only=True)
        notes.append(
            f"{len(worlds.gaps)} gaps are open. They are drawn evenly over their scale here, as the factor "
            f"“{UNKNOWN_FACTOR}”; in every other result they stay open."
        )
    sizes = [_settings(worlds, factor) for factor in factors]
    if factors and None not in sizes and int(np.prod([s for s in sizes if s])) <= MOST_ENUMERATED:
        return StudySensitivity(exact_sensitivity(worlds), tuple(notes))
    n = study.samples if samples is None else samples
    return StudySensitivity(estimated_sensitivity(worlds, n, over=over, parts=parts), tuple(notes))


def _settings(worlds: Worlds, factor: Factor) -> int | None:
    """How many settings a factor has; None where they cannot be listed."""
    if isinstance(factor, OneDropped):
        return len(factor.among or worlds.tree.levels[0]) + 1
    among = getattr(factor, "among", None) or getattr(factor, "sets", None)
    return None if among is None else len(among)
