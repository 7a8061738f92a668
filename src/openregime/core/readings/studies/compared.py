"""Two units side by side: why one stands above the other, and whether it certainly does."""

from dataclasses import dataclass, replace

import numpy as np

from openregime.core.readings.index import Aggregate, Stage, difference_between
from openregime.core.readings.index.table import Floats
from openregime.core.readings.studies.results import Results, UnitResult
from openregime.core.readings.studies.study import Study, over_pillars


@dataclass(frozen=True, slots=True)
class TwoUnits:
    """Two units compared.

    Attributes:
        first, second: their results, in the order asked for.
        certain: 1 where the first is above whatever the gaps hold, -1 where the second is, 0 where it is open.
        ahead: pillar id -> 1, -1 or 0 in the same sense, in the order of the pillars.
    """

    first: UnitResult
    second: UnitResult
    certain: int
    ahead: dict[str, int]


def between_two(results: Results, first: str, second: str) -> TwoUnits:
    """Compare two units of one index. Raises KeyError: no such unit."""
    a, b = results.of(first), results.of(second)
    ahead = {pillar: _order(a.pillars[pillar], b.pillars[pillar]) for pillar in a.pillars}
    ends = [(one.low, one.high) for one in (a, b)]
    known = [(low, high) for low, high in ends if low is not None and high is not None]
    return TwoUnits(a, b, _order(*known) if len(known) == 2 else 0, ahead)


def _order(one: tuple[float, float], other: tuple[float, float]) -> int:
    margin = 1e-9 * max(abs(one[1]), abs(other[1]), 1.0)
    if one[0] > other[1] + margin:
        return 1
    return -1 if other[0] > one[1] + margin else 0


def points_between(study: Study, low: Floats, high: Floats, first: str, second: str) -> dict[str, tuple[float, float]]:
    """The difference of two units shared out among pillars, so that it adds up; the index itself holds the whole.

    Args:
        study: with the weights and the mean that are asked about, its pillars known within ends.
        low, high: ends of the pillars, units x pillars, in the order of the study.
    Returns:
        Part id -> points with all that is not known against the first unit, and with all of it for the first unit.
    Raises:
        ValueError: no such unit. BadStep: a mean that gives no gains.
    """
    i, j = study.table.units.index(first), study.table.units.index(second)
    worst, best = (_points(study, *ends, first, second) for ends in ((low[i], high[j]), (high[i], low[j])))
    return {part: (worst[part], best[part]) for part in worst}


def _points(study: Study, of_first: Floats, of_second: Floats, first: str, second: str) -> dict[str, float]:
    values = np.stack([of_first, of_second])
    pillars = over_pillars(replace(study, table=study.table.of_units(np.array([0, 1]))), values, values)
    last = pillars.steps[-1]
    assert isinstance(last, Aggregate)
    table = replace(pillars.table, units=(first, second), values=values)
    stage = Stage(pillars.definition, table, (1.0, 100.0))
    return difference_between(stage, last.methods_for(pillars.definition), first, second).least
