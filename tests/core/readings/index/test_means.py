"""Golden vectors and properties of the means: monotone, towards the least as p falls, refusals with a place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.means import (
    ARITHMETIC,
    GEOMETRIC,
    Copeland,
    CopelandWins,
    MeanOfWhatIsThere,
    Method,
    Minimum,
    NoMean,
    OrderedWeights,
    PowerMean,
    outranking,
)

X = np.array([[80.0, 70, 60], [95, 95, 20], [55, 60, 65], [90, 40, 80]])
WEIGHTS = np.array([0.5, 0.3, 0.2])
values = st.lists(st.floats(1, 100), min_size=3, max_size=3)
powers = st.sampled_from([1.0, 0.0, -1.0, -5.0, -20.0, 2.0, 0.5])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        (PowerMean(1), [73.0, 80.0, 58.5, 73.0]),
        (PowerMean(0), [72.5612, 69.5641, 58.3726, 68.9219]),
        (PowerMean(-1), [72.1030, 54.2857, 58.2485, 64.2857]),
        (PowerMean(-5), [70.1588, 27.5855, 57.7885, 50.3987]),
        (PowerMean(-20), [64.7882, 21.6760, 56.6192, 42.4819]),
        (Minimum(), [60, 20, 55, 40]),
        (Copeland(), [1.3, 2.4, 0.7, 1.6]),
        (CopelandWins(), [-1, 3, -3, 1]),
    ],
)
def test_worked_example(method: Method, expected: list[float]) -> None:
    """Four units, three pillars: the unit that is first by the mean is last by its weakest link."""
    assert method.of(X, WEIGHTS) == pytest.approx(expected, abs=5e-5)


def test_outranking_matrix_of_the_worked_example() -> None:
    rows = [[0, 0.2, 0.8, 0.3], [0.8, 0, 0.8, 0.8], [0.2, 0.2, 0, 0.3], [0.7, 0.2, 0.7, 0]]
    assert outranking(X, WEIGHTS) == pytest.approx(np.array(rows))


@settings(deadline=None, max_examples=60)
@given(values, powers, st.integers(0, 2), st.floats(0.1, 50))
def test_no_mean_rises_when_a_part_falls(x: list[float], p: float, part: int, by: float) -> None:
    worse = list(x)
    worse[part] = max(1.0, x[part] - by)
    better_off, worse_off = PowerMean(p).of(np.array([x, worse]), WEIGHTS)
    assert worse_off <= better_off * (1 + 1e-12)


@settings(deadline=None, max_examples=60)
@given(values)
def test_the_mean_tends_to_the_least_as_p_falls(x: list[float]) -> None:
    rows = np.array([x])
    falling = [float(PowerMean(p).of(rows, WEIGHTS)[0]) for p in (1, 0, -1, -5, -20, -100, -1000, -100_000)]
    assert falling == sorted(falling, reverse=True) or falling == pytest.approx(sorted(falling, reverse=True))
    assert falling[-1] == pytest.approx(min(x), rel=1e-4)


@settings(deadline=None, max_examples=60)
@given(values, powers)
def test_mean_lies_between_the_least_and_the_most(x: list[float], p: float) -> None:
    assert min(x) * (1 - 1e-12) <= PowerMean(p).of(np.array([x]), WEIGHTS)[0] <= max(x) * (1 + 1e-12)


def test_geometric_mean_of_zero_is_refused_with_its_place() -> None:
    with pytest.raises(NoMean, match="row at position 1, column at position 2: Is 0 or less"):
        GEOMETRIC.of(np.array([[1.0, 2, 3], [1, 2, 0]]), WEIGHTS)


def test_a_floor_lifts_what_lies_below() -> None:
    assert PowerMean(-5, floor=1).of(np.array([[0.0, 1, 1]]), WEIGHTS)[0] == pytest.approx(1.0)


@pytest.mark.parametrize("method", [PowerMean(1), PowerMean(0), PowerMean(-5), Minimum(), Copeland(), CopelandWins()])
def test_a_gap_leaves_no_value(method: Method) -> None:
    with_gap = np.array([[20.0, np.nan, 90], [10, 20, 30]])
    assert np.isnan(method.of(with_gap, WEIGHTS)).tolist() == [True, False]


def test_only_a_mean_that_says_so_looks_away_from_gaps() -> None:
    weights = np.array([0.25, 0.5, 0.25])
    assert MeanOfWhatIsThere().of(np.array([[20.0, np.nan, 90]]), weights)[0] == 55.0
    assert ARITHMETIC.of(np.array([[20.0, 50.0, 90]]), weights)[0] == 52.5


def test_ordered_weights_run_from_the_least_to_the_most() -> None:
    equal = np.ones(3) / 3
    assert OrderedWeights(0.5).of(X, equal) == pytest.approx(X.mean(axis=1))
    assert OrderedWeights(0.001).of(X, equal) == pytest.approx(X.min(axis=1), rel=0.01, abs=1)
    with pytest.raises(BadStep, match="Make the weights of the parts equal"):
        OrderedWeights(0.5).of(X, WEIGHTS)


@pytest.mark.parametrize(
    "make", [lambda: PowerMean(np.inf), lambda: PowerMean(0, floor=0), lambda: OrderedWeights(1.5)]
)
def test_parameters_without_a_mean_are_refused(make: object) -> None:
    with pytest.raises(BadStep):
        make()  # type: ignore[operator]
