"""Exact Sobol indices of the ASEM design (2,000 combinations), and the estimator against that truth."""

from functools import cache

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.factors import Alternatives, WeightSets
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC
from openregime.core.readings.index.normalise import MinMax, Normalise, ZScore
from openregime.core.readings.index.sensitivity import Sensitivity, estimated_sensitivity, exact_sensitivity
from openregime.core.readings.index.uncertainty import nominal_ranks, rank_distributions
from openregime.core.readings.index.worlds import Design, Worlds, worlds_of
from tests.reference.asem_reference import asem, expected, rows, steps, weight_sets


@cache
def asem_worlds(seed: int = 1) -> Worlds:
    levels_above = [{part: w for part, w in one.items() if part not in INDICATORS} for one in weight_sets().values()]
    sets = tuple({part: w for part, w in one.items() if part != "Index"} for one in levels_above)
    factors = (
        Alternatives("Winmax", "treat", (1, 2, 3, 4, 5), "most_points"),
        Alternatives("Normalisation", "normalise", (Normalise(MinMax(1, 100)), Normalise(ZScore(10, 2)))),
        WeightSets("Weights", sets),
        Alternatives("Aggregation", "aggregate", (Aggregate(ARITHMETIC), Aggregate(GEOMETRIC))),
    )
    return worlds_of(Design(*asem(), steps(MinMax(1, 100), ARITHMETIC), factors, seed))


INDICATORS = {indicator.id for indicator in asem()[0].indicators}


@cache
def truth() -> Sensitivity:
    return exact_sensitivity(asem_worlds())


def test_exact_sobol_indices_agree() -> None:
    found, reference = truth(), rows("exact_sobol_by_enumeration.csv")
    assert found.factors == tuple(row["Variable"] for row in reference)
    assert found.evaluations == 2_000
    np.testing.assert_allclose(found.first[0], [float(row["Si_exact"]) for row in reference], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.total[0], [float(row["STi_exact"]) for row in reference], rtol=0, atol=1e-12)


def test_nominal_ranks_agree() -> None:
    assert nominal_ranks(asem_worlds()).tolist() == expected("ua_n200_ranks.csv")[2][:, 0].tolist()


def test_estimates_come_near_the_truth_and_say_how_near() -> None:
    found = estimated_sensitivity(asem_worlds(), 4_096)
    assert found.first_interval is not None
    assert found.total_interval is not None
    assert found.first[0] == pytest.approx(truth().first[0], abs=0.05)
    assert found.total[0] == pytest.approx(truth().total[0], abs=0.05)
    varies = truth().variance > 0.05
    inside = (found.total_interval[varies, :, 0] <= truth().total[varies]) & (
        truth().total[varies] <= found.total_interval[varies, :, 1]
    )
    assert 0.8 < inside.mean() < 0.97


def test_rank_intervals_agree_with_the_replayed_design() -> None:
    """200 replications of the reference against 20,000 of ours: median and quantiles within sampling error."""
    _, _, ranks = expected("ua_n200_ranks.csv")
    found = rank_distributions(asem_worlds(), 20_000)
    assert np.abs(found.median() - np.median(ranks[:, 1:], axis=1)).max() <= 1
    assert np.abs(found.interval() - np.quantile(ranks[:, 1:], [0.05, 0.95], axis=1).T).mean() < 0.5
