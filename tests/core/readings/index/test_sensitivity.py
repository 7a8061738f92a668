"""Sobol indices against closed forms, an independent library, and their own stated intervals."""

from itertools import product

import numpy as np
import pytest

from openregime.core.readings.index.aggregate import Aggregate
from openregime.core.readings.index.factors import Alternatives, OneDropped, WeightNoise
from openregime.core.readings.index.faults import BadDesign
from openregime.core.readings.index.means import ARITHMETIC, PowerMean
from openregime.core.readings.index.sensitivity import (
    estimated_sensitivity,
    exact_sensitivity,
    indices_by_enumeration,
    sensitivity_of_function,
)
from tests.core.readings.index.test_uncertainty import NOISE, design, in_processes


def ishigami(u: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990) with a = 7, b = 0.1 on [-pi, pi]^3."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_ishigami() -> None:
    first, total, _ = sensitivity_of_function(ishigami, 3, 65_536, seed=4)
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_scipy_agrees_on_ishigami() -> None:
    stats = pytest.importorskip("scipy.stats")

    def as_scipy_wants(x: np.ndarray) -> np.ndarray:
        return ishigami(x.T)

    other = stats.sobol_indices(func=as_scipy_wants, n=1_024, dists=[stats.uniform()] * 3, rng=1)
    first, total, _ = sensitivity_of_function(ishigami, 3, 65_536, seed=4)
    assert first == pytest.approx(other.first_order, abs=0.03)
    assert total == pytest.approx(other.total_order, abs=0.03)


SETTINGS = (4, 3, 2)


def stepped(u: np.ndarray) -> np.ndarray:
    """A function of three choices, with interaction, whose indices can be enumerated."""
    codes = [np.minimum((u[:, i] * size).astype(int), size - 1) for i, size in enumerate(SETTINGS)]
    return np.asarray(codes[0] ** 1.5 + 2.0 * codes[1] * codes[2] + codes[0] * codes[2])


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_truth_lies_inside_the_stated_intervals_about_as_often_as_stated() -> None:
    centres = np.array(list(product(*((np.arange(size) + 0.5) / size for size in SETTINGS))))
    grid = stepped(centres).reshape(*SETTINGS, 1)
    first, total, _ = indices_by_enumeration(grid, [np.full(size, 1 / size) for size in SETTINGS])
    inside = []
    for seed in range(400):
        _, _, around = sensitivity_of_function(stepped, 3, 256, seed=seed, resamples=200)
        for truth, interval in zip((first[0], total[0]), around, strict=True):
            inside.append((interval[:, 0] <= truth) & (truth <= interval[:, 1]))
    assert 0.87 <= np.mean(inside) <= 0.93


def test_enumeration_weighs_settings_by_their_chances() -> None:
    """y = x with P(x = 1) = 0.2: variance 0.16, all of it due to x."""
    found = np.array([0.0, 1.0])[:, None, None] * np.ones((1, 3, 1))
    first, total, variance = indices_by_enumeration(found, [np.array([0.8, 0.2]), np.full(3, 1 / 3)])
    assert variance[0] == pytest.approx(0.16)
    assert first[0] == pytest.approx([1.0, 0.0])
    assert total[0] == pytest.approx([1.0, 0.0])


MEANS = Alternatives("mean", "aggregate", tuple(Aggregate(PowerMean(p)) for p in (1, 0, -5)))


def test_estimate_agrees_with_enumeration() -> None:
    asked = design(ARITHMETIC, MEANS, OneDropped("dropped"))
    exact, estimated = exact_sensitivity(asked), estimated_sensitivity(asked, 8_192)
    assert exact.is_exact
    assert not estimated.is_exact
    assert estimated.first[0] == pytest.approx(exact.first[0], abs=0.06)
    assert estimated.total[0] == pytest.approx(exact.total[0], abs=0.06)


def test_two_processes_estimate_the_bits_of_one() -> None:
    asked = design(ARITHMETIC, MEANS, NOISE)
    one = estimated_sensitivity(asked, 64)
    two = estimated_sensitivity(asked, 64, over=in_processes, parts=2)
    np.testing.assert_array_equal(one.total, two.total)


def test_what_cannot_be_shared_out_is_refused() -> None:
    with pytest.raises(BadDesign, match="row w: Has no list of settings"):
        exact_sensitivity(design(ARITHMETIC, WeightNoise("w", 0.1)))
    with pytest.raises(BadDesign, match="nothing to share out"):
        exact_sensitivity(design(ARITHMETIC))
    with pytest.raises(BadDesign, match="at least 16"):
        estimated_sensitivity(design(ARITHMETIC, NOISE), 4)


def test_rank_that_never_varies_has_no_shares() -> None:
    found = exact_sensitivity(design(ARITHMETIC, Alternatives("same", "aggregate", (Aggregate(ARITHMETIC),))))
    assert np.isnan(found.first).all()
    assert (found.variance == 0).all()
