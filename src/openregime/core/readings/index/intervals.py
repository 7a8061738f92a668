"""Gaps kept as gaps: the lowest and the highest result over all fillings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.means import Method
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import Floats


@dataclass(frozen=True)
class Bounds:
    """Lowest and highest value of every part over all fillings of the gaps; each part id -> one value per unit."""

    low: dict[str, Floats]
    high: dict[str, Floats]


def filled_ends(stage: Stage) -> tuple[Floats, Floats]:
    """The table with every gap at the lowest, and at the highest, value of its scale.

    Raises:
        BadStep: the scale comes from the data, so that a filled gap would move the values of all other units.
    """
    if stage.scale is None:
        raise BadStep.because(
            "Gaps can only be kept as intervals on a scale that is fixed by definition. Give the indicators goalposts "
            "and normalise by Goalposts, or fill the gaps with Impute on purpose."
        )
    gaps = np.isnan(stage.table.values)
    low, high = stage.scale
    return np.where(gaps, low, stage.table.values), np.where(gaps, high, stage.table.values)


def refuse_unless_monotone(methods: Sequence[Method]) -> None:
    """Raise BadStep when a method gives no bounds at the ends, because a rise of one part may lower the result."""
    for method in methods:
        if not method.is_monotone:
            raise BadStep.because(
                f"{type(method).__name__} gives no interval over the fillings of a gap. Use a power mean, Minimum or "
                "OrderedWeights, or fill the gaps with Impute on purpose."
            )


def bounds_of(
    definition: Definition, low: Floats, high: Floats, methods: Sequence[Method], units: tuple[str, ...]
) -> Bounds:
    """Bounds of every part, exact because the methods are monotone: all gaps low, then all gaps high.

    Args:
        definition: the index.
        low, high: units x indicators, low <= high, no gaps.
        methods: one per level above the indicators.
        units: row names.
    Raises:
        BadStep: a method is not monotone, or has no result.
    """
    refuse_unless_monotone(methods)
    return Bounds(aggregated(definition, low, methods, units), aggregated(definition, high, methods, units))


def rank_ranges(low: Floats, high: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Best and worst rank that each unit can still take when every unit may lie anywhere in its interval.

    >>> best, worst = rank_ranges(np.array([80.0, 50.0, 10.0]), np.array([80.0, 90.0, 20.0]))
    >>> best.tolist(), worst.tolist()
    ([1, 1, 3], [2, 2, 3])
    """
    n = len(low)
    best = n - np.searchsorted(np.sort(low), high, side="right") + 1
    above = n - np.searchsorted(np.sort(high), low, side="right")
    worst = above - (high > low) + 1  # a unit is no rival of its own
    return best, worst
