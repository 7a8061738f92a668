"""The index as regime readings show it: weakest-link mean, frozen goalposts, gaps as intervals (decision 0011)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openregime.core.readings.index.definition import Definition
from openregime.core.readings.index.intervals import bounds_of, filled_ends, rank_ranges
from openregime.core.readings.index.means import ARITHMETIC, Method, PowerMean
from openregime.core.readings.index.normalise import Goalposts, Normalise
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import Floats, IndicatorTable

WEAKEST_LINK = PowerMean(p=-5.0, floor=1.0)
"""How pillars make the index unless asked otherwise."""
SCALE = Goalposts(1.0, 100.0)


def regime_methods(definition: Definition) -> tuple[Method, ...]:
    """Arithmetic from indicators to pillars, the weakest-link mean above; it alone where there are no pillars."""
    above = len(definition.levels) - 2
    return (ARITHMETIC, *(WEAKEST_LINK,) * above) if above else (WEAKEST_LINK,)


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What the index says of one unit.

    Attributes:
        unit: its name.
        low, high: the index over all fillings of the gaps, 1 to 100.
        least_low, least_high: the least part just below the index, over all fillings.
        weakest: the parts that are the least in some filling; one name when it is certain.
        best_rank, worst_rank: ranks still possible, 1 is best.
        gains_low, gains_high: part -> rise of the index per point on that part, at the low and the high end.
        gaps: indicators without a value.
    """

    unit: str
    low: float
    high: float
    least_low: float
    least_high: float
    weakest: tuple[str, ...]
    best_rank: int
    worst_rank: int
    gains_low: dict[str, float]
    gains_high: dict[str, float]
    gaps: tuple[str, ...]


def read_regime(definition: Definition, table: IndicatorTable) -> tuple[UnitReading, ...]:
    """The index of every unit, by the defaults of the house; nothing is filled, and a gap is never an advantage.

    Args:
        definition: every indicator with goalposts.
        table: at least the columns of the indicators. A column without any value widens every interval; one with the
            same value everywhere still counts, for its goalposts give it meaning.
    Returns:
        One reading per unit, in the order of the table.
    Raises:
        BadIndicatorTable: an indicator has no column. BadStep: an indicator has no goalposts.
    """
    columns = table.of([indicator.id for indicator in definition.indicators])
    stage = Normalise(SCALE).apply(Stage(definition, columns))
    methods = regime_methods(definition)
    bounds = bounds_of(definition, *filled_ends(stage), methods, columns.units)
    pillars = definition.children[definition.top]
    low = np.column_stack([bounds.low[pillar] for pillar in pillars])
    high = np.column_stack([bounds.high[pillar] for pillar in pillars])
    weights = np.array([definition[pillar].weight for pillar in pillars], dtype=np.float64)
    weights /= weights.sum()
    at_low, at_high = bounds.low[definition.top], bounds.high[definition.top]
    best, worst = rank_ranges(at_low, at_high)
    counted = weights > 0
    return tuple(
        UnitReading(
            unit=unit,
            low=float(at_low[i]),
            high=float(at_high[i]),
            least_low=float(low[i, counted].min()),
            least_high=float(high[i, counted].min()),
            weakest=_may_be_least(pillars, low[i], high[i], counted),
            best_rank=int(best[i]),
            worst_rank=int(worst[i]),
            gains_low=dict(zip(pillars, marginal_gains(low[i], weights).tolist(), strict=True)),
            gains_high=dict(zip(pillars, marginal_gains(high[i], weights).tolist(), strict=True)),
            gaps=tuple(name for name, gap in zip(columns.columns, np.isnan(columns.values[i]), strict=True) if gap),
        )
        for i, unit in enumerate(columns.units)
    )


def _may_be_least(
    pillars: tuple[str, ...], low: Floats, high: Floats, counted: npt.NDArray[np.bool_]
) -> tuple[str, ...]:
    ceiling = high[counted].min() * (1 + 1e-12)  # pillars that differ by rounding only are equally weak
    return tuple(p for p, lowest, counts in zip(pillars, low, counted, strict=True) if counts and lowest <= ceiling)


def marginal_gains(parts: Floats, weights: Floats, method: PowerMean = WEAKEST_LINK) -> Floats:
    """Rise of the power mean per point on each part: w (x / M)^(p - 1); 0 below the floor.

    >>> marginal_gains(np.array([95.0, 95.0, 20.0]), np.array([0.5, 0.3, 0.2])).round(4).tolist()
    [0.0003, 0.0002, 1.377]
    """
    lifted = method.lifted(parts)
    mean = method.of(lifted[None, :], weights)[0]
    moves = 1.0 if method.floor is None else (parts >= method.floor)
    return np.asarray(weights * (lifted / mean) ** (method.p - 1) * moves)
