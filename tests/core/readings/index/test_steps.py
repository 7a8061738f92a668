"""Every step against hand-worked numbers or an independent library, and one refusal for each acceptance."""

from collections.abc import Callable

import numpy as np
import pytest

from openregime.core.readings.index import (
    ARITHMETIC,
    GEOMETRIC,
    Aggregate,
    BadIndicatorTable,
    BadStep,
    Borda,
    BudgetAllocation,
    Definition,
    Denominate,
    DistanceToMaximum,
    DistanceToReference,
    DistanceToTarget,
    Equal,
    FractionOfMaximum,
    Goalposts,
    Group,
    Impute,
    Indicator,
    IndicatorTable,
    MinMax,
    Normalise,
    Percentile,
    PrincipalComponent,
    Ranks,
    Screen,
    Stage,
    Treat,
    Weigh,
    ZScore,
    build_index,
)
from openregime.core.readings.index.normalise import Normaliser
from openregime.core.readings.index.statistics import rank_correlation, skewness_and_kurtosis
from openregime.core.readings.index.treat import box_cox, most_likely_power

GAP = np.nan
TOP = Group("I", None, 1)


def stage_of(*columns: list[float], directions: tuple[int, ...] = (), **more: object) -> Stage:
    names = tuple("abcdefgh"[: len(columns)])
    directions = directions or (1,) * len(columns)
    indicators = tuple(
        Indicator(n, "I", 1, d, goalposts=(0, 10), target=8.0) for n, d in zip(names, directions, strict=True)
    )
    units = tuple(f"U{i}" for i in range(len(columns[0])))
    return Stage(Definition(indicators, (TOP,)), IndicatorTable(units, names, np.array(columns).T, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by", "more", "less"),
    [
        (MinMax(0, 1), [0, 0.5, 1, GAP], [1, 0.5, 0, GAP]),
        (ZScore(), [-1, 0, 1, GAP], [1, 0, -1, GAP]),
        (Ranks(), [1, 2, 3, GAP], [3, 2, 1, GAP]),
        (Borda(), [0, 1, 2, GAP], [2, 1, 0, GAP]),
        (Percentile(), [0, 50, 100, GAP], [100, 50, 0, GAP]),
        (DistanceToMaximum(), [0, 0.5, 1, GAP], [1, 0.5, 0, GAP]),
        (DistanceToReference("U1"), [0, 1, 2, GAP], [2, 1, 0, GAP]),
        (DistanceToReference("U1", capped=True), [0, 1, 1, GAP], [1, 1, 0, GAP]),
        (DistanceToTarget(), [0, 1 / 3, 2 / 3, GAP], None),
        (FractionOfMaximum(), [1 / 3, 2 / 3, 1, GAP], [1, 0.5, 1 / 3, GAP]),
        (Goalposts(0, 100), [20, 40, 60, GAP], [80, 60, 40, GAP]),
    ],
    ids=lambda by: type(by).__name__,
)
def test_scales(by: Normaliser, more: list[float], less: list[float] | None) -> None:
    x = [2.0, 4, 6, GAP]
    found = Normalise(by).apply(stage_of(x, directions=(1,))).table.values[:, 0]
    assert found == pytest.approx(more, nan_ok=True)
    if less is not None:
        turned = Normalise(by).apply(stage_of(x, directions=(-1,))).table.values[:, 0]
        assert turned == pytest.approx(less, nan_ok=True)


def test_goalposts_stay_where_they_are_when_a_unit_joins() -> None:
    before = Normalise(Goalposts()).apply(stage_of([2.0, 4])).table.values[:, 0]
    after = Normalise(Goalposts()).apply(stage_of([2.0, 4, 1_000])).table.values[:, 0]
    assert after[:2].tolist() == before.tolist()
    assert after[2] == 100


@pytest.mark.parametrize("by", [MinMax(), ZScore(), Percentile(), DistanceToMaximum(), DistanceToReference("nobody")])
def test_a_column_without_a_scale_is_refused_by_name(by: Normaliser) -> None:
    with pytest.raises(BadStep, match="column a"):
        Normalise(by).apply(stage_of([4.0, GAP]) if by == Percentile() else stage_of([4.0, 4.0]))


def test_denominators_divide_and_zero_is_refused() -> None:
    base = stage_of([2.0, 4, GAP], denominators={"pop": np.array([1.0, 2, 4])})
    indicator = Indicator("a", "I", 1, 1, denominator="pop")
    stage = Stage(Definition((indicator,), (TOP,)), base.table)
    assert Denominate().apply(stage).table.values[:, 0] == pytest.approx([2, 2, GAP], nan_ok=True)
    zero = stage_of([2.0, 4], denominators={"pop": np.array([1.0, 0])})
    with pytest.raises(BadStep, match="row U1, column pop: Is 0 and divides a"):
        Denominate().apply(Stage(stage.definition, zero.table))


def test_screening_asks_the_index_or_every_group() -> None:
    stage = stage_of([1.0, GAP, GAP], [1.0, 2, GAP], [1.0, 2, 3])
    assert Screen(0.6).apply(stage).table.units == ("U0", "U1")
    with pytest.raises(BadStep, match="Ask for a smaller share"):
        Screen(1.0, "group").apply(stage_of([GAP, 1.0], [1.0, GAP]))


X = [1.0, 2, 3, 4, GAP, 6]
Y = [2.0, 4, 6, 8, 10, 12]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Impute("mean"), 3.2),
        (Impute("median"), 3.0),
        (Impute("class_mean", by="side"), 5.0),
        (Impute("class_median", by="side"), 5.0),
        (Impute("nearest", neighbours=2), 5.0),
        (Impute("regression"), 5.0),
    ],
)
def test_gaps_are_filled_as_asked_and_counted(step: Impute, expected: float) -> None:
    stage = stage_of(X, Y, classes={"side": ("w", "w", "w", "e", "e", "e")})
    filled = step.apply(stage)
    assert filled.table.values[4, 0] == pytest.approx(expected, abs=0.05)
    assert filled.notes[-1].startswith("1 gaps were filled")
    assert filled.table.values[:, 1].tolist() == Y


def test_a_gap_that_cannot_be_filled_is_refused_by_row_and_column() -> None:
    with pytest.raises(BadStep, match="row U1, column a: Stays a gap"):
        Impute("class_mean", by="side").apply(stage_of([1.0, GAP], [1.0, 2], classes={"side": ("w", "e")}))
    with pytest.raises(BadStep, match="no way to fill gaps"):
        Impute("guess").apply(stage_of(X, Y))


def test_outliers_are_winsorised_first_and_bent_only_when_that_fails() -> None:
    mild, wild = [*range(1, 20), 200.0], [float(2**k) for k in range(20)]
    treated = Treat(most_points=1).apply(stage_of(mild, wild)).table.values
    assert treated[:, 0].tolist() == [*range(1, 20), 19.0]
    x = np.array(wild)
    assert treated[:, 1] == pytest.approx(np.log(x - 1 + 0.01 * (x.max() - 1)))
    assert Treat(0, otherwise="none").apply(stage_of(mild)).table.values[:, 0].tolist() == mild
    with pytest.raises(BadStep, match="row U0, column a: 0 has no “log”"):
        Treat(0, otherwise="log").apply(stage_of([0.0, *mild]))


def test_scipy_agrees_on_shape_and_box_cox() -> None:
    stats = pytest.importorskip("scipy.stats")
    x = np.random.default_rng(2).lognormal(size=80)
    skew, kurtosis = skewness_and_kurtosis(x)
    assert skew == pytest.approx(stats.skew(x, bias=False), rel=1e-12)
    assert kurtosis == pytest.approx(stats.kurtosis(x, bias=False), rel=1e-12)
    power = stats.boxcox_normmax(x, brack=(-2, 2), method="mle")
    assert most_likely_power(x) == pytest.approx(power, abs=1e-5)
    assert box_cox(x, 0.3) == pytest.approx(stats.boxcox(x, 0.3), rel=1e-12)
    y = np.random.default_rng(3).integers(0, 5, 80).astype(float)
    assert rank_correlation(x, y) == pytest.approx(stats.spearmanr(x, y).statistic, rel=1e-12)


def test_weights_from_budgets_components_and_equality() -> None:
    stage = stage_of([1.0, 2, 3, 4], [1.0, 2, 3, 5], [4.0, 1, 3, 2])
    budget = BudgetAllocation({"x": {"a": 50, "b": 50, "c": 0}, "y": {"a": 10, "b": 0, "c": 0}})
    assert budget.of(stage) == pytest.approx({"a": 0.75, "b": 0.25, "c": 0.0})
    component = PrincipalComponent().of(stage)
    assert sum(component.values()) == pytest.approx(1)
    assert component["c"] < component["a"]
    assert Weigh(Equal()).apply(stage).definition.effective_weights()["a"] == pytest.approx(1 / 3)
    with pytest.raises(BadStep, match="row y, column b: Has no points"):
        BudgetAllocation({"x": {"a": 1, "b": 1}, "y": {"a": 1}}).of(stage)


def test_geometric_mean_over_zero_is_refused_by_unit_and_indicator() -> None:
    stage = stage_of([0.0, 5, 9], [1.0, 2, 3])
    with pytest.raises(BadStep, match="row U0, column a: Is 0 or less and has no mean of power 0"):
        build_index(stage.definition, stage.table, (Normalise(MinMax()), Aggregate(GEOMETRIC)))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (([1.0, 1, 1], [1.0, 2, 3]), "column a: Is 1 for every unit"),
        (([GAP, GAP, GAP], [1.0, 2, 3]), "column a: Has no value at all"),
    ],
)
def test_columns_that_say_nothing_are_refused(columns: tuple[list[float], ...], said: str) -> None:
    stage = stage_of(*columns)
    with pytest.raises(BadIndicatorTable, match=said):
        build_index(stage.definition, stage.table, (Normalise(MinMax()), Aggregate(ARITHMETIC)))


def test_infinite_values_double_rows_and_endless_tables_are_refused() -> None:
    with pytest.raises(BadIndicatorTable, match="row U1, column a: Is infinite"):
        stage_of([1.0, np.inf])
    with pytest.raises(BadIndicatorTable, match="row X: Stands 2 times"):
        IndicatorTable(("X", "X"), ("a",), np.zeros((2, 1)))
    many = tuple(map(str, range(1_000_000)))
    with pytest.raises(BadIndicatorTable, match="row 100000: The table has 1,000,000 units"):
        IndicatorTable(many, ("a",), np.zeros((1_000_000, 1)))


def test_a_budget_that_is_not_spent_to_the_point_is_refused_by_expert() -> None:
    stage = stage_of([1.0, 2, 4], [5.0, 2, 1])
    fair, mean = {"a": 60.0, "b": 40.0}, {"a": 60.0, "b": 30.0}
    assert BudgetAllocation({"X": fair}, budget=100).of(stage) == {"a": 0.6, "b": 0.4}
    with pytest.raises(BadStep, match=r"row Y: Gave 90 points of 100"):
        BudgetAllocation({"X": fair, "Y": mean}, budget=100).of(stage)
    assert BudgetAllocation({"Y": mean}).of(stage)["a"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("made", [
    lambda: MinMax(100, 1), lambda: Goalposts(1, 1), lambda: Goalposts(1e308, 1.5e308), lambda: ZScore(0, -1),
    lambda: MinMax(0, float("nan")), lambda: Goalposts(float("-inf"), 1),
])  # fmt: skip
def test_a_scale_that_would_turn_everything_round_is_refused(made: Callable[[], object]) -> None:
    with pytest.raises(BadStep, match="Write the lower end first"):
        made()
