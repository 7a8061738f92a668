"""Rank correlations against SciPy, and their range where one side is known within intervals only."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from openregime.core.readings.index import BadDesign
from openregime.core.readings.studies import (
    Study,
    agreement_between,
    agreement_of_studies,
    kendall_tau_b,
    results_of,
    spearman_rho,
)
from openregime.core.readings.studies.agreement import _Side
from openregime.io.index.named import example_study, record_index
from openregime.io.observatories import load

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


def record_study(name: str, day: str) -> Study:
    return record_index(load(), name, day).study


@pytest.mark.parametrize("day", ["2016-05-08", "2026-11-23"])
def test_an_index_agrees_with_itself_whatever_is_not_known(day: str) -> None:
    study = record_study("regime", day)
    found = agreement_of_studies(study, study, seed=1, draws=60)

    assert found.rho == pytest.approx((1.0, 1.0, 1.0))
    assert found.tau == pytest.approx((1.0, 1.0, 1.0))
    assert found.draws == 60
    assert len(found.units) == 197


def test_what_one_index_holds_of_another_moves_with_it() -> None:
    """Given two indices of five shared pillars, then they agree more than if each side were filled on its own."""
    shorter, whole = (record_study(name, "2016-05-08") for name in ("regime", "regime-all"))
    together = agreement_of_studies(shorter, whole, seed=1, draws=60)
    one, other = (
        {u.unit: (u.low, u.high) for u in results_of(study).units if u.low is not None and u.high is not None}
        for study in (shorter, whole)
    )
    apart = agreement_between(one, other, seed=1, draws=60)

    assert together.rho[0] > apart.rho[2]
    assert together == agreement_of_studies(shorter, whole, seed=1, draws=60)


def test_every_filling_stays_within_the_interval_of_its_unit() -> None:
    study = record_study("regime-all", "2016-05-08")
    side = _Side.of(study)
    shares = np.random.default_rng(3).random((20, len(side.scored), len(side.names)))
    scores = side.scores(tuple(side.scored), side.names, shares)

    ends = results_of(study)
    low, high = (np.array([getattr(ends.of(u), end) for u in side.scored]) for end in ("low", "high"))
    assert (scores >= low - 1e-8).all()
    assert (scores <= high + 1e-8).all()
    assert (np.ptp(scores, axis=0)[high - low > 1] > 0).all(), "what is open moves"


def test_without_a_gap_two_studies_give_one_number() -> None:
    study = example_study()
    closed = replace(study, table=study.table.with_values(np.nan_to_num(study.table.values, nan=50.0)))
    found = agreement_of_studies(closed, closed, seed=1)

    assert (found.draws, found.rho) == (1, (1.0, 1.0, 1.0))
