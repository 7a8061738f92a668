"""What comes out of a study: every unit as an interval over all fillings of its gaps, with its weakest pillar."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from openregime.core.readings.index import (
    Aggregate,
    Normalise,
    Stage,
    build_index,
)
from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.intervals import bounds_of, filled_ends, rank_ranges
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.table import Floats
from openregime.core.readings.studies.pillar_ranks import without_rounding
from openregime.core.readings.studies.study import Study


@dataclass(frozen=True, slots=True)
class UnitResult:
    """What a study says of one unit.

    Attributes:
        low, high: the index over all fillings of the gaps; None where it has no value at all.
        pillars: pillar id -> (low, high).
        weakest: pillars that are the least in some filling; one name where it is certain; empty without values. One
            that is certainly whole, at the top of a fixed scale, is among them only where all are.
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
    stage, low, high, methods = stage_and_ends(study)
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


def stage_and_ends(study: Study) -> tuple[Stage, Floats | None, Floats | None, tuple[Method, ...]]:
    """The stage before aggregation, its values with gaps at both ends (None: gaps have no ends here), the means."""
    last = study.steps[-1]
    if study.ends is not None and isinstance(last, Aggregate):
        stage, low, high = ends_of_values(study)
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


def ends_of_values(study: Study) -> tuple[Stage, Floats, Floats]:
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
                weakest=_weakest(spans, counted, stage.scale[1] if stage.scale else None),
                certainly_weakest=_certainly_weakest(spans, counted),
                best_rank=int(best[i]) if there[i] else None,
                worst_rank=int(worst[i]) if there[i] else None,
                coverage=coverage[unit],
                gaps=gaps[unit],
            )
        )
    return tuple(found)


def _weakest(ends: dict[str, tuple[float, float]], counted: Sequence[str], top: float | None) -> tuple[str, ...]:
    ceilings = [ends[p][1] for p in counted]
    if np.isnan(ceilings).any():
        return ()
    ceiling = _a_little_above(min(ceilings))
    found = tuple(p for p in counted if ends[p][0] <= ceiling)
    if top is None:
        return found
    return tuple(p for p in found if ends[p][0] < top * (1 - 1e-9)) or found


def _certainly_weakest(ends: dict[str, tuple[float, float]], counted: Sequence[str]) -> tuple[str, ...]:
    floor = _a_little_above(min((ends[p][0] for p in counted), default=float("nan")))
    return tuple(p for p in counted if ends[p][1] <= floor)


def _a_little_above(value: float) -> float:
    """What still counts as equal: rounding, also of values below zero."""
    return value + 1e-12 * abs(value)


def _coverage(study: Study) -> tuple[dict[str, float], dict[str, tuple[str, ...]]]:
    columns = study.table.of([i.id for i in study.definition.indicators])
    gaps = np.isnan(columns.values)
    counts = np.ones(gaps.shape, dtype=bool) if study.ends is None else ~study.ends.does_not_count
    gaps &= counts
    share = 1 - gaps.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    names = [tuple(c for c, gap in zip(columns.columns, row, strict=True) if gap) for row in gaps.tolist()]
    return dict(zip(columns.units, share.tolist(), strict=True)), dict(zip(columns.units, names, strict=True))
