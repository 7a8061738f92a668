"""The regression held against statsmodels, and against what has to hold of any ridge."""

import numpy as np
import pytest
import statsmodels.api as sm

from openregime.core.readings.outlook.faults import BadFit
from openregime.core.readings.outlook.hazard_fit import fit_hazards

N, K = 4000, 4


def drawn() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows with known hazards: x, joined, weight, exposure."""
    random = np.random.default_rng(8)
    x = np.column_stack([np.ones(N), random.normal(size=(N, K - 1))])
    exposure, weight = random.choice([1.0, 1.5, 2.5], N), random.choice([1.0, 3.0], N)
    hazard = np.exp(x @ np.array([-2.5, 0.8, -0.4, 0.1]))
    return x, (random.random(N) < 1 - np.exp(-hazard * exposure)).astype(float), weight, exposure


def test_without_penalty_it_is_the_generalised_linear_model_of_statsmodels() -> None:
    x, joined, weight, exposure = drawn()
    family = sm.families.Binomial(sm.families.links.CLogLog())
    model = sm.GLM(joined, x, family=family, freq_weights=weight, offset=np.log(exposure))
    expected = model.fit(tol=1e-12, maxiter=100).params

    actual = fit_hazards(x, joined, weight=weight, exposure=exposure, penalty=np.zeros(K), prior=np.zeros(K))

    assert actual == pytest.approx(expected, abs=1e-7)


def test_with_a_penalty_the_penalised_score_is_zero() -> None:
    x, joined, weight, exposure = drawn()
    penalty, prior = np.array([0.5, 200.0, 200.0, 200.0]), np.array([0.0, 1.0, 0.0, 0.0])

    b = fit_hazards(x, joined, weight=weight, exposure=exposure, penalty=penalty, prior=prior)

    def loss(c: np.ndarray) -> float:
        mu = exposure * np.exp(x @ c)
        logs = np.where(joined > 0, np.log(-np.expm1(-mu)), -mu)
        return float(-(weight * logs).sum() + (penalty * (c - prior) ** 2).sum() / 2)

    for k in range(K):
        step = np.eye(K)[k] * 1e-4
        assert loss(b + step) > loss(b) < loss(b - step)


def test_an_endless_penalty_leaves_the_prior() -> None:
    x, joined, weight, exposure = drawn()
    prior = np.array([-2.0, 1.0, 0.0, 0.3])
    b = fit_hazards(x, joined, weight=weight, exposure=exposure, penalty=np.full(K, 1e12), prior=prior)
    assert b == pytest.approx(prior, abs=1e-6)


def test_no_rows_leave_the_prior() -> None:
    none, prior = np.zeros(0), np.array([0.0, 1.0])
    b = fit_hazards(np.zeros((0, 2)), none, weight=none, exposure=none, penalty=np.ones(2), prior=prior)
    assert (b == prior).all()


@pytest.mark.parametrize("fault", ["shape", "no number", "weight", "exposure"])
def test_what_does_not_fit_together_is_refused(fault: str) -> None:
    x, joined, weight, exposure = drawn()
    if fault == "shape":
        joined = joined[:-1]
    elif fault == "no number":
        x[3, 1] = np.nan
    elif fault == "weight":
        weight[0] = -1
    else:
        exposure[0] = 0
    with pytest.raises(BadFit, match="4000 rows"):
        fit_hazards(x, joined, weight=weight, exposure=exposure, penalty=np.zeros(K), prior=np.zeros(K))
