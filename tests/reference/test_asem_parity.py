"""Every number of the reference tool (COINr 1.1.14, MIT) on the ASEM data, to a relative 1e-12; see asem/README.md."""

from functools import cache

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import IndexResult, aggregated
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, HARMONIC, Method
from openregime.core.readings.index.normalise import MinMax, Normaliser, Ranks, ZScore
from openregime.core.readings.index.pipeline import build_index
from openregime.core.readings.index.statistics import ranks_of
from tests.reference.asem_reference import NORMS, asem, expected, rows, steps, weight_sets


@cache
def worked_out(norm: Normaliser, method: Method, most_points: int = 5) -> IndexResult:
    return build_index(*asem(), steps(norm, method, most_points))


@pytest.mark.parametrize(
    ("file", "norm", "method", "step"),
    [
        ("denominated", MinMax(), ARITHMETIC, "denominate"),
        ("imputed", MinMax(), ARITHMETIC, "impute"),
        ("screened", MinMax(), ARITHMETIC, "screen"),
        ("treated", MinMax(), ARITHMETIC, "treat"),
        ("normalised", MinMax(), ARITHMETIC, "normalise"),
        ("norm_minmax_0_100", MinMax(), ARITHMETIC, "normalise"),
        ("norm_minmax_1_100", MinMax(1, 100), ARITHMETIC, "normalise"),
        ("norm_rank", Ranks(), ARITHMETIC, "normalise"),
        ("norm_zscore_10_2", ZScore(10, 2), ARITHMETIC, "normalise"),
        ("aggregated", MinMax(), ARITHMETIC, "aggregate"),
        ("agg_n1_amean", MinMax(1, 100), ARITHMETIC, "aggregate"),
        ("agg_n1_gmean", MinMax(1, 100), GEOMETRIC, "aggregate"),
        ("agg_n1_hmean", MinMax(1, 100), HARMONIC, "aggregate"),
    ],
)
def test_every_number_agrees(file: str, norm: Normaliser, method: Method, step: str) -> None:
    columns, units, values = expected(f"{file}.csv")

    found = worked_out(norm, method).after(step).table.of(columns)

    assert found.units == tuple(units)
    np.testing.assert_allclose(found.values, values, rtol=1e-12, atol=0, equal_nan=True)


def test_every_rank_agrees() -> None:
    columns, _, ranks = expected("aggregated_ranks.csv")
    result = worked_out(MinMax(), ARITHMETIC)
    assert [ranks_of(result.column(column)).tolist() for column in columns] == ranks.T.tolist()


def test_replayed_design_has_no_rank_mismatch() -> None:
    _, _, ranks = expected("ua_n200_ranks.csv")
    sets, methods = weight_sets(), {"a_amean": ARITHMETIC, "a_gmean": GEOMETRIC}
    mismatches = 0
    for number, row in enumerate(rows("ua_n200_parameters.csv"), start=1):
        stage = worked_out(NORMS[row["norm"]], ARITHMETIC, int(row["winmax"])).after("normalise")
        weighted = stage.definition.with_weights(sets[int(row["weights_rep"])])
        scores = aggregated(weighted, stage.table.values, [methods[row["agg"]]] * 3, stage.table.units)["Index"]
        mismatches += int((ranks_of(scores) != ranks[:, number]).sum())
    assert mismatches == 0


def test_nominal_ranks_of_the_replayed_design_agree() -> None:
    _, _, ranks = expected("ua_n200_ranks.csv")
    assert list(worked_out(MinMax(), ARITHMETIC).ranks.values()) == ranks[:, 0].tolist()
