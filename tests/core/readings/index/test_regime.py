"""The default reading: gaps give intervals that hold every filling; the weakest pillar is named."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openregime.core.readings.index.aggregate import aggregated
from openregime.core.readings.index.definition import Definition, Group, Indicator
from openregime.core.readings.index.faults import BadStep
from openregime.core.readings.index.intervals import bounds_of, filled_ends
from openregime.core.readings.index.means import ARITHMETIC, Copeland
from openregime.core.readings.index.normalise import MinMax, Normalise
from openregime.core.readings.index.regime import read_regime, regime_methods
from openregime.core.readings.index.stage import Stage
from openregime.core.readings.index.table import IndicatorTable

POSTS = (0.0, 1.0)
INDEX = Definition(
    tuple(Indicator(f"{p}{k}", p, 1 + k, 1, goalposts=POSTS) for p in ("law", "acts") for k in range(2)),
    (Group("law", "Index", 2), Group("acts", "Index", 1), Group("Index", None, 1)),
)
COLUMNS = tuple(i.id for i in INDEX.indicators)
cell = st.one_of(st.none(), st.floats(0, 1))
rows = st.lists(st.lists(cell, min_size=4, max_size=4), min_size=1, max_size=5)


def table_of(values: list[list[float | None]]) -> IndicatorTable:
    grid = np.array([[np.nan if v is None else v for v in row] for row in values], dtype=float)
    return IndicatorTable(tuple(f"U{i}" for i in range(len(values))), COLUMNS, grid)


@settings(deadline=None, max_examples=60)
@given(rows, st.lists(st.floats(0, 1), min_size=20, max_size=20))
def test_interval_contains_every_filling(values: list[list[float | None]], fillings: list[float]) -> None:
    filler = iter(fillings)
    filled = [[next(filler) if v is None else v for v in row] for row in values]
    for open_, shut in zip(read_regime(INDEX, table_of(values)), read_regime(INDEX, table_of(filled)), strict=True):
        assert open_.low * (1 - 1e-12) <= shut.low == shut.high <= open_.high * (1 + 1e-12)
        assert open_.least_low - 1e-9 <= shut.least_low <= open_.least_high + 1e-9
        assert open_.best_rank <= shut.best_rank <= shut.worst_rank <= open_.worst_rank


@settings(deadline=None, max_examples=60)
@given(rows, st.integers(0, 4), st.integers(0, 3))
def test_one_more_unknown_never_narrows(values: list[list[float | None]], row: int, column: int) -> None:
    fewer = [list(r) for r in values]
    fewer[row % len(values)][column] = None
    for before, after in zip(read_regime(INDEX, table_of(values)), read_regime(INDEX, table_of(fewer)), strict=True):
        assert after.low <= before.low * (1 + 1e-12)
        assert after.high >= before.high * (1 - 1e-12)
        assert set(before.weakest) <= set(after.weakest)


@settings(deadline=None, max_examples=60)
@given(rows, st.integers(0, 4), st.integers(0, 3), st.floats(0, 1))
def test_no_index_improves_when_an_indicator_worsens(
    values: list[list[float | None]], row: int, column: int, worse: float
) -> None:
    i = row % len(values)
    lower = [list(r) for r in values]
    lower[i][column] = min(worse, values[i][column] if values[i][column] is not None else 1.0)
    if values[i][column] is None:
        return
    before, after = read_regime(INDEX, table_of(values))[i], read_regime(INDEX, table_of(lower))[i]
    assert (after.low <= before.low * (1 + 1e-12), after.high <= before.high * (1 + 1e-12)) == (True, True)


def test_weakest_pillar_is_named_once_when_it_is_certain() -> None:
    certain, open_ = read_regime(INDEX, table_of([[1, 1, 0, 0.1], [0.5, 0.5, None, 0.9]]))
    assert certain.weakest == ("acts",)
    assert open_.weakest == ("law",)  # acts is at least 0.6, whatever the gap holds
    assert open_.gaps == ("acts0",)
    (doubt,) = read_regime(INDEX, table_of([[0.7, 0.7, None, 0.9]]))
    assert doubt.weakest == ("law", "acts")


def test_effort_on_the_weakest_pillar_gains_most() -> None:
    (reading,) = read_regime(INDEX, table_of([[1, 1, 0.2, 0.2]]))
    assert reading.gains_low["acts"] > 100 * reading.gains_low["law"]


def test_golden_interval_of_one_unknown() -> None:
    flat = Definition(
        tuple(Indicator(c, "I", w, 1) for c, w in zip("abc", (0.5, 0.3, 0.2), strict=True)), (Group("I", None, 1),)
    )
    found = bounds_of(flat, np.array([[80.0, 0, 60]]), np.array([[80.0, 100, 60]]), [ARITHMETIC], ("X",))
    assert (found.low["I"][0], found.high["I"][0]) == pytest.approx((52.0, 82.0))


def test_intervals_are_refused_where_they_would_not_hold() -> None:
    table = table_of([[0.1, 0.2, 0.3, 0.4], [0.5, None, 0.7, 0.9], [0.2, 0.6, 0.1, 0.3]])
    stage = Normalise(MinMax()).apply(Stage(INDEX, table))
    with pytest.raises(BadStep, match="fixed by definition"):
        filled_ends(stage)
    with pytest.raises(BadStep, match="Copeland gives no interval"):
        bounds_of(INDEX, table.values, table.values, [Copeland(), ARITHMETIC], table.units)


def test_indicator_without_goalposts_is_refused() -> None:
    bare = Definition((Indicator("a", "I", 1, 1),), (Group("I", None, 1),))
    with pytest.raises(BadStep, match="column a: Has no goalposts"):
        read_regime(bare, IndicatorTable(("X",), ("a",), np.array([[1.0]])))


def test_reading_agrees_with_plain_aggregation_when_nothing_is_open() -> None:
    table = table_of([[0.1, 0.2, 0.3, 0.4], [0.9, 0.8, 0.7, 0.6]])
    scaled = 1 + 99 * table.values
    plain = aggregated(INDEX, scaled, regime_methods(INDEX), table.units)["Index"]
    assert [r.low for r in read_regime(INDEX, table)] == pytest.approx(plain.tolist(), rel=1e-12)
