"""Any study: intervals hold every filling, gaps never help, and what has no ends has no value."""

from dataclasses import replace

import numpy as np
import pytest

from openregime.core.readings.index import (
    ARITHMETIC,
    Aggregate,
    Between,
    Copeland,
    GapsFilled,
    IndicatorTable,
    MinMax,
    Normalise,
    OneDropped,
    ZScore,
)
from openregime.core.readings.studies import Study, audit_of, rank_study, results_of, sensitivity_of
from openregime.core.readings.studies.results import _weakest
from openregime.io.index.named import example_study


@pytest.fixture(scope="module")
def study() -> Study:
    return example_study()


def filled(study: Study, how: float) -> Study:
    """Every gap at a share of the way between its goalposts."""
    values = np.array(study.table.values)
    for j, indicator in enumerate(study.definition.indicators):
        low, high = indicator.goalposts or (0.0, 1.0)
        gaps = np.isnan(values[:, j])
        values[gaps, j] = low + how * (high - low) if indicator.direction == 1 else high - how * (high - low)
    return replace(study, table=IndicatorTable(study.table.units, study.table.columns, values))


@pytest.mark.parametrize("how", [0.0, 0.3, 0.8, 1.0])
def test_every_filling_lies_inside_the_interval(study: Study, how: float) -> None:
    open_, closed = results_of(study), results_of(filled(study, how))
    for a, b in zip(open_.units, closed.units, strict=True):
        assert a.low - 1e-9 <= b.low == b.high <= a.high + 1e-9  # type: ignore[operator]
        assert a.best_rank <= b.best_rank <= a.worst_rank  # type: ignore[operator]
        assert set(b.certainly_weakest) <= set(a.weakest)


def test_one_more_gap_never_narrows(study: Study) -> None:
    values = np.array(study.table.values)
    values[1, 2] = np.nan
    wider = results_of(replace(study, table=IndicatorTable(study.table.units, study.table.columns, values))).units[1]
    before = results_of(study).units[1]

    assert wider.low <= before.low  # type: ignore[operator]
    assert wider.high >= before.high  # type: ignore[operator]
    assert wider.coverage < before.coverage


def test_a_gap_on_a_scale_of_the_data_leaves_no_value_and_says_why(study: Study) -> None:
    relative = replace(study, steps=(Normalise(MinMax(1, 100)), Aggregate(ARITHMETIC)))
    results = results_of(relative)

    assert [one.unit for one in results.units if one.low is None] == ["DUN", "FAR", "ILM"]
    assert results.of("DUN").best_rank is None
    assert results.of("DUN").weakest == ()
    assert any("Gaps stay gaps" in note for note in results.notes)
    assert results.by_strength()[-1].low is None
    assert results_of(replace(study, steps=(*study.steps[:-1], Aggregate(Copeland())))).of("ILM").low is None


def test_gaps_stay_open_unless_a_factor_fills_them(study: Study) -> None:
    assert rank_study(study, replications=64).is_over_gaps
    closed = rank_study(study, factors=(*study.factors, GapsFilled("gaps")), replications=64)
    assert not closed.is_over_gaps
    assert np.array_equal(closed.best_median, closed.worst_median)


def test_listed_settings_are_gone_through_and_the_rest_is_estimated(study: Study) -> None:
    listed = replace(filled(study, 0.5), factors=(study.factors[1], OneDropped("dropped")))

    assert sensitivity_of(listed).found.is_exact
    assert not sensitivity_of(study, samples=32).found.is_exact


def test_an_audit_counts_the_units_with_a_score(study: Study) -> None:
    found = next(check for check in audit_of(study).checks if check.id == "scored-units")

    assert found.passed
    assert found.finding.startswith("9 of 12")


@pytest.mark.parametrize(("low", "high"), [(-5.0, 1.0), (1.0, 3.0)])
def test_a_parameter_that_stands_at_an_end_of_its_range_varies_all_the_same(
    study: Study, low: float, high: float
) -> None:
    closed = replace(filled(study, 0.5), steps=(study.steps[0], Aggregate(ARITHMETIC)))
    ranks = rank_study(closed, factors=(Between("p", "aggregate", "by.p", low, high),), replications=200)

    assert (ranks.low < ranks.high).any()


def test_a_pillar_that_is_certainly_whole_is_weakest_only_where_all_are_whole() -> None:
    ends = {"a": (100.0, 100.0), "b": (1.0, 100.0), "c": (40.0, 100.0)}

    assert _weakest(ends, ("a", "b", "c"), 100.0) == ("b", "c")
    assert _weakest(dict.fromkeys(ends, (100.0, 100.0)), ("a", "b", "c"), 100.0) == ("a", "b", "c")
    assert _weakest(ends, ("a", "b", "c"), None) == ("a", "b", "c")


def test_a_weakest_pillar_is_named_below_zero_too(study: Study) -> None:
    no_gaps = replace(filled(study, 0.5), steps=(Normalise(ZScore(0, 1)), Aggregate(ARITHMETIC)))
    for one in results_of(no_gaps).units:
        least = min(one.pillars, key=lambda pillar: one.pillars[pillar][0])
        assert least in one.weakest
        assert least in one.certainly_weakest
