"""The audit of an index: checks with their figures; what fails is printed with the index and blocks publication."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from openregime.core.readings.index.aggregate import IndexResult
from openregime.core.readings.index.coherence import GroupCoherence, coherence_of, effective_importance
from openregime.core.readings.index.decompose import (
    contributions,
    dominance_pairs,
    leave_one_out,
    strengths_of_all,
)
from openregime.core.readings.index.means import Method, PowerMean
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import skewness_and_kurtosis
from openregime.core.readings.index.table import Floats


@dataclass(frozen=True, slots=True)
class Limits:
    """From where a check fails. Rules of thumb of the JRC and ours; change them openly, never in silence."""

    least_coverage: float = 2 / 3
    most_skew: float = 2.0
    most_kurtosis: float = 3.5
    redundant_from: float = 0.92
    least_alpha: float = 0.7
    most_weight_ratio: float = 3.0


@dataclass(frozen=True, slots=True)
class Check:
    """One check: id (stable), whether it passed, what was found, and where it failed (row or column names).

    `is_judged` is False where it could not be worked out; such a check has neither passed nor been failed on merit.
    """

    id: str
    passed: bool
    finding: str
    where: tuple[str, ...] = ()
    is_judged: bool = True


@dataclass(frozen=True)
class Audit:
    """All checks of one index.

    Attributes:
        checks: in the order of the steps.
        coverage_by_unit: share of values that were there before any gap was filled.
        coverage_by_group: (unit, group) -> the same for the groups just above the indicators.
        coherence: per group; importance: part -> (stated, effective) share.
        leave_one_out: indicator -> mean absolute shift in rank.
        dominance_share: share of the pairs of units that no weights can turn round; dominance: those pairs, of the
            first MOST_PAIRS units alone.
        shapes: indicator -> skew and excess kurtosis before it was put on its scale.
        contributions: units x indicators, adding up to the index; None where the means have no parts that add up.
        strengths: unit -> indicators on which it ranks best, and worst: five, and at most half of all.
    """

    checks: tuple[Check, ...]
    coverage_by_unit: dict[str, float]
    coverage_by_group: dict[tuple[str, str], float]
    coherence: tuple[GroupCoherence, ...]
    importance: dict[str, tuple[float, float]]
    leave_one_out: dict[str, float]
    dominance_share: float
    dominance: tuple[tuple[str, str], ...] = ()
    shapes: dict[str, tuple[float, float]] = field(default_factory=dict)
    contributions: Floats | None = None
    strengths: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)

    @property
    def failed(self) -> tuple[Check, ...]:
        """Checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    def blocks_publication(self, reasons: Mapping[str, str]) -> tuple[str, ...]:
        """Ids of failed checks for which nobody gave a reason (check id -> reason, signed by who publishes)."""
        return tuple(check.id for check in self.failed if not reasons.get(check.id, "").strip())


MOST_PAIRS = 500
"""Units up to which it is kept which stands above which whatever the weights."""
JRC_LIMITS = Limits()


def audit_index(result: IndexResult, limits: Limits = JRC_LIMITS) -> Audit:
    """Check an index that was worked out.

    Args:
        result: as `build_index` gives it, with a normalise step.
        limits: from where a check fails.
    Raises:
        BadStep: no normalise step.
    """
    stage = result.after("normalise")
    before = result.stages[max(0, next(i for i, (name, _) in enumerate(result.stages) if name == "normalise") - 1)][1]
    by_unit, by_group = coverage_of(result.start)
    coherence, importance = coherence_of(result), effective_importance(result)
    methods = result.aggregate.methods_for(stage.definition)
    dominated = dominance_pairs(stage.table.values)
    n = len(stage.table.units)
    checks = [
        *coverage_checks(by_unit, by_group, limits),
        _shape_check(before, limits),
        *_outside_check(stage),
        *_coherence_checks(coherence, limits),
        _importance_check(importance, limits),
        _decomposition_check(result, stage, methods),
    ]
    units, adds_up = stage.table.units, all(isinstance(method, PowerMean) for method in methods)
    return Audit(
        tuple(checks), by_unit, by_group, coherence, importance, leave_one_out(stage, methods),
        2 * len(dominated) / (n * (n - 1)) if n > 1 else float("nan"),
        tuple((units[i], units[j]) for i, j in dominated if max(i, j) < MOST_PAIRS),
        dict(zip(before.table.columns, map(skewness_and_kurtosis, before.table.values.T), strict=True)),
        contributions(stage, methods) if adds_up else None,
        strengths_of_all(stage, min(5, max(1, len(stage.table.columns) // 2))),
    )  # fmt: skip


def counted(n: int, one: str, more: str = "") -> str:
    """A number with its noun: `1 unit`, `2 units`.

    >>> counted(1, "unit"), counted(2, "unit"), counted(0, "unit has", "units have")
    ('1 unit', '2 units', '0 units have')
    """
    return f"{n} {one if n == 1 else more or f'{one}s'}"


def coverage_of(stage: Stage) -> tuple[dict[str, float], dict[tuple[str, str], float]]:
    """Share of values that are there: by unit, and by unit and group just above the indicators."""
    there = ~np.isnan(stage.table.values)
    at = {indicator.id: j for j, indicator in enumerate(stage.definition.indicators)}
    by_group = {
        (unit, group): float(share)
        for group in stage.definition.levels[1]
        for unit, share in zip(
            stage.table.units,
            there[:, [at[child] for child in stage.definition.children[group]]].mean(axis=1),
            strict=True,
        )
    }
    return dict(zip(stage.table.units, there.mean(axis=1).tolist(), strict=True)), by_group


def coverage_checks(
    by_unit: dict[str, float], by_group: dict[tuple[str, str], float], limits: Limits
) -> Iterator[Check]:
    """Whether every unit, and every unit in every group, has enough of its values."""
    thin = tuple(unit for unit, share in by_unit.items() if share < limits.least_coverage)
    yield Check(
        "coverage-by-unit",
        not thin,
        f"{counted(len(thin), 'unit has', 'units have')} less than {limits.least_coverage:.0%}.",
        thin,
    )
    bare = tuple(f"{unit}: {group}" for (unit, group), share in by_group.items() if share < limits.least_coverage)
    yield Check(
        "coverage-by-group",
        not bare,
        f"{counted(len(bare), 'group of a unit has', 'groups of units have')} less.",
        bare,
    )


def _shape_check(stage: Stage, limits: Limits) -> Check:
    far = tuple(
        name
        for name, column in zip(stage.table.columns, stage.table.values.T, strict=True)
        if _is_far_out(*skewness_and_kurtosis(column), limits)
    )
    return Check(
        "outliers",
        not far,
        f"{counted(len(far), 'indicator has', 'indicators have')} skew and kurtosis beyond the limits.",
        far,
    )


def _outside_check(stage: Stage) -> Iterator[Check]:
    if stage.outside is None:
        return
    where = tuple(f"{unit}: {column}" for unit, column in stage.outside)
    said = counted(len(where), "value lies outside its", "values lie outside their")
    counts = "counts" if len(where) == 1 else "count"
    yield Check("outside-goalposts", not where, f"{said} goalposts and {counts} as the nearer end.", where)


def _is_far_out(skew: float, kurtosis: float, limits: Limits) -> bool:
    return abs(skew) > limits.most_skew and kurtosis > limits.most_kurtosis


def _coherence_checks(coherence: tuple[GroupCoherence, ...], limits: Limits) -> Iterator[Check]:
    against = tuple(
        part for group in coherence for part, r in zip(group.parts, group.with_parent, strict=True) if r < 0
    )
    yield Check(
        "signs", not against, f"{counted(len(against), 'part goes', 'parts go')} against the group above.", against
    )
    twins = tuple(
        f"{group.parts[j]} and {group.parts[i]}"
        for group in coherence
        for i, j in np.argwhere(np.tril(group.between, -1) > limits.redundant_from)
    )
    yield Check(
        "redundancy",
        not twins,
        f"{counted(len(twins), 'pair of siblings says', 'pairs of siblings say')} almost the same.",
        twins,
    )
    loose = tuple(group.group for group in coherence if group.alpha < limits.least_alpha)
    yield Check(
        "reliability",
        not loose,
        f"{counted(len(loose), 'group has', 'groups have')} an alpha below {limits.least_alpha}.",
        loose,
    )
    several = tuple(group.group for group in coherence if int((group.eigenvalues > 1 + 1e-9).sum()) > 1)
    yield Check(
        "one-dimension",
        not several,
        f"{counted(len(several), 'group has', 'groups have')} several strong components.",
        several,
    )


def _importance_check(importance: dict[str, tuple[float, float]], limits: Limits) -> Check:
    unknown = tuple(part for part, (stated, effective) in importance.items() if stated > 0 and np.isnan(effective))
    off = tuple(
        part
        for part, (stated, effective) in importance.items()
        if stated > 0
        and not np.isnan(effective)
        and not 1 / limits.most_weight_ratio <= effective / stated <= limits.most_weight_ratio
    )
    if unknown and not off:
        why = "too few units have a score, or the scores do not differ."
        said = f"{counted(len(unknown), 'part')} could not be audited: {why}"
        return Check("effective-weights", False, said, unknown, is_judged=False)
    return Check(
        "effective-weights",
        not off,
        f"{counted(len(off), 'part matters', 'parts matter')} far more or less than the weight says.",
        off,
    )


def _decomposition_check(result: IndexResult, stage: Stage, methods: tuple[Method, ...]) -> Check:
    if not all(isinstance(method, PowerMean) for method in methods):
        return Check("decomposition", False, "This aggregation has no parts that add up.")
    off = np.abs(contributions(stage, methods).sum(axis=1) - result.column(result.definition.top))
    scale = np.abs(result.column(result.definition.top))
    bad = tuple(u for u, gap, size in zip(result.units, off, scale, strict=True) if gap > 1e-9 * max(size, 1.0))
    return Check("decomposition", not bad, f"Contributions add up for all but {counted(len(bad), 'unit')}.", bad)
