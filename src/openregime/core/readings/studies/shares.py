"""In what share of the worlds one unit certainly stands above another."""

import numpy as np

from openregime.core.readings.index import Aggregate, Minimum, PowerMean
from openregime.core.readings.index.table import Floats
from openregime.core.readings.studies.pillar_ranks import losses_over_weights, without_rounding
from openregime.core.readings.studies.study import HOUSE_NOISE, Study


def share_above(
    study: Study, low: Floats, high: Floats, first: str, second: str, *, replications: int
) -> tuple[float, float]:
    """Share of worlds in which the first is above the second whatever the gaps hold, and the other way round.

    Args:
        study: with the weights and the mean over pillars that are asked about.
        low, high: ends of the pillars, units x pillars, in the order of the study.
    Raises:
        ValueError: no such unit.
    """
    last = study.steps[-1]
    assert isinstance(last, Aggregate)
    mean = last.methods_for(study.definition)[-1]
    assert isinstance(mean, PowerMean | Minimum)
    weights = np.array([study.definition[p].weight for p in study.pillars], dtype=np.float64)
    i, j = study.table.units.index(first), study.table.units.index(second)
    readings = without_rounding(np.stack([low[i], high[i], low[j], high[j]]))[:, weights > 0]
    losses = losses_over_weights(
        readings, weights[weights > 0], mean, noise=HOUSE_NOISE, seed=study.seed, replications=replications
    )
    margin = 1e-12 * np.abs(losses).max()
    above = losses[:, 0] + margin < losses[:, 3], losses[:, 2] + margin < losses[:, 1]
    return float(above[0].mean()), float(above[1].mean())
