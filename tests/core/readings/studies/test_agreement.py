"""Rank correlations against SciPy, and their range where one side is known within intervals only."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from openregime.core.readings.index import BadDesign
from openregime.core.readings.studies import agreement_between, kendall_tau_b, spearman_rho

PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=30)


@settings(deadline=None)
@given(PAIRS)
def test_rank_correlations_are_those_of_scipy(pairs: list[tuple[int, int]]) -> None:
    a, b = (np.array(side, dtype=np.float64) for side in zip(*pairs, strict=True))
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert np.isnan(spearman_rho(a, b))
        assert np.isnan(kendall_tau_b(a, b))
        return
    assert spearman_rho(a, b) == pytest.approx(stats.spearmanr(a, b).statistic, abs=1e-12)
    assert kendall_tau_b(a, b) == pytest.approx(stats.kendalltau(a, b).statistic, abs=1e-12)


def test_exact_sides_give_one_number_and_open_ones_a_range() -> None:
    theirs = {unit: (float(n), float(n)) for n, unit in enumerate("abcdef")}
    exact = agreement_between(theirs, theirs, seed=1)
    wide = agreement_between(dict.fromkeys("abcdef", (0.0, 6.0)), theirs, seed=1)

    assert exact.rho == exact.tau == (1.0, 1.0, 1.0)
    assert exact.draws == 1
    assert wide.rho[0] < 0 < wide.rho[2]
    assert wide == agreement_between(dict.fromkeys("abcdef", (0.0, 6.0)), theirs, seed=1)


def test_two_units_are_too_few() -> None:
    with pytest.raises(BadDesign, match="at least 3"):
        agreement_between({"a": (1, 1), "b": (2, 2)}, {"a": (1, 1), "b": (2, 2)}, seed=1)
