"""The distribution of a count, its intervals and its score, held against brute force and chance."""

import itertools

import numpy as np
import pytest
from scipy.stats import binom, gamma

from openregime.core.readings.outlook.counting import (
    Checked,
    _gamma_nodes,
    binomial_law,
    count_law,
    crps,
    fit_scatter,
    mid_interval,
    state_chances,
)
from openregime.core.readings.outlook.model import Scatter


def test_without_scatter_the_law_is_that_of_independent_states() -> None:
    hazards = np.array([0.1, 0.5, 1.2])
    p = 1 - np.exp(-hazards)
    expected = np.zeros(4)
    for joins in itertools.product((0, 1), repeat=3):
        expected[sum(joins)] += np.prod(np.where(joins, p, 1 - p))
    assert count_law(hazards, None, 2.0) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("variance", [0.05, 0.4, 2.0])
def test_quadrature_reproduces_the_moments_of_the_factor(variance: float) -> None:
    nodes, weights = _gamma_nodes(variance)
    law = gamma(1 / variance, scale=variance)
    for power in range(1, 7):
        assert (weights @ nodes**power) == pytest.approx(law.moment(power), rel=1e-8)


def test_the_law_with_scatter_is_what_chance_brings() -> None:
    # given States with hazards and a factor of known variance
    random = np.random.default_rng(3)
    hazards, scatter = random.uniform(0.02, 0.3, 60), Scatter(0.3, 0.4, 0.5, 0)
    variance = scatter.variance(float(hazards.sum()), 2.0)
    factor = random.gamma(1 / variance, variance, (40_000, 1))
    drawn = (random.random((40_000, 60)) < 1 - np.exp(-factor * hazards)).sum(axis=1)
    # when the law is worked out
    law = count_law(hazards, scatter, 2.0)
    # then it has the drawn distribution
    assert law.sum() == pytest.approx(1)
    assert np.abs(np.cumsum(law) - np.cumsum(np.bincount(drawn, minlength=61) / 40_000)).max() < 0.012


def test_chances_of_single_states_add_up_to_the_mean_of_the_count() -> None:
    hazards, scatter = np.linspace(0.01, 0.9, 40), Scatter(0.3, 0.2, 0.4, 0)
    law = count_law(hazards, scatter, 3.0)
    assert state_chances(hazards, scatter, 3.0).sum() == pytest.approx(np.arange(41) @ law, rel=0.005)
    assert state_chances(hazards, None, 3.0) == pytest.approx(1 - np.exp(-hazards))


def test_binomial_law_is_that_of_scipy() -> None:
    assert binomial_law(140, 0.07) == pytest.approx(binom.pmf(np.arange(141), 140, 0.07), rel=1e-9)
    assert binomial_law(0, 0.5).tolist() == [1.0]


@pytest.mark.parametrize("outcome", [0, 3, 9, 30])
def test_crps_is_mean_distance_less_half_the_spread(outcome: int) -> None:
    """Gneiting and Raftery (2007), equation 21: E|X - y| - E|X - X'| / 2."""
    law, k = binomial_law(20, 0.3), np.arange(21)
    distance = (law * np.abs(k - outcome)).sum()
    spread = (law[:, None] * law[None, :] * np.abs(k[:, None] - k[None, :])).sum()
    assert crps(law, outcome) == pytest.approx(distance - spread / 2, rel=1e-9)


def test_a_sure_forecast_is_scored_by_its_distance() -> None:
    assert crps(np.array([1.0, 0, 0]), 2) == 2
    assert crps(np.array([0, 0, 1.0]), 2) == 0


@pytest.mark.parametrize("p", [0.002, 0.01, 0.05, 0.2, 0.5])
@pytest.mark.parametrize("share", [0.8, 0.9])
def test_an_interval_holds_the_middle_and_grows_with_its_share(p: float, share: float) -> None:
    law = binomial_law(150, p)
    found = mid_interval(law, share)
    median = int(np.searchsorted(np.cumsum(law), 0.5))
    assert found.low <= median <= found.high
    assert mid_interval(law, 0.5).high <= found.high
    usual = np.searchsorted(np.cumsum(law), [(1 - share) / 2, (1 + share) / 2])
    assert usual[0] <= found.low and found.high <= usual[1]


def test_scatter_is_found_again() -> None:
    # given many past forecasts whose outcomes scatter as known
    random = np.random.default_rng(2)
    means = random.uniform(0.5, 30, 3000)
    true = Scatter(0.25, 0.4, 0.5, 0)
    variance = np.array([true.variance(m, 2.44) for m in means])
    outcomes = random.poisson(means * random.gamma(1 / variance, variance)).astype(float)
    # when it is fitted
    found = fit_scatter(Checked(means, outcomes, 2.44), Checked(means[:0], outcomes[:0], 5.0))
    # then it is near
    assert found.lasting in (0.18, 0.25, 0.35)
    assert found.surges in (0.3, 0.5, 0.75)
    assert found.windows == 3000


def test_a_few_first_forecasts_do_not_decide() -> None:
    one = np.array([5.0])
    found = fit_scatter(Checked(one, np.array([15.0]), 2.44), Checked(one[:0], one[:0], 5.0))
    assert found.lasting <= 0.5  # alone it would ask for the largest on the grid
