"""Back to the data: contributions that add up, leaving one out, dominance, strengths and weaknesses."""

from collections.abc import Sequence

import numpy as np

from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.faults import BadDefinition, BadStep
from openregime.core.readings.index.means import Method, PowerMean, bent
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.statistics import known_of, ranks_of
from openregime.core.readings.index.table import Floats


def contributions(stage: Stage, methods: Sequence[Method]) -> Floats:
    """What each indicator contributes to the index of each unit; the contributions of a unit add up to its index.

    A power mean grows in proportion when all its parts do, so it is the sum of each part times its marginal gain
    (Euler); through several levels the shares multiply. For the arithmetic mean this is weight times value.

    Args:
        stage: normalised, in the order of the definition; units with a gap get NaN.
        methods: power means only, one per level above the indicators.
    Returns:
        units x indicators.
    Raises:
        BadStep: a method that is no power mean, or has no result.
    """
    definition = stage.definition
    columns = aggregated(definition, stage.table.values, methods, stage.table.units)
    shares = {definition.top: columns[definition.top]}
    for level, method in zip(reversed(definition.levels[1:]), reversed(methods), strict=True):
        if not isinstance(method, PowerMean):
            raise BadStep.because(f"{type(method).__name__} has no parts that add up. Decompose a power mean.")
        for group in level:
            below = definition.children[group]
            weights = np.array([definition[child].weight for child in below], dtype=np.float64)
            parts = method.lifted(np.column_stack([columns[child] for child in below]))
            with np.errstate(divide="ignore", invalid="ignore"):
                # w x^p over its sum: the share of a part in its group (for p = 0 the weight itself)
                pull = weights * (np.ones_like(parts) if method.p == 0 else bent(parts, method.p))
                pull = np.where(weights > 0, pull, 0.0)
                portion = pull / pull.sum(axis=1, keepdims=True)
            for k, child in enumerate(below):
                shares[child] = shares[group] * portion[:, k]
    return np.column_stack([shares[indicator.id] for indicator in definition.indicators])


def leave_one_out(stage: Stage, methods: Sequence[Method]) -> dict[str, float]:
    """Indicator -> mean absolute shift in rank when it is left out and its siblings share its weight.

    Only units ranked both times count; NaN where there are none. An indicator without which no index is left is not
    in the answer.
    """
    definition, units = stage.definition, stage.table.units
    before = _ranks(definition, stage.table.values, methods, units)
    found = {}
    for j, indicator in enumerate(definition.indicators):
        try:
            smaller = definition.without(indicator.id)
        except BadDefinition:
            continue
        after = _ranks(smaller, np.delete(stage.table.values, j, axis=1), methods, units)
        shift = known_of(np.abs(after - before))
        found[indicator.id] = float(shift.mean()) if len(shift) else float("nan")
    return found


def _ranks(definition: Definition, values: Floats, methods: Sequence[Method], units: tuple[str, ...]) -> Floats:
    return ranks_of(aggregated(definition, values, methods, units)[definition.top])


def dominance_pairs(values: Floats) -> list[tuple[int, int]]:
    """Pairs (row, other row) where the first is nowhere worse and somewhere better: no weights can turn them round."""
    found = []
    for i in range(len(values)):
        at_least = (values[i] >= values).all(axis=1)
        better = (values[i] > values).any(axis=1)
        found += [(i, int(j)) for j in np.flatnonzero(at_least & better)]
    return found


def strengths_and_weaknesses(stage: Stage, unit: str, count: int = 5) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Indicators on which a unit ranks best and worst among all units, best (worst) first.

    Raises:
        BadStep: no such unit.
    """
    if unit not in stage.table.units:
        raise BadStep.because("Is no unit of the index.", row=unit)
    return strengths_of_all(stage, count)[unit]


def strengths_of_all(stage: Stage, count: int = 5) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Unit -> its strengths and its weaknesses, as `strengths_and_weaknesses` has them."""
    ranks, names = np.array([ranks_of(column) for column in stage.table.values.T]).T, stage.table.columns
    found = {}
    for unit, own in zip(stage.table.units, ranks, strict=True):
        known = [j for j in np.argsort(own, kind="stable") if not np.isnan(own[j])]
        found[unit] = tuple(names[j] for j in known[:count]), tuple(names[j] for j in reversed(known[-count:]))
    return found
