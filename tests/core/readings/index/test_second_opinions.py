"""Independent libraries and enumerated truths: what the engine says of itself holds against them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.aggregate import Aggregate, aggregated
from openregime.core.readings.index.coherence import coherence_of, cronbach_alpha
from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.factors import Alternatives, OneDropped, WeightSets
from openregime.core.readings.index.intervals import bounds_of
from openregime.core.readings.index.means import ARITHMETIC, GEOMETRIC, Method, Minimum, OrderedWeights, PowerMean
from openregime.core.readings.index.normalise import Goalposts, Normalise
from openregime.core.readings.index.pipeline import build_index
from openregime.core.readings.index.sensitivity import (
    estimated_sensitivity,
    exact_sensitivity,
    indices_with_intervals,
    sensitivity_of_function,
)
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import IndicatorTable
from openregime.core.readings.index.worlds import Design, worlds_of
from tests.core.readings.index.test_sensitivity import ishigami
from tests.core.readings.index.test_uncertainty import INDEX, table


@pytest.mark.slow  # its library takes its time to load
def test_salib_agrees_on_the_samples_of_ishigami() -> None:
    """The same evaluations through SALib's estimators: total order to rounding, first order within both intervals."""
    sobol = pytest.importorskip("SALib.analyze.sobol")
    saltelli = pytest.importorskip("SALib.sample.sobol")
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    n = 4_096
    points = saltelli.sample(problem, n, calc_second_order=False, seed=1)
    y = ishigami(points)
    other = sobol.analyze(problem, y, calc_second_order=False, num_resamples=200, conf_level=0.9, seed=1)
    a, b, mixed = y[0::5], y[4::5], [y[1 + i :: 5] for i in range(3)]
    first, total, _, _ = indices_with_intervals(
        a[:, None],
        b[:, None],
        [m[:, None] for m in mixed],
        chance=np.random.default_rng(1),
        resamples=200,
        confidence=0.9,
    )
    assert total[0] == pytest.approx(other["ST"], abs=2e-3)
    assert first[0] == pytest.approx(other["S1"], abs=5e-3)


def test_golden_vector_of_ishigami() -> None:
    """Analytic indices with a = 7, b = 0.1: S 0.3139, 0.4424, 0; ST 0.5576, 0.4424, 0.2437; inside the intervals."""
    _, _, around = sensitivity_of_function(ishigami, 3, 65_536, seed=7, confidence=0.99)
    for truth, interval in zip(([0.3139, 0.4424, 0.0], [0.5576, 0.4424, 0.2437]), around, strict=True):
        assert (interval[:, 0] <= np.array(truth) + 1e-4).all()
        assert (np.array(truth) - 1e-4 <= interval[:, 1]).all()


def random_design(seed: int) -> Design:
    """Six units, five indicators in two pillars, with 3 means, 6 droppings and 4 experts: 72 combinations."""
    chance = np.random.default_rng(seed)
    indicators = tuple(Indicator(f"x{k}", "ab"[k % 2], 1, 1, goalposts=(0.0, 1.0)) for k in range(5))
    definition = Definition(indicators, (Group("a", "I", 1), Group("b", "I", 1), Group("I", None, 1)))
    values = chance.random((8, 5))
    means = tuple(Aggregate(PowerMean(p)) for p in (1, 0, -5))
    sets = tuple({"a": w, "b": 1 - w} for w in chance.uniform(0.1, 0.9, size=4))
    factors = (Alternatives("mean", "aggregate", means), OneDropped("dropped"), WeightSets("experts", sets))
    units = tuple(f"U{i}" for i in range(8))
    steps = (Normalise(Goalposts(1, 100)), Aggregate(ARITHMETIC))
    return Design(definition, IndicatorTable(units, tuple(i.id for i in indicators), values), steps, factors, seed)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_enumerated_truth_lies_in_the_stated_intervals_of_400_designs_as_often_as_stated() -> None:
    """90 % intervals of the mean shift hold the truth in 87 to 93 % of cases; factors without effect are left out."""
    inside: list[bool] = []
    for seed in range(400):
        worlds = worlds_of(random_design(seed))
        truth, found = exact_sensitivity(worlds), estimated_sensitivity(worlds, 512)
        for exact, around in ((truth.first, found.first_interval), (truth.total, found.total_interval)):
            assert around is not None
            counted = exact[0] > 0.01
            inside += ((around[0, :, 0] <= exact[0]) & (exact[0] <= around[0, :, 1]))[counted].tolist()
    assert len(inside) > 1_500
    assert 0.87 <= np.mean(inside) <= 0.93


def test_statsmodels_agrees_on_principal_components() -> None:
    pca = pytest.importorskip("statsmodels.multivariate.pca")
    chance = np.random.default_rng(2)
    common = chance.normal(size=(80, 1))
    values = common @ np.array([[1.0, 0.8, 0.6, 0.4]]) + chance.normal(size=(80, 4)) * 0.7
    indicators = tuple(Indicator(f"x{k}", "I", 1, 1) for k in range(4))
    definition = Definition(indicators, (Group("I", None, 1),))
    names = tuple(f"U{i}" for i in range(80))
    result = build_index(
        definition, IndicatorTable(names, tuple(i.id for i in indicators), values), (Aggregate(ARITHMETIC),)
    )
    other = pca.PCA(values, standardize=True)
    (group,) = coherence_of(result)
    assert group.eigenvalues == pytest.approx(other.eigenvals / 80, rel=1e-10)
    vector = np.linalg.eigh(group.between)[1][:, -1]
    assert np.abs(vector) == pytest.approx(np.abs(np.asarray(other.eigenvecs)[:, 0]), rel=1e-8)


def test_alpha_is_the_mean_covariance_over_the_mean_entry() -> None:
    """Cronbach's alpha by its other formula: k c / (v + (k - 1) c) with mean variance v and mean covariance c."""
    values = np.random.default_rng(4).normal(size=(60, 5)).cumsum(axis=1)
    covariance = np.cov(values.T)
    v = np.diag(covariance).mean()
    c = covariance[~np.eye(5, dtype=bool)].mean()
    assert cronbach_alpha(values) == pytest.approx(5 * c / (v + 4 * c), rel=1e-12)


MONOTONE: list[tuple[Method, ...]] = [
    (ARITHMETIC,) * 3,
    (ARITHMETIC, ARITHMETIC, PowerMean(-5, floor=1)),
    (GEOMETRIC, PowerMean(-20), ARITHMETIC),
    (Minimum(), ARITHMETIC, GEOMETRIC),
    (PowerMean(2), Minimum(), Minimum()),
    (OrderedWeights(0.3),) * 3,
]
EQUAL = INDEX.with_weights({part.id: 1.0 for part in INDEX.parts})
cells = st.tuples(st.integers(0, 11), st.integers(0, 8))


def scaled(gaps: float = 0.0) -> Stage:
    return Normalise(Goalposts(1, 100)).apply(Stage(EQUAL, table(gaps)))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(MONOTONE), cells, st.floats(0, 1))
def test_no_index_improves_when_an_indicator_worsens(
    by: tuple[Method, ...], cell: tuple[int, int], share: float
) -> None:
    values = np.array(scaled().table.values)
    before = aggregated(EQUAL, values, by, table().units)["Index"][cell[0]]
    values[cell] = 1 + share * (values[cell] - 1)
    after = aggregated(EQUAL, values, by, table().units)["Index"][cell[0]]
    assert after <= before * (1 + 1e-12)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(MONOTONE), cells, st.lists(st.floats(1, 100), min_size=30, max_size=30))
def test_one_more_unknown_never_narrows_and_every_filling_lies_inside(
    by: tuple[Method, ...], cell: tuple[int, int], fillings: list[float]
) -> None:
    values = np.array(scaled(gaps=0.2).table.values)
    more = np.array(values)
    more[cell] = np.nan
    ends = []
    for grid in (values, more):
        gaps = np.isnan(grid)
        ends.append(bounds_of(EQUAL, np.where(gaps, 1.0, grid), np.where(gaps, 100.0, grid), by, table().units))
    i = cell[0]
    fewer, wider = ends
    assert wider.low["Index"][i] <= fewer.low["Index"][i] * (1 + 1e-12)
    assert wider.high["Index"][i] >= fewer.high["Index"][i] * (1 - 1e-12)
    gaps = np.isnan(more)
    more[gaps] = np.resize(fillings, int(gaps.sum()))
    index = aggregated(EQUAL, more, by, table().units)["Index"]
    assert (wider.low["Index"] <= index * (1 + 1e-12)).all()
    assert (index <= wider.high["Index"] * (1 + 1e-12)).all()


@pytest.mark.parametrize("level", [0, 1, 2])
def test_as_p_falls_the_index_tends_to_the_one_of_the_least(level: int) -> None:
    def index(method: Method) -> np.ndarray:
        by = tuple(method if at == level else ARITHMETIC for at in range(3))
        return aggregated(EQUAL, scaled().table.values, by, table().units)["Index"]

    least = index(Minimum())
    away = [float(np.abs(index(PowerMean(p)) - least).max()) for p in (1, -5, -50, -5_000)]
    assert away == sorted(away, reverse=True)
    assert away[-1] < 0.05


def test_the_order_of_factors_and_units_changes_no_truth() -> None:
    asked = random_design(3)
    turned = replace(asked, factors=asked.factors[::-1])
    one, other = exact_sensitivity(asked), exact_sensitivity(turned)
    assert one.first[0] == pytest.approx(other.first[0][::-1], abs=1e-12)
